package io.github.loopline.internal.engine;

/** Work for the engine's thread at a later time. */
public abstract class Timer implements Comparable<Timer> {

    // engine thread only, once scheduled
    long due;
    private volatile boolean cancelled;

    /** Create a timer that is not scheduled. */
    protected Timer() {}

    /** Do the work; never block. Not called after {@link #cancel}. */
    protected abstract void fire();

    /** Do not fire. */
    public final void cancel() {
        cancelled = true;
    }

    final boolean isCancelled() {
        return cancelled;
    }

    @Override
    public final int compareTo(Timer other) {
        return Long.compare(due - other.due, 0);
    }
}
