package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.trace.Failure;
import io.github.loopline.trace.Sockets;
import io.github.loopline.trace.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells what happened on the fixtures of a scope: on the failure, in files, and by holding the sockets open. */
final class Telling {

    private final ExtensionContext context;
    private final ContextScope scope;
    private final Map<Loopback, Integer> marks = new HashMap<>(); // of the ancestors, when the scope began
    private @Nullable Moment failed; // guarded by this, which is taken before the lock of any scope

    /** What is there when a test fails; its clean-up may end it before the report is made. */
    private record Moment(long nanos, Sockets sockets, List<String> awaited) {}

    Telling(ExtensionContext context, ContextScope scope) {
        this.context = context;
        this.scope = scope;
        for (ContextScope ancestor : scope.around()) {
            for (Loopback owner : ancestor.owners()) {
                marks.put(owner, owner.mark());
            }
        }
    }

    /** Looks at the sockets and at what is awaited, at the first call: the test fails here. */
    synchronized void look() {
        if (failed == null && scope.settings().transcript() != TranscriptMode.NEVER) {
            failed = moment();
        }
    }

    private Moment moment() {
        long now = System.nanoTime();
        List<String> awaited = new ArrayList<>();
        for (Loopback owner : scope.inScope()) {
            awaited.addAll(owner.awaited());
        }
        return new Moment(now, Loopback.sockets(scope.inScope()), awaited);
    }

    /** Tells, with what is left behind, at the end of the scope, as far as it is asked to, before anything is closed. */
    void tell(@Nullable Throwable failure, Report leftovers) {
        TranscriptMode mode = scope.settings().transcript();
        Path folder = null;
        if (mode == TranscriptMode.ALWAYS || mode == TranscriptMode.ON_FAILURE && failure != null) {
            folder = report(failure, leftovers);
        }
        if (failure != null && !scope.settings().hold().isZero()) {
            hold(failure, folder);
        }
    }

    /** Tells the report, and gives the folder of its files, or null if there is none. */
    private @Nullable Path report(@Nullable Throwable failure, Report leftovers) {
        Transcript transcript = transcript();
        if (transcript.events().isEmpty()) {
            return null;
        }
        Report state = failure == null ? new Report() : state().addAll(leftovers);
        ReportFiles files = ReportFiles.write(context, scope.settings().output(), transcript, failed(failure, state));
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

    private Transcript transcript() {
        return Transcript.merge(scope.inScope().stream()
                .map(owner -> owner.story(marks.getOrDefault(owner, 0)))
                .toList());
    }

    private synchronized Report state() {
        look();
        Moment moment = Objects.requireNonNull(failed);
        return new Report()
                .add(
                        "Tests that ran at the same time and share these fixtures",
                        () -> Report.indented(scope.beside().names()))
                .add("What was awaited when it failed", () -> Report.indented(moment.awaited()))
                .add("The sockets when it failed", moment.sockets()::toString);
    }

    private synchronized @Nullable Failure failed(@Nullable Throwable failure, Report state) {
        return failure == null || failed == null ? null : new Failure(failure, failed.nanos(), state.toString());
    }

    private void hold(Throwable failure, @Nullable Path folder) {
        Sockets sockets = Loopback.sockets(scope.inScope());
        if (!sockets.isEmpty()) {
            new Hold(Report.name(context), scope.settings().hold(), folder).run(failure, sockets.toString());
        }
    }
}
