package io.github.loopline.internal.engine;

/** Work for the engine's thread at a later time. */
public abstract class Timer implements Comparable<Timer> {

    // engine thread only, once scheduled
    long due;
    long ordinal; // of scheduling: what is due at once fires in that order
    private volatile boolean cancelled;

    /** Create a timer that is not scheduled. */
    protected Timer() {}

    /** Do the work; never block. Not called after {@link #cancel}. */
    protected abstract void fire();

    /** Do not fire. */
    public final void cancel() {
        cancelled = true;
    }

    /** Tells on the engine's thread that what it was for is gone, so that it need not fire. */
    protected boolean isVain() {
        return false;
    }

    final boolean isOver() {
        return cancelled || isVain();
    }

    @Override
    public final int compareTo(Timer other) {
        int order = Long.compare(due - other.due, 0); // the clock may wrap
        return order != 0 ? order : Long.compare(ordinal, other.ordinal);
    }
}
