package io.github.loopline.fault.pipe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults that act on one direction of one connection now. Latencies add up; of limits the tightest counts. Immutable once it is
 * in use.
 */
final class Conditions {

    /** Nothing is wrong. */
    static final Conditions NONE = new Conditions();

    private static final int LARGEST_PIECE = 64 * 1024;

    /** A limited rate shows as so many pieces in a second, or as single bytes. */
    private static final int PIECES_PER_SECOND = 50;

    private final List<AppliedStreamFault> latencies = new ArrayList<>(0);
    private final List<AppliedStreamFault> slowCloses = new ArrayList<>(0);
    private final List<AppliedStreamFault> corruptions = new ArrayList<>(0);
    private @Nullable AppliedStreamFault bandwidth;
    private @Nullable AppliedStreamFault slice;
    private @Nullable AppliedStreamFault coalesce;
    private @Nullable AppliedStreamFault freeze;
    private @Nullable AppliedStreamFault blackhole;
    private boolean clear = true;
    private boolean jitter; // a latency that is drawn

    void add(AppliedStreamFault applied) {
        clear = false;
        switch (applied.effect().kind()) {
            case LATENCY -> {
                latencies.add(applied);
                jitter |= applied.effect().delay().isRandom();
            }
            case SLOW_CLOSE -> slowCloses.add(applied);
            case CORRUPT -> corruptions.add(applied);
            case BANDWIDTH -> bandwidth = tighter(bandwidth, applied);
            case SLICE -> slice = tighter(slice, applied);
            case COALESCE -> coalesce = applied;
            case FREEZE -> freeze = applied;
            case BLACKHOLE -> blackhole = applied;
            default -> {}
        }
    }

    private static AppliedStreamFault tighter(@Nullable AppliedStreamFault one, AppliedStreamFault other) {
        return one == null || other.effect().amount() < one.effect().amount() ? other : one;
    }

    boolean isClear() {
        return clear;
    }

    boolean delays() {
        return !latencies.isEmpty();
    }

    boolean hasJitter() {
        return jitter;
    }

    List<AppliedStreamFault> latencies() {
        return latencies;
    }

    List<AppliedStreamFault> slowCloses() {
        return slowCloses;
    }

    List<AppliedStreamFault> corruptions() {
        return corruptions;
    }

    @Nullable
    AppliedStreamFault bandwidth() {
        return bandwidth;
    }

    @Nullable
    AppliedStreamFault slice() {
        return slice;
    }

    @Nullable
    AppliedStreamFault coalesce() {
        return coalesce;
    }

    @Nullable
    AppliedStreamFault freeze() {
        return freeze;
    }

    @Nullable
    AppliedStreamFault blackhole() {
        return blackhole;
    }

    /** Tells how many of the bytes from a place in the stream go out together. */
    int piece(long place, int remaining) {
        long size = remaining;
        if (slice != null) {
            long whole = slice.effect().amount();
            size = Math.min(size, whole - place % whole);
        }
        if (bandwidth != null) {
            long most = bandwidth.effect().amount() / PIECES_PER_SECOND;
            size = Math.min(size, Math.max(1, Math.min(LARGEST_PIECE, most)));
        }
        return (int) size;
    }
}
