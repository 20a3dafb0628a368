package io.github.loopline.junit;

/**
 * Carries the transcript of a failed test to where people look: suppressed in the failure, so that every IDE, console and
 * report shows it. It has no stack, and nobody throws it.
 *
 * @since 0.1
 */
public final class NetworkTranscript extends Throwable {

    private static final long serialVersionUID = 1L;

    NetworkTranscript(String transcript) {
        super(transcript, null, false, false);
    }

    /** Give the transcript without the name of this class before it. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
