package io.github.loopline.trace;

/**
 * An event's other end whose messages are in words that a reader would rather see than their bytes.
 *
 * @since 0.1
 */
public interface Dissector {

    /**
     * Put a message into words, for the transcript.
     *
     * @param message what was sent or received, whole
     * @return one line, never null
     */
    String dissect(byte[] message);
}
