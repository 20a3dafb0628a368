package io.github.loopline.script;

import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;

/** What has come and no step of a play has taken yet. Taken and looked at on the thread of the play. */
abstract class Intake {

    /** Counts what is there. */
    abstract long size();

    /** Lets an input look, with the log's lock held. */
    abstract Window window(boolean ended, long scanned);

    /** Gives a copy for an input that looks on another thread. */
    abstract Window copy(boolean ended);

    /** Copies what the next step sees. */
    final byte[] peek() {
        Window in = copy(true);
        return in.start(in.size());
    }

    /** Takes what a step has found. */
    abstract byte[] take(long length);

    /** Forgets what is there: nobody minds. */
    abstract void drop();

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
