package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link Loopback} whose end JUnit decides, for what annotations cannot say:
 *
 * <pre>{@code
 * @RegisterExtension
 * final LoopbackExtension net = new LoopbackExtension();
 * }</pre>
 *
 * <p>In a static field it lives to the end of the class, in an instance field as long as the test instance. It opens sockets
 * when asked, also from the initialisers of fields below it. Where classes share a static field that they inherit, it lives
 * to the end of the last of those that run at the same time, and begins anew with the next.
 *
 * <p>It injects nothing: where only this is registered, a parameter of type {@code Loopback} is resolved by nobody, and the field
 * is what to use. JUnit learns of an instance field when the instance is complete: if the initialiser of a later field, or the
 * constructor, throws, what was opened before stays open until the JVM ends. Open in {@code @BeforeEach} what must not.
 *
 * @since 0.1
 */
public final class LoopbackExtension extends Loopback
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                CapabilityHandler,
                TestBody {

    private final Set<ContextScope> holders = new HashSet<>(); // guarded by this

    /** Create an owner of sockets without defaults. */
    public LoopbackExtension() {
        this(Options.NONE);
    }

    /**
     * Create an owner of sockets with defaults. They go before {@link NetworkDefaults} and configuration parameters, which are
     * not known yet to the initialisers of fields.
     *
     * @param defaults the attributes for what a declaration leaves open
     */
    public LoopbackExtension(Options defaults) {
        super(defaults);
    }

    /** Hand this over to the class: a static field holds it, or a field of the one instance that serves all tests. */
    @Override
    public void beforeAll(ExtensionContext context) {
        join(ContextScope.of(context));
    }

    /** Hand this over to the test, unless the class has it. */
    @Override
    public void beforeEach(ExtensionContext context) {
        join(ContextScope.of(context));
    }

    private void join(ContextScope scope) {
        if (scope.knows(this)) {
            return;
        }
        synchronized (this) {
            if (holders.isEmpty()) {
                reopen(scope.options(), scope.draws(), scope.attendant());
            }
            holders.add(scope);
        }
        scope.adopt(this);
    }

    /** Tells whether the end of a scope is the end of this. */
    synchronized boolean endsWith(ContextScope scope) {
        return holders.size() == 1 && holders.contains(scope);
    }

    /** Ends with the last scope that held it. */
    synchronized void leave(ContextScope scope) {
        holders.remove(scope);
        if (holders.isEmpty()) {
            close();
        }
    }

    /** Fail the test if its code failed on a thread of a fixture. */
    @Override
    public void afterEach(ExtensionContext context) {
        ContextScope.verify(context);
    }

    /** Fail the class if its code failed on a thread of a fixture. */
    @Override
    public void afterAll(ExtensionContext context) {
        ContextScope.verify(context);
    }
}
