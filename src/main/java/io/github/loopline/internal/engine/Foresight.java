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

    /**
     * A peer that answers at once takes some microseconds. If giving way took longer, others need the processor, and it is given away
     * only rarely; if a row of answers did, the selector is asked.
     */
    static final long LATE_NANOS = 1_000_000;

    /** Writes that are let pass after giving way has taken so long. */
    static final int REST = 511;

    private final boolean singleProcessor;
    private @Nullable Guess next;
    private int inARow;
    private long rowBegan;
    private int rest; // what is left of it

    Foresight(boolean singleProcessor) {
        this.singleProcessor = singleProcessor;
    }

    /** Somebody was written to. */
    void expect(Guess guess) {
        if (rest > 0) {
            rest--;
        } else if (singleProcessor && guess.isDue()) {
            next = guess;
        }
    }

    /** Lets the one that was written to last answer, and has it read; tells whether it did. */
    boolean readAnswer() {
        Guess guess = next;
        next = null;
        if (guess == null || !goesOn()) {
            inARow = 0;
            return false;
        }
        long before = now();
        giveWay();
        boolean late = now() - before > LATE_NANOS;
        boolean answered = ask(guess.peer());
        guess.was(answered);
        if (late) {
            rest = REST;
            next = null; // whom the answer went to
        }
        inARow = answered && !late ? inARow + 1 : 0;
        return answered;
    }

    private boolean goesOn() {
        if (inARow == 0) {
            rowBegan = now();
        }
        return inARow < MOST_IN_A_ROW && now() - rowBegan <= LATE_NANOS;
    }

    private static boolean ask(Handler peer) {
        try {
            return peer.readAnswer();
        } catch (Throwable t) {
            peer.failed(t);
            return true;
        }
    }

    /** Lets others run. */
    void giveWay() {
        Thread.yield();
    }

    long now() {
        return System.nanoTime();
    }
}
