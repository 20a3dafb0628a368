package io.github.loopline;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.TestCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Workers;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The code of the test that fixtures run on threads of their own: it settles when the test ends, and ends with the owner. The
 * log guards all of it, since that is where a thread says that it waits.
 */
final class Works {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final EventLog log;
    private final Set<Work> running = new LinkedHashSet<>();
    private final Set<Duty> duties = new LinkedHashSet<>();
    private boolean ending;

    Works(EventLog log) {
        this.log = log;
    }

    void run(Track track, UserCode code) {
        Work work = new Work(track, code);
        synchronized (log) {
            running.add(work); // now, so that whoever settles waits for it
        }
        Workers.execute(track.toString(), work);
    }

    void owe(Duty duty) {
        synchronized (log) {
            duties.add(duty);
        }
    }

    void acquit(Duty duty) {
        synchronized (log) {
            duties.remove(duty);
        }
    }

    /** One call, and the thread that makes it. */
    private final class Work implements Runnable {

        private final Track track;
        private final UserCode code;
        private @Nullable Thread thread; // null before it begins
        private boolean judged; // it failed by waiting when the test ended
        private boolean late; // it had its time to settle, and nobody waits for it again

        Work(Track track, UserCode code) {
            this.track = track;
            this.code = code;
        }

        @Override
        public void run() {
            try {
                if (begins()) {
                    code.run();
                }
            } catch (Throwable failure) {
                fail(failure);
            } finally {
                synchronized (log) {
                    running.remove(this); // from here on the thread may be another's
                    log.notifyAll();
                }
            }
        }

        /** Says no if the test has ended before its code could begin. */
        private boolean begins() {
            synchronized (log) {
                thread = Thread.currentThread();
                return !ending;
            }
        }

        /** A verb that ends because the close has closed its socket or its peer's, or interrupts it, is no failure. */
        private void fail(Throwable failure) {
            synchronized (log) {
                boolean ours = failure instanceof FixtureException && (ending || track.isClosedHere())
                        || failure instanceof InterruptedException && ending;
                if (!ours && !judged) {
                    log.add(track, EventKind.ERROR, failure);
                }
            }
        }

        /** Tells whether it waits for what has not come; the thread that asks cannot wait for itself. */
        boolean isSettled() {
            Thread own = thread;
            return late || own != null && (own == Thread.currentThread() || log.isIdle(own));
        }

        /** Fails it if it waits for what the test says must come. */
        void judge() {
            late |= !isSettled();
            Thread own = thread;
            String expected = own == null ? null : log.expectation(own);
            if (own != null && expected != null && !judged) {
                judged = true;
                log.add(track, EventKind.ERROR, unfulfilled(expected, own.getStackTrace()));
            }
        }

        private static AssertionError unfulfilled(String expected, StackTraceElement[] stack) {
            StackTraceElement place = TestCode.in(stack);
            AssertionError error = new AssertionError(
                    expected + "\n  but the test ended before it came" + (place == null ? "" : "\n  at " + place));
            error.setStackTrace(stack); // of whoever waits, not of whoever ends it
            return error;
        }

        void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        String place() {
            StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
            StackTraceElement own = TestCode.in(stack);
            StackTraceElement innermost = stack.length == 0 ? null : stack[0];
            String at = "[" + track + "] at " + (innermost == null ? "its start" : innermost);
            return own == null ? at : at + ", called at " + own;
        }
    }

    /** Lets it end, or come to where it waits; fails what waits for something that must come. */
    void settle() {
        drain();
        Deadline deadline = Deadline.after(PATIENCE);
        List<Duty> owed;
        synchronized (log) {
            List<Work> works = List.copyOf(running);
            owed = List.copyOf(duties);
            try {
                while (!areSettled(works, owed) && !deadline.isOver()) {
                    log.wait(millis(deadline));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // JUnit ends the test, and the close is bounded too
            }
            for (Work work : works) {
                if (running.contains(work)) {
                    work.judge();
                }
            }
        }
        for (Duty duty : owed) {
            duty.judge();
        }
    }

    private boolean areSettled(List<Work> works, List<Duty> owed) {
        for (Work work : works) {
            if (running.contains(work) && !work.isSettled()) {
                return false;
            }
        }
        for (Duty duty : owed) {
            if (duties.contains(duty) && !duty.isSettled()) {
                return false;
            }
        }
        return true;
    }

    private static void drain() {
        try {
            EventLoop.drainAll();
        } catch (IOException e) {
            throw new FixtureException("Looking at the sockets failed: " + e.getMessage() + ".", e);
        }
    }

    private static long millis(Deadline deadline) {
        return Math.max(1, deadline.remainingNanos() / 1_000_000);
    }

    /** Begins nothing any more: what fails from now on fails because of the close. */
    void stop() {
        synchronized (log) {
            ending = true;
        }
    }

    /** Interrupts what still runs, and tells, once, what does not end. */
    @Nullable
    FixtureException end() {
        Deadline deadline = Deadline.after(PATIENCE);
        boolean interrupted = false;
        synchronized (log) {
            running.removeIf(work -> work.thread == null || work.thread == Thread.currentThread());
            for (Work work : running) {
                work.interrupt();
            }
            while (!running.isEmpty() && !deadline.isOver()) {
                try {
                    log.wait(millis(deadline));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return running.isEmpty() ? null : stuck();
        }
    }

    private FixtureException stuck() {
        StringBuilder places = new StringBuilder();
        for (Work work : running) {
            places.append(' ').append(work.place());
        }
        running.clear();
        return new FixtureException("Code of the test did not end within 1 s of the close:" + places + ".");
    }
}
