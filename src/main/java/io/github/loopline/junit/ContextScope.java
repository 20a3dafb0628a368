package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.trace.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.opentest4j.TestAbortedException;

/**
 * The owner of a context's fixtures, and the only thing of ours in JUnit's Store, whose own order of closing is wrong for
 * fixtures that depend on each other.
 */
@SuppressWarnings({"deprecation", "removal"}) // CloseableResource: JUnit 5.12 closes nothing else
final class ContextScope implements AutoCloseable, Store.CloseableResource {

    private static final Namespace NAMESPACE = Namespace.create(ContextScope.class);

    private final ExtensionContext context;
    private final @Nullable ContextScope parent;
    private final List<Loopback> owners = new ArrayList<>(); // guarded by this
    private final Map<Object, Object> byDeclaration = new HashMap<>(); // guarded by this
    private final Map<Loopback, Integer> marks = new HashMap<>(); // of the ancestors, when this scope began

    private ContextScope(ExtensionContext context, @Nullable ContextScope parent, Options defaults) {
        this.context = context;
        this.parent = parent;
        owners.add(Loopback.open(defaults));
        for (ContextScope ancestor = parent; ancestor != null; ancestor = ancestor.parent) {
            for (Loopback owner : ancestor.owners()) {
                marks.put(owner, owner.mark());
            }
        }
    }

    /** Gives the scope of a context; the first call makes it. */
    static ContextScope of(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        String key = context.getUniqueId(); // look-ups see ancestors: the key must be this context's own
        synchronized (NAMESPACE) { // making a scope is quick and opens no socket
            ContextScope scope = store.get(key, ContextScope.class);
            if (scope == null) {
                Optional<ExtensionContext> above =
                        context.getParent().filter(up -> up.getParent().isPresent());
                scope = new ContextScope(context, above.map(ContextScope::of).orElse(null), Settings.options(context));
                store.put(key, scope);
            }
            return scope;
        }
    }

    /** Takes a Loopback that the test made, to be told of and closed with this scope's own. */
    synchronized void adopt(Loopback loopback) {
        owners.add(loopback);
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

    /** Fails if code of the test failed on a thread of a fixture, of this scope or of those around it. */
    void verify() {
        for (Loopback owner : owners()) {
            owner.settle(); // those around this scope may be in use by other tests
        }
        for (ContextScope scope = this; scope != null; scope = scope.parent) {
            for (Loopback owner : scope.owners()) {
                owner.verify();
            }
        }
    }

    /** Writes a line into the transcript. */
    void note(String text) {
        loopback().note(text);
    }

    @Override
    public void close() {
        Throwable failure = context.getExecutionException()
                .filter(e -> !(e instanceof TestAbortedException))
                .orElse(null);
        TranscriptMode mode = Settings.transcript(context);
        if (mode == TranscriptMode.ALWAYS || mode == TranscriptMode.ON_FAILURE && failure != null) {
            report(failure);
        }
        Throwable closing = closeOwners();
        if (closing != null && failure != null) {
            failure.addSuppressed(closing);
        } else if (closing instanceof Error error) {
            throw error;
        } else if (closing instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private @Nullable Throwable closeOwners() {
        Throwable first = null;
        List<Loopback> all = owners();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
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

    private void report(@Nullable Throwable failure) {
        Transcript transcript = transcript();
        if (transcript.events().isEmpty()) {
            return;
        }
        if (failure != null) {
            failure.addSuppressed(
                    new NetworkTranscript("What happened on the sockets of " + name() + ":\n" + transcript));
        }
        try {
            context.publishDirectory("loopline", directory -> write(transcript, directory));
        } catch (RuntimeException e) {
            // A launcher without an output directory, such as a test kit's, refuses: the failure carries the
            // transcript.
        }
    }

    private static void write(Transcript transcript, Path directory) {
        transcript.writeTo(directory.resolve("transcript.txt"));
    }

    private Transcript transcript() {
        List<Transcript> parts = new ArrayList<>();
        for (ContextScope scope = this; scope != null; scope = scope.parent) {
            for (Loopback owner : scope.owners()) {
                parts.add(owner.transcript(marks.getOrDefault(owner, 0)));
            }
        }
        return Transcript.merge(parts);
    }

    private String name() {
        String type = context.getTestClass().map(Class::getSimpleName).orElse("?");
        return type
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    }
}
