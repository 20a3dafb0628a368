package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.check.Attendant;
import io.github.loopline.check.TestCalls;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.junit.Neighbours.Neighbour;
import io.github.loopline.trace.Failure;
import io.github.loopline.trace.Sockets;
import io.github.loopline.trace.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
    private final @Nullable WireRun run; // of a test with a matrix
    private boolean timedOut;
    private @Nullable Throwable dynamic;
    private final Map<Loopback, Integer> marks = new HashMap<>(); // of the ancestors, when this scope began
    private final Neighbours below = new Neighbours();
    private final Map<ContextScope, Neighbour> beside =
            new LinkedHashMap<>(); // by what is shared; this, below each ancestor
    private @Nullable Moment failed; // guarded by this

    /** What is there when a test fails; its clean-up may end it before the report is made. */
    private record Moment(long nanos, Sockets sockets, List<String> awaited) {}

    private ContextScope(ExtensionContext context, @Nullable ContextScope parent) {
        this.context = context;
        this.parent = parent;
        run = WireExtension.run(context);
        settings = Settings.of(context, parent == null ? null : parent.settings);
        owners.add(Loopback.open(options(), draws(), attendant()));
        for (ContextScope ancestor = parent; ancestor != null; ancestor = ancestor.parent) {
            for (Loopback owner : ancestor.owners()) {
                marks.put(owner, owner.mark());
            }
            if (context.getTestMethod().isPresent()) {
                beside.put(ancestor, new Neighbour(testName()));
            }
        }
    }

    private String testName() {
        String display = context.getDisplayName();
        boolean told = context.getTestMethod()
                .filter(method -> display.startsWith(method.getName() + "("))
                .isPresent();
        return Report.name(context) + (told ? "" : " " + display);
    }

    /** Tells the scopes around this one that it runs. */
    private void begin() {
        beside.forEach((ancestor, self) -> ancestor.below.begin(self));
        if (parent != null) {
            parent.beside.values().forEach(Neighbour::isContainer);
        }
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
                made.begin();
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

    private synchronized List<Loopback> owners() {
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
    synchronized void failBy(Throwable failure) {
        look();
        dynamic = failure;
    }

    /** Looks at the sockets and at what is awaited, at the first call: the test fails here. */
    synchronized void look() {
        if (failed == null && settings.transcript() != TranscriptMode.NEVER) {
            failed = moment();
        }
    }

    private Moment moment() {
        long now = System.nanoTime();
        List<String> awaited = new ArrayList<>();
        for (Loopback owner : inScope()) {
            awaited.addAll(owner.awaited());
        }
        return new Moment(now, Loopback.sockets(inScope()), awaited);
    }

    /** Lists the owners of this scope and of those around it. */
    private List<Loopback> inScope() {
        List<Loopback> all = new ArrayList<>();
        for (ContextScope scope = this; scope != null; scope = scope.parent) {
            all.addAll(scope.owners());
        }
        return all;
    }

    @Override
    public void close() {
        Throwable failure = failure();
        AssertionError leak = leftovers().judge(failure != null);
        leak = leak == null || run == null ? leak : run.told(leak);
        handOverCalls();
        failure = failure == null ? leak : failure;
        beside.forEach((ancestor, self) -> ancestor.below.end(self));
        TranscriptMode mode = settings.transcript();
        Path folder = null;
        if (mode == TranscriptMode.ALWAYS || mode == TranscriptMode.ON_FAILURE && failure != null) {
            folder = tell(failure);
        }
        if (failure != null && !settings.hold().isZero()) {
            hold(failure, folder);
        }
        Throwable closing = closeOwners();
        if (leak != null) {
            if (closing != null) {
                leak.addSuppressed(closing);
            }
            throw leak;
        }
        if (closing != null && failure != null) {
            failure.addSuppressed(closing);
        } else if (closing instanceof Error error) {
            throw error;
        } else if (closing instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Judges those whose lifetime ends here. */
    private Leftovers leftovers() {
        List<Loopback> ending = new ArrayList<>(owners());
        ending.removeIf(owner -> owner instanceof LoopbackExtension extension && !extension.endsWith(this));
        List<Loopback> around = new ArrayList<>();
        for (ContextScope scope = parent; scope != null; scope = scope.parent) {
            around.addAll(scope.owners());
        }
        return new Leftovers(settings.leaks(), calls, ending, around);
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

    private @Nullable Throwable closeOwners() {
        Throwable first = null;
        List<Loopback> all = owners();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                close(all.get(i));
            } catch (RuntimeException | AssertionError e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }

    private void close(Loopback owner) {
        if (owner instanceof LoopbackExtension extension) {
            extension.leave(this);
        } else {
            owner.close();
        }
    }

    private void hold(Throwable failure, @Nullable Path folder) {
        Sockets sockets = Loopback.sockets(inScope());
        if (!sockets.isEmpty()) {
            new Hold(Report.name(context), settings.hold(), folder).run(failure, sockets.toString());
        }
    }

    /** Tells the report, and gives the folder of its files, or null if there is none. */
    private @Nullable Path tell(@Nullable Throwable failure) {
        Transcript transcript = transcript();
        if (transcript.events().isEmpty()) {
            return null;
        }
        Report state = failure == null ? new Report() : state();
        ReportFiles files = ReportFiles.write(context, settings.output(), transcript, failed(failure, state));
        if (failure != null) {
            new Report()
                    .add(
                            "What happened on the sockets of " + Report.name(context),
                            () -> transcript.shortened(files.pointer()))
                    .addAll(state)
                    .add("Files", () -> Report.indented(files.lines()))
                    .tell(failure);
        }
        return files.folder();
    }

    private synchronized @Nullable Failure failed(@Nullable Throwable failure, Report state) {
        return failure == null || failed == null ? null : new Failure(failure, failed.nanos(), state.toString());
    }

    private synchronized Report state() {
        look();
        Moment moment = Objects.requireNonNull(failed);
        return new Report()
                .add("Tests that ran at the same time and share these fixtures", () -> Report.indented(neighbours()))
                .add("What was awaited when it failed", () -> Report.indented(moment.awaited()))
                .add("The sockets when it failed", moment.sockets()::toString);
    }

    /** Names the tests that ran beside this one, if fixtures that they share have done anything. */
    private List<String> neighbours() {
        Set<String> names = new TreeSet<>();
        beside.forEach((ancestor, self) -> {
            if (ancestor.owners().stream().anyMatch(owner -> owner.mark() > 0)) {
                names.addAll(self.names());
            }
        });
        return List.copyOf(names);
    }

    private Transcript transcript() {
        return Transcript.merge(inScope().stream()
                .map(owner -> owner.story(marks.getOrDefault(owner, 0)))
                .toList());
    }
}
