package io.github.loopline.trace;

import io.github.loopline.internal.TestCode;
import io.github.loopline.internal.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long threads of the test waited for the network, and where. They are no events of the log: whether a wait was long enough to
 * be told depends on the machine, so only the report of a failure tells it. Guarded by the log.
 */
final class Waits {

    /** Shorter waits are not told, unless they were in vain. */
    private static final long LEAST_NANOS = 10_000_000;

    /** Waits that are kept. */
    private static final int MOST = 10_000;

    private final EventLog log;
    private final List<Wait> waits = new ArrayList<>();
    private @Nullable Track track;
    private long unkept;

    Waits(EventLog log) {
        this.log = log;
    }

    /** A wait, and how many events there were at its end. */
    private record Wait(int mark, Event event) {}

    /** Remembers that the current thread has waited since a time, if it is worth telling. */
    void end(long since, boolean inVain) {
        long now = System.nanoTime();
        if (!inVain && now - since < LEAST_NANOS) {
            return;
        }
        StackTraceElement[] stack = Thread.currentThread().getStackTrace();
        if (isFixtures(stack)) {
            return; // a handler: its events tell
        }
        String words = (inVain ? "waited " : "") + Transcript.millis(now - since) + " ms " + TestCode.call(stack);
        synchronized (log) {
            if (waits.size() == MOST) {
                unkept++;
                return;
            }
            track = track == null ? log.track(null, -1, "test", 0) : track;
            EventKind kind = inVain ? EventKind.TIMED_OUT : EventKind.WAITED;
            waits.add(new Wait(log.mark(), new Event(now, track, kind, 0, 0, words.stripTrailing())));
        }
    }

    private static boolean isFixtures(StackTraceElement[] stack) {
        for (int i = stack.length - 1; i >= 0; i--) {
            if (stack[i].getClassName().startsWith(Workers.class.getName())) {
                return true;
            }
        }
        return false;
    }

    /** Lists those since a mark. */
    List<Event> since(int mark) {
        List<Event> since = new ArrayList<>();
        for (Wait wait : waits) {
            if (wait.mark() >= mark) {
                since.add(wait.event());
            }
        }
        return since;
    }

    long unkept() {
        return unkept;
    }
}
