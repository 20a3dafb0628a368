package io.github.loopline.fault;

import java.time.Duration;

/**
 * What a fault does, and how much of it. Immutable.
 *
 * @param <K> the kinds there are
 * @since 0.1
 */
public abstract sealed class Effect<K extends Enum<K>> permits StreamEffect, DatagramEffect {

    static final Delay NO_DELAY = Delay.fixed(Duration.ZERO);

    private final K kind;
    private final long amount;
    private final Delay delay;

    Effect(K kind, long amount, Delay delay) {
        this.kind = kind;
        this.amount = amount;
        this.delay = delay;
    }

    /**
     * Give what it does.
     *
     * @return the kind, never null
     */
    public final K kind() {
        return kind;
    }

    /**
     * Give the number that it has.
     *
     * @return bytes, bytes per second, how many datagrams overtake, or the offset of the byte to change, -1 if that is drawn
     */
    public final long amount() {
        return amount;
    }

    /**
     * Give the time that it has.
     *
     * @return a latency, pause, quiet time, delay of the end, or how long a reordered datagram waits; zero for the others; never
     *     null
     */
    public final Delay delay() {
        return delay;
    }

    boolean isRandom() {
        return delay.isRandom();
    }
}
