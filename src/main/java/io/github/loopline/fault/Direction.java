package io.github.loopline.fault;

/**
 * A direction through a link.
 *
 * @since 0.1
 */
public enum Direction {
    /** From the client to the server. */
    TO_SERVER("to the server"),
    /** From the server to the client. */
    TO_CLIENT("to the client");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    /**
     * Give the opposite direction.
     *
     * @return the other one, never null
     */
    public Direction opposite() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }

    /** Give the direction as messages do. */
    @Override
    public String toString() {
        return words;
    }
}
