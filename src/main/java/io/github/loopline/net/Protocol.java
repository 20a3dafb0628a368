package io.github.loopline.net;

/**
 * A transport protocol over IPv4 or IPv6.
 *
 * @since 0.1
 */
public enum Protocol {
    /** A stream of bytes (RFC 9293). */
    TCP,
    /** Datagrams (RFC 768). */
    UDP
}
