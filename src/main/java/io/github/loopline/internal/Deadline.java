package io.github.loopline.internal;

import java.time.Duration;

/** A moment on the monotonic clock at which a wait ends. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /**
     * Start counting now.
     *
     * @param wait how long, zero or more; centuries are cut to what the clock can count
     * @return the deadline, never null
     */
    public static Deadline after(Duration wait) {
        long nanos = wait.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 4 : wait.toNanos();
        return new Deadline(System.nanoTime() + nanos);
    }

    /**
     * Tell how much is left.
     *
     * @return nanoseconds, zero or negative once it is over
     */
    public long remainingNanos() {
        return end - System.nanoTime();
    }

    /**
     * Tell whether the moment has come.
     *
     * @return true once it has
     */
    public boolean isOver() {
        return remainingNanos() <= 0;
    }

    /**
     * Write how long a wait was, as messages do.
     *
     * @param wait zero or more
     * @return such as {@code 5 s}, {@code 250 ms} or {@code 10000 ns}, never null
     */
    public static String text(Duration wait) {
        if (wait.getNano() == 0) {
            return wait.getSeconds() + " s";
        }
        return wait.getNano() % 1_000_000 == 0 ? wait.toMillis() + " ms" : wait.toNanos() + " ns";
    }

    /**
     * Begin a message that a wait was in vain.
     *
     * @param wait how long it was
     * @return such as {@code Waited 5 s}, or {@code Did not wait} for zero; never null
     */
    public static String waited(Duration wait) {
        return wait.isZero() ? "Did not wait" : "Waited " + text(wait);
    }
}
