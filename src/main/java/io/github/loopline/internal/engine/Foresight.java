package io.github.loopline.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to what was just written before the selector tells of it. On one processor the peer can only answer while the
 * loop does not run: a loop that gives way instead of sleeping need not be woken, and finds the answer without a select. With
 * more processors, and where peers do not answer at once, it keeps out of the way. Engine thread only.
 */
class Foresight {

    /** Answers that are read so before the selector is asked for all sockets. */
    static final int MOST_IN_A_ROW = 16;

    /** Writes that are let pass at most after a look in vain; the first time it is one. */
    static final int LONGEST_PAUSE = 511;

    /** A peer that answers at once takes some microseconds. If giving way took longer, others need the processor: that is dear. */
    static final long LATE_NANOS = 1_000_000;

    private final boolean singleProcessor;
    private @Nullable Handler next;
    private int inARow;
    private int pause;
    private int skips; // what is left of the pause

    Foresight(boolean singleProcessor) {
        this.singleProcessor = singleProcessor;
    }

    /** Somebody was written to. */
    void expect(Handler peer) {
        if (skips > 0) {
            skips--;
        } else if (singleProcessor) {
            next = peer;
        }
    }

    /** Lets the one that was written to last answer, and has it read; tells whether it did. */
    boolean read() {
        Handler peer = next;
        next = null;
        if (peer == null || inARow == MOST_IN_A_ROW) {
            inARow = 0;
            return false;
        }
        boolean late = giveWay() > LATE_NANOS;
        boolean read = read(peer);
        if (late) {
            pause(LONGEST_PAUSE);
        } else if (!read) {
            pause(Math.min(2 * pause + 1, LONGEST_PAUSE));
        } else {
            inARow++;
            pause = 0;
        }
        return read;
    }

    private void pause(int writes) {
        pause = writes;
        skips = writes;
        inARow = 0;
        next = null;
    }

    private static boolean read(Handler peer) {
        try {
            return peer.readAnswer();
        } catch (Throwable t) {
            peer.failed(t);
            return true;
        }
    }

    /** Lets others run; gives for how many nanoseconds. */
    long giveWay() {
        long before = System.nanoTime();
        Thread.yield();
        return System.nanoTime() - before;
    }
}
