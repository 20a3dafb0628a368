package io.github.loopline.check;

import io.github.loopline.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one test has started, by which a connection that was left open is judged: after a call that failed nobody is
 * there any more to close it. Thread-safe.
 *
 * @since 0.1
 */
public final class TestCalls {

    /** By the thread that runs a test's code, for as long as it does. */
    private static final Map<Thread, Running> RUNNING = new ConcurrentHashMap<>();

    /** What a thread runs: a test, or a call of it. */
    private record Running(TestCalls test, @Nullable Call<?> call) {}

    private final List<Call<?>> calls = new ArrayList<>(); // guarded by this
    private final List<Span> spans = new ArrayList<>(); // guarded by this

    /**
     * Code of the test.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Body<E extends Throwable> {

        /**
         * Do what the test said.
         *
         * @throws E what it throws
         */
        void run() throws E;
    }

    /** Create an empty list. */
    public TestCalls() {}

    /**
     * When something ran that failed, or did not.
     *
     * @param from a time of {@link System#nanoTime()}
     * @param to the same
     * @param failure how it failed, or null
     * @param name what ran
     */
    private record Span(long from, long to, @Nullable Throwable failure, String name) {

        boolean contains(long nanos) {
            return nanos - from >= 0 && to - nanos >= 0;
        }
    }

    /**
     * Run code of the test on this thread: the calls that it starts are this test's. What it throws comes without the frames of this.
     *
     * @param <E> what it throws
     * @param code what to run
     * @throws E what it throws
     */
    public <E extends Throwable> void during(Body<E> code) throws E {
        during(null, code);
    }

    /** Runs a call, or null for the test itself. */
    <E extends Throwable> void during(@Nullable Call<?> call, Body<E> code) throws E {
        Thread thread = Thread.currentThread();
        Running before = RUNNING.put(thread, new Running(this, call));
        try {
            code.run();
        } catch (Throwable e) {
            Frames.trim(e);
            throw e;
        } finally {
            if (before == null) {
                RUNNING.remove(thread);
            } else {
                RUNNING.put(thread, before);
            }
        }
    }

    /** Gives those of the test whose code this thread runs, or null; it is about to start a call. */
    static @Nullable TestCalls current() {
        Running running = RUNNING.get(Thread.currentThread());
        if (running == null) {
            return null;
        }
        if (running.call() != null) {
            running.call().startedAnother();
        }
        return running.test();
    }

    synchronized void add(Call<?> call) {
        calls.add(call);
    }

    /**
     * Note that code under test ran, and failed or not: a call does so itself; this is for whoever runs a test under conditions in
     * which its failure is right.
     *
     * @param from when it began, a time of {@link System#nanoTime()}
     * @param failure what it threw, or null
     * @param name what ran, for messages, such as {@code the test under "cut after byte 6"}
     */
    public void ended(long from, @Nullable Throwable failure, String name) {
        Objects.requireNonNull(name, "name");
        if (failure != null) {
            EventLog.fetch(); // a connection of its last moment is one of its own
        }
        long now = System.nanoTime();
        synchronized (this) {
            spans.add(new Span(from, now, failure, name));
        }
    }

    /**
     * Take over what another test has noted: what both used is judged later.
     *
     * @param other of a test that is over
     */
    public void addAll(TestCalls other) {
        List<Span> more;
        synchronized (other) {
            more = List.copyOf(other.spans);
        }
        synchronized (this) {
            spans.addAll(more);
        }
    }

    /**
     * Tell whether something has failed.
     *
     * @return true after a call that failed
     */
    public synchronized boolean hasFailures() {
        return spans.stream().anyMatch(span -> span.failure() != null);
    }

    /**
     * Find the failed call that used a connection last. If another one that did not fail ran at the same time, it may have been
     * that one's.
     *
     * @param left a connection that is still open
     * @return what ran and how it failed, or null
     */
    public synchronized @Nullable String failedOn(LeftOpen left) {
        long heard = left.heard();
        Span failed = null;
        for (Span span : spans) {
            if (span.contains(heard)) {
                if (span.failure() == null) {
                    return null;
                }
                failed = span;
            }
        }
        return failed == null ? null : failed.name() + ", which failed with " + failed.failure();
    }

    /** Interrupt the calls that still run. */
    public void cancel() {
        for (Call<?> call : all()) {
            if (!call.isDone()) {
                call.cancel();
                WakeUp.wake(call);
            }
        }
    }

    synchronized List<Call<?>> all() {
        return List.copyOf(calls);
    }
}
