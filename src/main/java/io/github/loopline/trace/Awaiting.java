package io.github.loopline.trace;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Signal;
import io.github.loopline.internal.TestCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The waits of an {@link EventLog}: which threads sleep until it has more events, and what they expect. Its monitor is the log's. */
abstract class Awaiting {

    private final Map<Thread, Long> waiting =
            new HashMap<>(); // with the version that each has acted on; guarded by this
    private final Map<Thread, String> expectations = new HashMap<>(); // guarded by this
    private final Signal signal = new Signal();

    Awaiting() {}

    /**
     * Give the signal that fires after each event.
     *
     * @return the signal, never null
     */
    public Signal signal() {
        return signal;
    }

    /**
     * Wait until a condition holds. It is looked at once at least, and again after each event, under the lock of the log. When the
     * time is over, what the kernel has by then counts, though the engine was too busy to fetch it; a deadline that is over at
     * once is a look at what the log has.
     *
     * @param deadline when to give up, never null
     * @param condition quick, without side effects that may not be repeated
     * @return whether it came true
     * @throws FixtureException if the thread is interrupted; its flag is set again
     */
    public boolean await(Deadline deadline, BooleanSupplier condition) {
        return await(deadline, condition, true);
    }

    /**
     * Watch for a time that a condition does not hold, as {@link #await} does; here it is no wait in vain that nothing came.
     *
     * @param deadline when it has been long enough, never null
     * @param broken quick, without side effects that may not be repeated
     * @return whether it came true
     * @throws FixtureException if the thread is interrupted; its flag is set again
     */
    public boolean watch(Deadline deadline, BooleanSupplier broken) {
        return await(deadline, broken, false);
    }

    private boolean await(Deadline deadline, BooleanSupplier condition, boolean needed) {
        boolean listed = false;
        boolean inVain = false;
        long start = 0;
        try {
            while (true) {
                boolean over = deadline.isOver();
                if (over && listed) {
                    fetch();
                }
                long seen = signal.version();
                synchronized (this) {
                    if (condition.getAsBoolean()) {
                        break;
                    }
                    if (over) {
                        inVain = needed;
                        return false;
                    }
                    start = listed ? start : System.nanoTime();
                    listed = true;
                    waiting.put(Thread.currentThread(), seen);
                    notifyAll(); // whoever looks for idle threads
                }
                signal.awaitChange(seen, deadline);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FixtureException("Interrupted while waiting for the network.", e);
        } finally {
            if (listed) { // else what is awaited was there, and the lock is taken once
                synchronized (this) {
                    waiting.remove(Thread.currentThread());
                }
                waited(start, inVain);
            }
        }
    }

    /** Let the engine act on all that the kernel has now. A wait whose time is over tells of the network, not of a busy machine. */
    public static void fetch() {
        try {
            EventLoop.drainAll();
        } catch (IOException e) {
            // then there is nothing more to see
        }
    }

    /**
     * Sleep until something has happened, or the deadline is over. The thread counts as idle meanwhile.
     *
     * @param seen the version of the signal that the caller has already acted on
     * @param deadline when to give up, never null
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitChange(long seen, Deadline deadline) throws InterruptedException {
        synchronized (this) {
            waiting.put(Thread.currentThread(), seen);
            notifyAll(); // whoever looks for idle threads
        }
        try {
            signal.awaitChange(seen, deadline);
        } finally {
            synchronized (this) {
                waiting.remove(Thread.currentThread());
            }
        }
    }

    /**
     * Tell whether a thread waits for something that all events so far have not brought.
     *
     * @param thread any thread
     * @return true while only a further event can move it on
     */
    public synchronized boolean isIdle(Thread thread) {
        Long seen = waiting.get(thread);
        return seen != null && seen == signal.version();
    }

    /**
     * Say what the current thread expects, so that a test that ends meanwhile fails with it.
     *
     * @param expected the beginning of the message, or null once it has come
     */
    public synchronized void expecting(@Nullable String expected) {
        if (expected == null) {
            expectations.remove(Thread.currentThread());
        } else {
            expectations.put(Thread.currentThread(), expected);
        }
    }

    /**
     * Give what a thread expects.
     *
     * @param thread any thread
     * @return the beginning of a message, or null
     */
    public synchronized @Nullable String expectation(Thread thread) {
        return expectations.get(thread);
    }

    /**
     * Remember, for the report of a failure, that the current thread has waited for the network by {@link #awaitChange}.
     *
     * @param since when it began, a time of {@link System#nanoTime()}
     * @param inVain whether what it waited for did not come
     */
    public abstract void waited(long since, boolean inVain);

    /**
     * Say what threads wait for, but the one that asks: those of fixtures, and of the test.
     *
     * @return a text for each, such as {@code connection #0 of tcp-server:40123: Expecting ...}; potentially empty
     */
    public synchronized List<String> awaited() {
        List<String> awaited = new ArrayList<>();
        for (Thread thread : waiting.keySet()) {
            if (thread != Thread.currentThread()) {
                String expected = expectations.get(thread);
                awaited.add(thread.getName() + " waits "
                        + TestCode.call(thread.getStackTrace())
                        + (expected == null ? "" : expected));
            }
        }
        Collections.sort(awaited);
        return awaited;
    }
}
