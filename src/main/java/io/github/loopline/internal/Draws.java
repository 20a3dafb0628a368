package io.github.loopline.internal;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers that are the same whenever the same is asked: each is computed from a seed, the path that leads to it
 * (fixture, fault, connection, direction) and a position (a byte's offset, a datagram's ordinal), and none from the one before
 * it or from the time. So the order of threads, and how reads cut a stream, change nothing. Immutable.
 */
public final class Draws {

    /** The property that sets the seed: {@value}. */
    public static final String PROPERTY = "loopline.seed";

    private static final long GOLDEN = 0x9e3779b97f4a7c15L; // of SplitMix64, as the multipliers below

    private final long seed;
    private final long state;
    private final @Nullable Strikes strikes;

    private Draws(long seed, long state, @Nullable Strikes strikes) {
        this.seed = seed;
        this.state = state;
        this.strikes = strikes;
    }

    /**
     * Begin with a seed.
     *
     * @param seed any number
     * @return the draws, never null
     */
    public static Draws of(long seed) {
        return new Draws(seed, mix(seed + GOLDEN), null);
    }

    /**
     * Find the seed of a test.
     *
     * @param property what {@value #PROPERTY} is set to, or null if it is not set
     * @return that, or a fresh one that is short enough to be typed again
     * @throws IllegalArgumentException if it is no whole number
     */
    public static long seed(@Nullable String property) {
        if (property == null) {
            return ThreadLocalRandom.current().nextLong(1_000_000_000);
        }
        try {
            return Long.parseLong(property.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    PROPERTY + " must be a whole number but was <" + property
                            + ">. Copy it from the transcript of the failure.",
                    e);
        }
    }

    /**
     * Go on to a part that has draws of its own.
     *
     * @param part its ordinal among its siblings
     * @return its draws, never null
     */
    public Draws of(Enum<?> part) {
        return at(-1 - part.ordinal());
    }

    /**
     * Go on to a part that has draws of its own.
     *
     * @param part its ordinal among its siblings
     * @return its draws, never null
     */
    public Draws at(long part) {
        return new Draws(seed, mix(state ^ part * GOLDEN), strikes);
    }

    /**
     * Draw a number.
     *
     * @param position which one: an offset or ordinal
     * @return 0 or more, less than 1
     */
    public double unit(long position) {
        return (bits(position) >>> 11) * 0x1.0p-53;
    }

    /**
     * Draw all bits of a number, as a generator wants them for its own seed.
     *
     * @param position which one: an offset or ordinal
     * @return any number
     */
    public long bits(long position) {
        return mix(state + position * GOLDEN);
    }

    /**
     * Draw whether something happens.
     *
     * @param probability 0 to 1
     * @param position which one: an offset or ordinal
     * @return true if it does
     */
    public boolean happens(double probability, long position) {
        return unit(position) < probability;
    }

    /**
     * Let all faults that draw from these tell when they strike, and strike where they may.
     *
     * @param told who keeps them
     * @return the same numbers, never null
     */
    public Draws tellingTo(Strikes told) {
        return new Draws(seed, state, told);
    }

    /**
     * Tell whether a fault may strike here.
     *
     * @param position an offset or ordinal
     * @return false if it is to be left out this time
     */
    public boolean allows(long position) {
        return strikes == null || strikes.allows(bits(position));
    }

    /**
     * Note that a fault has struck here.
     *
     * @param position an offset or ordinal
     * @param what what it did, and to whom
     */
    public void struck(long position, String what) {
        if (strikes != null) {
            strikes.add(bits(position), what);
        }
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): each bit of the input changes half of the output's. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Check a probability.
     *
     * @param name what it is the probability of, as the message names it
     * @param probability what was given
     * @return the same
     * @throws IllegalArgumentException if it is not in 0 to 1
     */
    public static double probability(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    name + " must be between 0 and 1 but was " + probability + ". Write 0.1 for one in ten.");
        }
        return probability;
    }

    /** Tell how to draw the same again. */
    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + seed;
    }
}
