package io.github.loopline.fault.pipe;

import java.util.concurrent.TimeUnit;

/** When the next piece may go: behind a limited rate and pauses between pieces. Decided when it goes, so a change counts at once. */
final class Pace {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** How much of the time that a busy receiver cost is made up for. */
    private static final long MOST_BEHIND = SECOND / 10;

    private long free = System.nanoTime(); // when the line has carried what was given to it
    private long notBefore = free;

    /** Gives how long a piece has to wait, 0 or less if it may go. */
    long wait(Conditions conditions, int size, long due) {
        AppliedStreamFault bandwidth = conditions.bandwidth();
        long now = System.nanoTime();
        long wait = conditions.slice() == null ? 0 : notBefore - now;
        return bandwidth == null ? wait : Math.max(wait, carried(bandwidth, size, due) - now);
    }

    /** Takes note of a piece that went. */
    void passed(Conditions conditions, int size, long due) {
        long now = System.nanoTime();
        AppliedStreamFault bandwidth = conditions.bandwidth();
        if (bandwidth != null) {
            long at = carried(bandwidth, size, due);
            free = at - (now - MOST_BEHIND) > 0 ? at : now - MOST_BEHIND;
        }
        AppliedStreamFault slice = conditions.slice();
        if (slice != null && size > 0) {
            notBefore = now + slice.effect().delay().nanos(slice.draws(), 0);
        }
    }

    private long carried(AppliedStreamFault bandwidth, int size, long due) {
        long start = free - due > 0 ? free : due;
        return start + (long) ((double) size * SECOND / bandwidth.effect().amount());
    }
}
