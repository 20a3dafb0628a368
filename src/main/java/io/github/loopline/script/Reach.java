package io.github.loopline.script;

import org.jspecify.annotations.Nullable;

/** What can still happen where a script has been written to: steps that never can are refused. */
final class Reach {

    private @Nullable String end; // the step that nothing can follow
    private @Nullable String peerEnd; // the step that nothing can come behind
    private @Nullable String outputEnd; // the step that nothing can be sent behind
    private boolean readingStopped;

    /** Gives what can happen at the beginning of a repetition or a case. */
    Reach inner() {
        Reach inner = new Reach();
        inner.peerEnd = peerEnd;
        inner.outputEnd = outputEnd;
        inner.readingStopped = readingStopped;
        return inner;
    }

    void end(String step) {
        end = step;
    }

    void endPeer(String step) {
        peerEnd = step;
    }

    void endOutput(String step) {
        outputEnd = step;
    }

    void stopReading(boolean stopped) {
        readingStopped = stopped;
    }

    void check(String step) {
        if (end != null) {
            throw new IllegalArgumentException(
                    "The step " + step + " can never be reached: " + end + " before it ends the script. Remove one.");
        }
    }

    void checkCanCome(String step) {
        if (readingStopped || peerEnd != null) {
            throw new IllegalArgumentException("The step " + step + " can never match: "
                    + (readingStopped
                            ? "reading is stopped. Write resumeReading() before it."
                            : "the peer has ended. Move it."));
        }
    }

    void checkCanSend(String step) {
        if (outputEnd != null) {
            throw new IllegalArgumentException(
                    "The step " + step + " can never be sent: " + outputEnd + " before it ends the stream. Move it.");
        }
    }

    /** Refuses a round that leaves no stream for the next one, unless there is none. */
    void checkCanGoOn(String repeat, Reach around, boolean endless) {
        if (end != null || endless && peerEnd != null) {
            return;
        }
        String last = around.peerEnd == null && peerEnd != null ? peerEnd : around.outputEnd == null ? outputEnd : null;
        if (last != null) {
            throw new IllegalArgumentException("The step " + last + " in " + repeat
                    + " leaves no stream for the next round. Move it behind the repeat.");
        }
    }
}
