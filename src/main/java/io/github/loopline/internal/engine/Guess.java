package io.github.loopline.internal.engine;

/** Whether to expect of somebody that answers come at once: yes, until one did not; then ever more rarely. Engine thread only. */
public final class Guess {

    /** Writes that are let pass at most after an answer that did not come; the first time it is one. */
    static final int LONGEST_PAUSE = 511;

    private final Handler peer;
    private int pause;
    private int skips; // what is left of the pause

    /**
     * Expect answers.
     *
     * @param peer of whom
     */
    public Guess(Handler peer) {
        this.peer = peer;
    }

    Handler peer() {
        return peer;
    }

    /** The peer was written to: tells whether to expect an answer now. */
    boolean isDue() {
        if (skips == 0) {
            return true;
        }
        skips--;
        return false;
    }

    void was(boolean right) {
        pause = right ? 0 : Math.min(2 * pause + 1, LONGEST_PAUSE);
        skips = pause;
    }
}
