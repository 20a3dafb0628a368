package io.github.loopline.internal;

/**
 * How long a thread looks for its answer before it sleeps. Waking a thread that sleeps on another processor costs about
 * 25 us, an answer of the engine about 5: whoever waits looks for up to 30 us first. On one processor the answer cannot
 * come while we look, so there it sleeps at once, or lets the other side run first ({@code Foresight}).
 */
public final class Spin {

    /** Nanoseconds; 0 on one processor. */
    public static final long NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 30_000 : 0;

    private Spin() {}
}
