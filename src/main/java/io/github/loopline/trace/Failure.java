package io.github.loopline.trace;

import java.util.Objects;

/**
 * How a test failed, for the page of its transcript.
 *
 * @param thrown what it failed with, never null
 * @param nanos when, on the clock of {@link System#nanoTime()}
 * @param state what else is known of that moment: lines for a reader, potentially empty
 * @since 0.1
 */
public record Failure(Throwable thrown, long nanos, String state) {

    /**
     * Create a failure.
     *
     * @param thrown what
     * @param nanos when
     * @param state more about it
     */
    public Failure {
        Objects.requireNonNull(thrown, "thrown");
        Objects.requireNonNull(state, "state");
    }
}
