package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import org.junit.jupiter.api.TestInstance.Lifecycle;
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
 * when asked, also from the initialisers of fields below it.
 *
 * @since 0.1
 */
public final class LoopbackExtension extends Loopback
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private boolean adopted; // guarded by this

    /** Create an owner of sockets without defaults. */
    public LoopbackExtension() {
        this(Options.NONE);
    }

    /**
     * Create an owner of sockets.
     *
     * @param defaults the attributes for what a declaration leaves open
     */
    public LoopbackExtension(Options defaults) {
        super(defaults);
    }

    /** Hand this over to the class: it is held by a static field. */
    @Override
    public void beforeAll(ExtensionContext context) {
        adoptBy(context);
    }

    /** Hand this over to the test, or to the class where one instance serves all its tests. */
    @Override
    public void beforeEach(ExtensionContext context) {
        boolean perClass = context.getTestInstanceLifecycle()
                .filter(Lifecycle.PER_CLASS::equals)
                .isPresent();
        adoptBy(perClass ? classOf(context) : context);
        ContextScope.of(context);
    }

    /** Goes up from a test, past the containers of templates, to its class. */
    private static ExtensionContext classOf(ExtensionContext context) {
        ExtensionContext up = context;
        while (up.getTestMethod().isPresent()) {
            up = up.getParent().orElseThrow();
        }
        return up;
    }

    private synchronized void adoptBy(ExtensionContext context) {
        if (!adopted) {
            adopted = true;
            ContextScope.of(context).adopt(this);
        }
    }

    /** Fail the test if its code failed on a thread of a fixture. */
    @Override
    public void afterEach(ExtensionContext context) {
        ContextScope.of(context).verify();
    }

    /** Fail the class if its code failed on a thread of a fixture. */
    @Override
    public void afterAll(ExtensionContext context) {
        ContextScope.of(context).verify();
    }
}
