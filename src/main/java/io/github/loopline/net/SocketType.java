package io.github.loopline.net;

/**
 * A socket type of the BSD sockets interface.
 *
 * @since 0.1
 */
public enum SocketType {
    /** SOCK_STREAM: a stream of bytes. */
    STREAM,
    /** SOCK_DGRAM: messages without a connection. */
    DGRAM,
    /** SOCK_SEQPACKET: messages over a connection. */
    SEQPACKET,
    /** SOCK_RAW: packets of a protocol under the transport. */
    RAW,
    /** SOCK_RDM: messages that arrive for sure, in no sure order. */
    RDM
}
