package io.github.loopline.script;

import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;

/** What has come and no step of a play has taken yet. Taken and looked at on the thread of the play. */
abstract class Intake {

    /** Counts what is there. */
    abstract long size();

    /** Lets an input look, with the log's lock held. */
    abstract Window window(boolean ended, long scanned);

    /** Copies what the next step sees. */
    abstract byte[] peek();

    /** Takes what a step has found. */
    abstract byte[] take(long length);

    /** Says how things stand, as messages do. */
    abstract String state();

    final boolean isEmpty() {
        return size() == 0;
    }

    /** Says how a connection stands. */
    static String state(Track track) {
        EventKind end = track.peerEnd();
        if (end != null) {
            return end == EventKind.FIN_RECEIVED ? "the peer sent FIN" : "the peer sent RST";
        }
        return track.isClosed() ? "it is closed" : "the peer is still connected";
    }
}
