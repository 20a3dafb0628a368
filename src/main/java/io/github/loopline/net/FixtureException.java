package io.github.loopline.net;

import org.jspecify.annotations.Nullable;

/**
 * Something a fixture was asked for could not be done: opening, sending, or waiting for what did not come. Unchecked, so
 * that a test declares nothing; the cause, where there is one, is the {@link java.io.IOException} of the JDK.
 *
 * @since 0.1
 */
public class FixtureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Create an exception with one line that says what was asked, what was found, and what to do instead.
     *
     * @param message the line, never null
     */
    public FixtureException(String message) {
        super(message);
    }

    /**
     * Create an exception with its cause.
     *
     * @param message the line, never null
     * @param cause what the JDK reported, or null
     */
    public FixtureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
