package io.github.loopline.internal;

/**
 * A counter that waiting threads sleep on. Monitors, not futures: a fork-join pool starts no further test while one of its
 * threads sleeps in a monitor.
 */
public final class Signal {

    // Order matters: fire() raises version and then reads waiters, awaitChange() raises waiters and then reads version.
    // Both are volatile, so at least one of the two threads sees the other and no wake-up is lost.
    private volatile long version;
    private volatile int waiters;

    /** Create a signal that has not fired. */
    public Signal() {}

    /** Wake everybody who waits. Calls must not overlap: the caller holds the lock of the log. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one caller at a time
    public void fire() {
        version++;
        if (waiters > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Tell how often the signal has fired.
     *
     * @return the count, to be handed to {@link #awaitChange}
     */
    public long version() {
        return version;
    }

    /**
     * Sleep until the signal has fired since {@code seen}, or the deadline is over.
     *
     * @param seen the version that the caller has already acted on
     * @param deadline when to give up, never null
     * @throws InterruptedException if the thread is interrupted, also where it would not have to sleep
     */
    public void awaitChange(long seen, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(); // else a busy log would keep an interrupted thread waiting
        }
        long spinUntil = System.nanoTime() + Spin.NANOS;
        while (version == seen && System.nanoTime() < spinUntil) {
            Thread.yield();
        }
        if (version != seen) {
            return;
        }
        synchronized (this) {
            waiters++;
            try {
                long left = deadline.remainingNanos();
                while (version == seen && left > 0) {
                    wait(left / 1_000_000, (int) (left % 1_000_000));
                    left = deadline.remainingNanos();
                }
            } finally {
                waiters--;
            }
        }
    }
}
