package io.github.loopline.script;

import io.github.loopline.trace.Difference;
import org.jspecify.annotations.Nullable;

/** That an act cannot be done; the play makes a {@link ScriptFailure} of it. */
final class Deviation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one from the lines behind "Expecting ...". */
    Deviation(String lines, @Nullable Throwable cause) {
        super(lines, cause, false, false);
    }

    Deviation(String lines) {
        this(lines, null);
    }

    /** Writes the two lines of a message. */
    static String lines(String expected, byte[] there, String state) {
        return Difference.Words.RECEIVED.lines(expected, Difference.overview(there), state) + Difference.dump(there);
    }
}
