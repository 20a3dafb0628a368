package io.github.loopline.stream;

/**
 * How a connection ended, as this side saw it.
 *
 * @since 0.1
 */
public enum End {
    /** It has not: the peer can still send. */
    OPEN,
    /** The peer sent FIN: it closed, or shut its output down. */
    FIN,
    /** The peer sent RST. */
    RST,
    /** This side closed or reset before the peer ended, and sees no more of it. */
    CLOSED
}
