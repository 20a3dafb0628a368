package io.github.loopline.check;

/**
 * What a wire can do to the conversation of a test: the conditions of the wire matrix. A condition that reshapes leaves every byte
 * and every datagram that matters in place, or does what any network does to datagrams: the test must stay green. A condition that
 * breaks ends or damages the conversation: the test ends with the right result or an {@link java.io.IOException}, in time.
 *
 * <p>Those of streams act on {@code StreamServer} and {@code StreamClient}, those of datagrams on {@code DatagramPeer}. Sockets of the
 * JDK, links, and fixtures that tests share are outside the matrix.
 *
 * @since 0.1
 */
public enum Wire {
    /** Reshapes: what the fixture sends is cut once, at each byte in turn; the rest comes when the peer has read what is before. */
    CUT_EVERY_BYTE(Kind.STREAM, false),
    /** Reshapes: what the fixture sends within 20 ms comes in one segment. */
    ONE_SEGMENT(Kind.STREAM, false),
    /** Reshapes: what the fixture sends comes byte by byte, each when the peer has read the one before. */
    DRIP(Kind.STREAM, false),
    /** Reshapes: the fixture has small buffers, and reads what the plain run sent to it over a tenth of a second. */
    SLOW_READER(Kind.STREAM, false),
    /** Breaks: the fixture closes, by FIN, before its first byte and behind each byte in turn. */
    FIN_EVERYWHERE(Kind.STREAM, true),
    /** Breaks: the fixture resets, by RST, before its first byte and behind each byte in turn; not on Unix sockets. */
    RST_EVERYWHERE(Kind.STREAM, true),
    /** Breaks: the fixture falls silent before its first byte, at the edges of answers, in the middle and at the end: 8 places at most. */
    SILENCE_EVERYWHERE(Kind.STREAM, true),
    /**
     * Reshapes: the first datagram to the fixture is lost, and then the first one from it; where the peer under test begins and the
     * fixture answers, since nobody else can notice. Whoever sees no answer is to ask again.
     */
    LOSE_FIRST(Kind.DATAGRAM, false),
    /** Reshapes: each datagram comes twice, those to the fixture and then those from it. */
    DUPLICATE(Kind.DATAGRAM, false),
    /** Reshapes: the second datagram overtakes the first, to the fixture and then from it, if it comes within 50 ms. */
    REORDER(Kind.DATAGRAM, false),
    /** Reshapes: each datagram from the fixture comes 50 ms late. */
    LATE(Kind.DATAGRAM, false),
    /** Reshapes: before each answer of the fixture there comes one from another port, the same but for its last byte. */
    SPOOF(Kind.DATAGRAM, false),
    /** Breaks: the second half of each datagram from a fixture that answers is missing. */
    TRUNCATE(Kind.DATAGRAM, true);

    /** What a condition acts on. */
    enum Kind {
        STREAM,
        DATAGRAM
    }

    private final Kind kind;
    private final boolean breaking;

    Wire(Kind kind, boolean breaking) {
        this.kind = kind;
        this.breaking = breaking;
    }

    Kind kind() {
        return kind;
    }

    /**
     * Tell whether it ends or damages the conversation.
     *
     * @return false if the test must stay green under it
     */
    public boolean isBreaking() {
        return breaking;
    }
}
