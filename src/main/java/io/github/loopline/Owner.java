package io.github.loopline;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Workers;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link Loopback} owns: fixtures, the threads that run code of the test for them, and the log. */
final class Owner {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final EventLog log = new EventLog();
    private final Options defaults;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>(); // guarded by this, as the three below
    private final Set<Work> works = new HashSet<>();
    private int ordinal;
    private boolean closed;
    private volatile int settled = -1; // the mark of the log then
    private int told; // guarded by log: events that were searched for failures

    Owner(Options defaults) {
        this.defaults = defaults;
    }

    /** Opens a spec; if it fails half-way, what it had opened is closed again. */
    <F> F open(Spec<F> spec) {
        if (isClosed()) {
            throw new FixtureException("This Loopback is closed and opens nothing. Open fixtures before its close.");
        }
        Opening opening = new Opening(this);
        try {
            F fixture = spec.open(opening);
            opening.succeed();
            return fixture;
        } catch (RuntimeException | Error e) {
            opening.fail(e);
            throw e;
        }
    }

    EventLog log() {
        return log;
    }

    Options defaults() {
        return defaults;
    }

    synchronized int nextOrdinal() {
        return ++ordinal;
    }

    void own(AutoCloseable fixture) {
        synchronized (this) {
            if (!closed) {
                owned.addLast(fixture);
                return;
            }
        }
        close(fixture); // opened while another thread closed this owner
        throw new FixtureException("This Loopback was closed while " + fixture + " was opened.");
    }

    void run(Track track, UserCode code) {
        Work work = new Work(track, code);
        synchronized (this) {
            works.add(work); // now, so that whoever settles waits for it
        }
        Workers.execute(track.toString(), work);
    }

    /** Runs code of the test, and records what it throws. */
    private final class Work implements Runnable {

        private final Track track;
        private final UserCode code;
        private volatile @Nullable Thread thread;
        private volatile boolean done;
        private volatile boolean judged; // it failed by waiting when the test ended
        private boolean late; // guarded by log: it had its time to settle, and nobody waits again

        Work(Track track, UserCode code) {
            this.track = track;
            this.code = code;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            try {
                if (!isClosed()) { // else the test ended before its code could begin
                    code.run();
                }
            } catch (Throwable failure) {
                if (!judged && !isOurDoing(failure)) {
                    log.add(track, EventKind.ERROR, failure);
                }
            } finally {
                synchronized (Owner.this) {
                    works.remove(this);
                }
                synchronized (log) {
                    done = true;
                    log.notifyAll();
                }
            }
        }

        /** A verb that ends because the close has closed its socket or its peer's, or interrupts it, is no failure. */
        private boolean isOurDoing(Throwable failure) {
            if (failure instanceof FixtureException) {
                return track.isClosedHere() || isClosed();
            }
            return failure instanceof InterruptedException && isClosed();
        }

        /** Tells whether it has ended, or waits for what has not come; the log is locked. */
        boolean isSettled() {
            Thread running = thread;
            return done || late || running != null && log.isIdle(running);
        }

        /** Fails it if it waits for what the test says must come; the log is locked. */
        void judge() {
            late |= !isSettled();
            Thread running = thread;
            String expected = done || running == null ? null : log.expectation(running);
            if (expected != null && !judged) {
                judged = true;
                log.add(track, EventKind.ERROR, new AssertionError(expected + "\n  but the test ended before it came"));
            }
        }
    }

    /** Lets code of the test end, or come to where it waits; fails what waits for something that must come. */
    void settle() {
        if (isUnused() || log.mark() == settled && running().isEmpty()) {
            return; // JUnit's extension settles before the close does
        }
        drain();
        Deadline deadline = Deadline.after(PATIENCE);
        List<Work> running = running();
        boolean interrupted = false;
        synchronized (log) {
            while (!areSettled(running) && !deadline.isOver()) {
                try {
                    log.wait(Math.max(1, deadline.remainingNanos() / 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                    break; // JUnit ends the test, and the close below is bounded too
                }
            }
            for (Work work : running) {
                work.judge();
            }
        }
        settled = log.mark();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isUnused() {
        return closed || owned.isEmpty() && works.isEmpty();
    }

    private synchronized List<Work> running() {
        return List.copyOf(works);
    }

    private static boolean areSettled(List<Work> works) {
        for (Work work : works) {
            if (!work.isSettled()) {
                return false;
            }
        }
        return true;
    }

    private static void drain() {
        try {
            Engine.shared().drain();
        } catch (IOException e) {
            throw new FixtureException("The engine's select failed: " + e.getMessage() + ".", e);
        }
    }

    /** Gives the failures that were not given before. */
    List<Event> takeFailures() {
        synchronized (log) {
            List<Event> failures = log.errors(told);
            told = log.mark();
            return failures;
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes everything, the last one first, and gives what failed. */
    @Nullable
    FixtureException close() {
        synchronized (this) {
            closed = true;
        }
        FixtureException first = null;
        for (AutoCloseable next = next(); next != null; next = next()) {
            first = join(first, close(next));
        }
        return join(first, endWorks());
    }

    private static @Nullable FixtureException join(@Nullable FixtureException first, @Nullable FixtureException next) {
        if (first == null || next == null) {
            return first == null ? next : first;
        }
        first.addSuppressed(next);
        return first;
    }

    private synchronized @Nullable AutoCloseable next() {
        return owned.pollLast();
    }

    /** Closes something before its time. */
    @Nullable
    FixtureException closeNow(AutoCloseable fixture) {
        synchronized (this) {
            owned.removeLastOccurrence(fixture);
        }
        return close(fixture);
    }

    private static @Nullable FixtureException close(AutoCloseable fixture) {
        try {
            fixture.close();
            return null;
        } catch (Exception e) {
            return new FixtureException("Closing " + fixture + " failed: " + e.getMessage() + ".", e);
        }
    }

    /** Interrupts code of the test that still runs, and tells which does not end. */
    private @Nullable FixtureException endWorks() {
        List<Work> running = running();
        for (Work work : running) {
            Thread thread = work.thread;
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
        Deadline deadline = Deadline.after(PATIENCE);
        boolean interrupted = false;
        synchronized (log) {
            while (stuck(running) != null && !deadline.isOver()) {
                try {
                    log.wait(Math.max(1, deadline.remainingNanos() / 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        String stuck = stuck(running);
        synchronized (this) {
            works.clear(); // told once
        }
        return stuck == null ? null : new FixtureException(stuck);
    }

    private static @Nullable String stuck(List<Work> works) {
        StringBuilder stuck = new StringBuilder();
        for (Work work : works) {
            Thread thread = work.thread;
            if (!work.done && thread != Thread.currentThread()) {
                StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
                stuck.append(" [")
                        .append(work.track)
                        .append("] at ")
                        .append(stack.length == 0 ? "its start" : stack[0]);
            }
        }
        return stuck.isEmpty() ? null : "Code of the test did not end within 1 s of the close:" + stuck + ".";
    }

    void note(String text) {
        log.add(log.track(null, -1, "test", 0), EventKind.NOTE, text);
    }
}
