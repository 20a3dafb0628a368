package io.github.loopline.net;

import org.jspecify.annotations.Nullable;

/**
 * This machine cannot do what was asked (no IPv6, say). The message names what is missing, the kernel's word for it, and
 * what would grant it. Under JUnit it aborts the test instead of failing it, unless {@code loopline.capabilities} is
 * {@code require}.
 *
 * @since 0.1
 */
public class CapabilityException extends FixtureException {

    private static final long serialVersionUID = 1L;

    /**
     * Create an exception for a missing capability.
     *
     * @param message what is missing and what would grant it, never null
     * @param cause what the JDK reported, or null
     */
    public CapabilityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
