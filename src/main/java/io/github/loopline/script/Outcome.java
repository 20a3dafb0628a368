package io.github.loopline.script;

import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import org.jspecify.annotations.Nullable;

/** What became of a play, for whoever waits for it on another thread. Written on the engine's thread. */
final class Outcome {

    private final Track track;
    private final EventLog log;
    private volatile boolean over;
    private volatile boolean settled; // nothing is left that the test could wait for
    private volatile @Nullable ScriptFailure failure;

    Outcome(Track track) {
        this.track = track;
        this.log = track.log();
    }

    void end() {
        over = true;
    }

    /** Ends it by a failure, which is an event. */
    void fail(ScriptFailure failed) {
        synchronized (log) {
            failure = failed;
            over = true;
            log.add(track, EventKind.ERROR, failed);
        }
    }

    /** Tells those who wait. */
    void settle(boolean now) {
        synchronized (log) {
            if (now != settled) {
                settled = now;
                log.notifyAll();
            }
        }
    }

    boolean isOver() {
        return over;
    }

    boolean isSettled() {
        return settled;
    }

    boolean isFailure() {
        return failure != null;
    }

    /** Gives what it failed with, to be thrown by the caller. */
    @Nullable
    ScriptFailure failure() {
        ScriptFailure told = failure;
        return told == null ? null : told.copy();
    }
}
