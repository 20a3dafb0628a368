package io.github.loopline.stream;

/**
 * What a {@link StreamServer} does with its connections by itself, without a thread.
 *
 * @since 0.1
 */
public enum Service {
    /** Record what comes and stay open, also after the peer's FIN, until the test or the server's close ends it. */
    RECORD,
    /** Send back what comes (RFC 862), and close once the peer has sent FIN and everything is sent back. */
    ECHO,
    /** Count and hash what comes without keeping it (RFC 863), and close at the peer's FIN. */
    DISCARD
}
