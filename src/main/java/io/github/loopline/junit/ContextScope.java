package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.check.Attendant;
import io.github.loopline.check.Leaks;
import io.github.loopline.check.TestCalls;
import io.github.loopline.check.Unclaimed;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Transcript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

/**
 * The owner of a context's fixtures, and the only thing of ours in JUnit's Store, whose own order of closing is wrong for
 * fixtures that depend on each other.
 */
@SuppressWarnings({"deprecation", "removal"}) // CloseableResource: JUnit 5.12 closes nothing else
final class ContextScope implements AutoCloseable, Store.CloseableResource {

    private static final Namespace NAMESPACE = Namespace.create(ContextScope.class);

    /** What begins the part of an id that is the same in each suite. */
    private static final String ENGINE = "[engine:junit-jupiter]";

    private final ExtensionContext context;
    private final @Nullable ContextScope parent;
    private final Settings settings;
    private final List<Loopback> owners = new ArrayList<>(); // guarded by this, as the three below
    private final Map<Object, Object> byDeclaration = new HashMap<>();
    private final TestCalls calls = new TestCalls();
    private final @Nullable Unclaimed unclaimed; // where no other test runs that they could be of
    private final @Nullable WireRun run; // of a test with a matrix
    private boolean timedOut;
    private @Nullable Throwable dynamic;
    private final Neighbours below = new Neighbours();
    private final Beside beside;
    private final Telling telling;

    private ContextScope(ExtensionContext context, @Nullable ContextScope parent) {
        this.context = context;
        this.parent = parent;
        run = WireExtension.run(context);
        settings = Settings.of(context, parent == null ? null : parent.settings);
        unclaimed = isParallel(context) || settings.leaks() == LeakMode.OFF
                ? null
                : new Unclaimed(parent == null ? null : parent.unclaimed);
        owners.add(Loopback.open(options(), draws(), attendant()));
        beside = new Beside(context, around());
        telling = new Telling(context, this);
    }

    private static boolean isParallel(ExtensionContext context) {
        return context.getConfigurationParameter("junit.jupiter.execution.parallel.enabled")
                .map(Boolean::parseBoolean)
                .orElse(false);
    }

    /** Gives the scope of a context; the first call makes it. */
    static ContextScope of(ExtensionContext context) {
        ContextScope scope = ifPresent(context);
        return scope == null ? create(context) : scope;
    }

    static @Nullable ContextScope ifPresent(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(key(context), ContextScope.class);
    }

    /** A look-up in a Store sees those of the ancestors too: the key must be the context's own. */
    private static String key(ExtensionContext context) {
        return context.getUniqueId();
    }

    private static ContextScope create(ExtensionContext context) {
        ExtensionContext above = context.getParent()
                .filter(up -> up.getParent().isPresent()) // the engine's context holds nothing
                .orElse(null);
        ContextScope made = new ContextScope(context, above == null ? null : of(above));
        synchronized (NAMESPACE) { // no test waits here for another: the lock covers two accesses to a map
            ContextScope other = ifPresent(context);
            if (other == null) {
                context.getStore(NAMESPACE).put(key(context), made);
                made.beside.begin(made.parent == null ? null : made.parent.beside);
            }
            return other == null ? made : other;
        }
    }

    /** Gives the calls of this scope's test: those under breaking conditions are noted there. */
    TestCalls calls() {
        return calls;
    }

    /** Gives what fixtures have that declare nothing else. */
    Options options() {
        return run == null ? settings.options() : run.options(settings.options());
    }

    /** Gives what stands beside the fixtures of the test. */
    Attendant attendant() {
        return run == null ? Attendant.NONE : run;
    }

    /** Tells what has happened on the fixtures of this scope. */
    Transcript own() {
        return Transcript.merge(owners().stream().map(Loopback::transcript).toList());
    }

    /** Sees all fixtures of this scope. */
    List<Leaks> leaks() {
        return owners().stream().map(Loopback::leaks).toList();
    }

    /** Tells which tests ran beside this one. */
    Beside beside() {
        return beside;
    }

    /** Gives those who run below this scope. */
    Neighbours below() {
        return below;
    }

    /** Gives what tells of a failure of this scope's test. */
    Telling telling() {
        return telling;
    }

    /** Lists the scopes around this one, the innermost first. */
    List<ContextScope> around() {
        List<ContextScope> around = new ArrayList<>();
        for (ContextScope scope = parent; scope != null; scope = scope.parent) {
            around.add(scope);
        }
        return around;
    }

    /** Lists the owners of this scope and of those around it. */
    List<Loopback> inScope() {
        List<Loopback> all = new ArrayList<>(owners());
        around().forEach(scope -> all.addAll(scope.owners()));
        return all;
    }

    Settings settings() {
        return settings;
    }

    /**
     * Gives each test random numbers of its own, which come again when it is run again with the same seed: alone, in a suite, or as
     * another run of a seeded test.
     */
    Draws draws() {
        Shrinking shrinking = SeededExtension.shrinking(context);
        ExtensionContext test =
                shrinking == null ? context : context.getParent().orElse(context);
        String id = test.getUniqueId();
        Draws draws = Draws.of(settings.seed())
                .at(id.substring(Math.max(0, id.indexOf(ENGINE))).hashCode());
        return shrinking == null ? draws : draws.tellingTo(shrinking.strikes());
    }

    /** Takes a Loopback that the test made, to be told of and closed with this scope's own. */
    synchronized void adopt(LoopbackExtension loopback) {
        owners.add(loopback);
    }

    /** Tells whether a Loopback belongs to this scope or to one around it. */
    boolean knows(Loopback loopback) {
        return owners().contains(loopback) || parent != null && parent.knows(loopback);
    }

    synchronized Loopback loopback() {
        return owners.get(0);
    }

    synchronized List<Loopback> owners() {
        return List.copyOf(owners);
    }

    /** Gives the fixture of a declaration; the first call opens it. */
    synchronized Object fixture(Object key, Declaration declaration) {
        Object fixture = byDeclaration.get(key);
        if (fixture == null) {
            fixture = loopback().open(FixtureSources.spec(declaration));
            byDeclaration.put(key, fixture);
        }
        return fixture;
    }

    /** Fails if code of the test failed on a thread of a fixture, of the context's scope or of those around it. */
    static void verify(ExtensionContext context) {
        ContextScope own = ifPresent(context);
        for (Loopback owner : own == null ? List.<Loopback>of() : own.owners()) {
            owner.settle(); // those around this scope may be in use by other tests
        }
        for (ContextScope scope = own; scope != null; scope = scope.parent) {
            for (Loopback owner : scope.owners()) {
                owner.verify();
            }
        }
    }

    /** Notes in the transcript, once, that JUnit's timeout struck. */
    synchronized void timeoutStruck() {
        if (!timedOut) {
            timedOut = true;
            loopback().note("JUnit's timeout struck here");
        }
    }

    /** Takes what a dynamic test failed with: its context does not know. */
    void failBy(Throwable failure) {
        telling.look(); // not under this scope's lock: it looks at those of all scopes
        synchronized (this) {
            dynamic = failure;
        }
    }

    @Override
    public void close() {
        Throwable failure = failure();
        Leftovers leftovers = leftovers();
        AssertionError leak = leftovers.judge(failure != null);
        leak = leak == null || run == null ? leak : run.told(leak);
        handOverCalls();
        failure = failure == null ? leak : failure;
        beside.end();
        telling.tell(failure, leftovers.report());
        loopback().endOf(Report.name(context));
        Closing.close(this, failure, leak);
    }

    /** Judges those whose lifetime ends here. */
    private Leftovers leftovers() {
        List<Loopback> ending = new ArrayList<>(owners());
        ending.removeIf(owner -> owner instanceof LoopbackExtension extension && !extension.endsWith(this));
        List<Loopback> around =
                around().stream().flatMap(scope -> scope.owners().stream()).toList();
        return new Leftovers(settings.leaks(), calls, unclaimed, ending, around);
    }

    /** What a test did with fixtures of its class is judged with them; unless other tests did so at the same time. */
    private void handOverCalls() {
        calls.cancel();
        if (parent != null && context.getExecutionMode() == ExecutionMode.SAME_THREAD) {
            parent.calls.addAll(calls);
        }
    }

    private synchronized @Nullable Throwable failure() {
        Throwable thrown = dynamic == null ? context.getExecutionException().orElse(null) : dynamic;
        return thrown instanceof TestAbortedException ? null : thrown;
    }
}
