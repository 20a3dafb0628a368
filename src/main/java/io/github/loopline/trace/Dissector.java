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

    /**
     * Give the IP packet that a message travelled in, for the capture: itself, or with the header that the kernel put before it.
     *
     * @param message what was sent or received, of which the end may be missing
     * @return the packet, never null
     */
    default byte[] packet(byte[] message) {
        return message;
    }
}
