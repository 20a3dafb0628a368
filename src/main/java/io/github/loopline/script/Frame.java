package io.github.loopline.script;

import java.nio.charset.StandardCharsets;

/**
 * A message that came over a stream, cut out by a {@link Framing}. Immutable.
 *
 * @since 0.1
 */
public final class Frame {

    private final byte[] bytes;
    private final int index;
    private final int connection;

    Frame(byte[] bytes, int index, int connection) {
        this.bytes = bytes;
        this.index = index;
        this.connection = connection;
    }

    /**
     * Give the message without what frames it.
     *
     * @return a copy, potentially empty
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Give the message as UTF-8.
     *
     * @return the text, potentially empty
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Give the ordinal of the message on its connection.
     *
     * @return 0 for the first
     */
    public int index() {
        return index;
    }

    /**
     * Give the ordinal of its connection at its fixture.
     *
     * @return 0 for the first
     */
    public int connection() {
        return connection;
    }

    /** Give {@link #text()}, so that {@code "VALUE of " + request} says what came. */
    @Override
    public String toString() {
        return text();
    }
}
