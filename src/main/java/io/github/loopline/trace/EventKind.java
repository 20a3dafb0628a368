package io.github.loopline.trace;

/**
 * What can happen on a socket, with the words of the transcript for it.
 *
 * @since 0.1
 */
public enum EventKind {
    /** The socket is bound, and a server listens. */
    OPENED("open"),
    /** A server was stopped: its port is refused and free. */
    STOPPED("stopped"),
    /** A server accepted a connection. */
    ACCEPTED("<- connect"),
    /** A client's connect succeeded. */
    CONNECTED("-> connect"),
    /** A client's connect failed. */
    CONNECT_FAILED("-> connect failed"),
    /** Bytes or a datagram came in. */
    RECEIVED("<-"),
    /** The kernel took bytes or a datagram. */
    SENT("->"),
    /** Sending failed. */
    SEND_FAILED("-> failed"),
    /** An earlier datagram went to a port that nobody is bound to: ICMP said so (RFC 1122, 4.1.3.3). */
    PORT_UNREACHABLE("<- port unreachable"),
    /** The peer sent FIN. */
    FIN_RECEIVED("<- FIN"),
    /** The peer sent RST. */
    RST_RECEIVED("<- RST"),
    /** This side sent FIN and can still receive. */
    FIN_SENT("-> FIN"),
    /** This side sent RST. */
    RST_SENT("-> RST"),
    /** This side closed its input; nothing of that is seen on the wire. */
    INPUT_SHUT("input shut down"),
    /** This side stopped reading: the window fills. */
    READING_STOPPED("reading stopped"),
    /** This side reads again. */
    READING_RESUMED("reading resumed"),
    /** This side closed the connection, and faults hold its end back: {@link #CLOSED} or {@link #RST_SENT} follows. */
    CLOSING("closing:"),
    /** This side closed the socket. */
    CLOSED("closed"),
    /** TLS has come a step further: a handshake, an alert, a close_notify, a failure. */
    TLS("TLS:"),
    /** A script has come to a step. */
    STEP("step"),
    /** A fault was applied, struck, or was lifted. */
    FAULT("fault:"),
    /** Something that a reader of the transcript should know: a granted option that differs, a limit that was reached. */
    NOTE("note:"),
    /** The test waited for the network. Only the report of a failure tells it. */
    WAITED("waited"),
    /** The test waited for the network in vain. Only the report of a failure tells it. */
    TIMED_OUT("timed out here:"),
    /** An exception on a thread of the fixture. It fails the test. */
    ERROR("ERROR");

    private final String words;

    EventKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
