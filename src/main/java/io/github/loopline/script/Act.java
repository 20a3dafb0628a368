package io.github.loopline.script;

import java.io.IOException;

/** A step while it is played on one connection. On the engine's thread. */
interface Act {

    /** What brings an act further. */
    enum Waits {
        /** The peer sends, reads or ends. */
        PEER,
        /** The test opens a gate. */
        TEST,
        /** Time passes, or code of the test returns. */
        TIME
    }

    /**
     * Goes on as far as it can. Called again whenever something has happened.
     *
     * @return whether it is done
     * @throws IOException if the kernel refuses
     */
    boolean go(Play play) throws IOException;

    /** Tells what it waits for. */
    Waits waits();

    /** Describes in the lines of a message what is missing. */
    String missing(Play play);

    /** Tells whether it gives up when the timeout of the connection is over. */
    default boolean isBounded() {
        return waits() == Waits.PEER;
    }
}
