package io.github.loopline.junit;

/**
 * When the transcript of a test's sockets is told.
 *
 * @since 0.1
 */
public enum TranscriptMode {
    /** On the failure, as a suppressed exception, and in a file beside the test's output. A passing test is silent. */
    ON_FAILURE,
    /** As {@link #ON_FAILURE}, and in a file also when the test passes. */
    ALWAYS,
    /** Not at all. */
    NEVER
}
