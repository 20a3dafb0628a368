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
    CUT_EVERY_BYTE(Kind.STREAM_PLACE, Effect.RESHAPES),
    /** Reshapes: what the fixture sends within 20 ms comes in one segment. */
    ONE_SEGMENT(Kind.STREAM, Effect.RESHAPES),
    /** Reshapes: what the fixture sends comes byte by byte, each when the peer has read the one before. */
    DRIP(Kind.STREAM, Effect.RESHAPES),
    /** Reshapes: the fixture has small buffers, and reads what the plain run sent to it over a tenth of a second. */
    SLOW_READER(Kind.STREAM, Effect.RESHAPES),
    /** Breaks: the fixture closes, by FIN, before its first byte and behind each byte in turn. */
    FIN_EVERYWHERE(Kind.STREAM_PLACE, Effect.BREAKS),
    /** Breaks: the fixture resets, by RST, before its first byte and behind each byte in turn; not on Unix sockets. */
    RST_EVERYWHERE(Kind.STREAM_PLACE, Effect.BREAKS),
    /** Breaks: the fixture falls silent before its first byte, at the edges of answers, in the middle and at the end: 8 places at most. */
    SILENCE_EVERYWHERE(Kind.STREAM_PLACE, Effect.BREAKS),
    /**
     * The first datagram to the fixture is lost, and then the first one from it; where the peer under test begins and the fixture
     * answers, since nobody else can notice. Reshapes if the test names it: whoever sees no answer is to ask again. Otherwise it breaks,
     * since a client may leave that to its caller.
     */
    LOSE_FIRST(Kind.DATAGRAM, Effect.RESHAPES),
    /** Breaks: all datagrams from a fixture that answers are lost, so that the peer under test has to give up. */
    LOSE_ALL(Kind.DATAGRAM, Effect.BREAKS),
    /**
     * Reshapes: each datagram comes twice, those to a fixture that answers and then those from it. What comes twice for that reason to a
     * fixture that began comes once.
     */
    DUPLICATE(Kind.DATAGRAM, Effect.RESHAPES),
    /**
     * Reshapes: the second datagram overtakes the first, to a fixture that answers and then from it, if it comes within 50 ms. A fixture
     * that began may get its answers in that order, too.
     */
    REORDER(Kind.DATAGRAM, Effect.RESHAPES),
    /** Reshapes: each datagram from the fixture comes 50 ms late. */
    LATE(Kind.DATAGRAM, Effect.RESHAPES),
    /** Reshapes: before each answer of the fixture there comes one from another port, the same but for its last byte. */
    SPOOF(Kind.DATAGRAM, Effect.RESHAPES),
    /**
     * Reshapes: before each answer of the fixture there comes something from another port that means nothing: an empty datagram in one run,
     * one byte in another.
     */
    GARBAGE(Kind.DATAGRAM, Effect.RESHAPES),
    /**
     * Breaks, and only by name: before each answer of the fixture there comes something from it that means nothing, as above: for
     * protocols whose datagrams tell what they are.
     */
    MALFORMED(Kind.DATAGRAM, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks: before an answer of the fixture there comes one of its answers to an earlier question of that client, if it is another
     * one to another question. Before the first there comes a wrong answer with the id of the plain run, if the client has drawn another
     * id now, and answers repeat it.
     */
    STALE(Kind.DATAGRAM, Effect.BREAKS),
    /**
     * Breaks, and only by name: before each answer of the fixture there comes another one from it, with another id: for protocols whose
     * datagrams begin with an id.
     */
    WRONG_ID(Kind.DATAGRAM, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks, for clients with short time-outs: answers of the fixture are held back for a sixth of a second. If a thread that the
     * test has started uses the CPU then, and for another second, the test fails.
     */
    QUIET_PEER(Kind.DATAGRAM, Effect.BREAKS),
    /**
     * Breaks, and only by name: no answer comes, but every 20 ms a datagram from another port: for clients whose time-out is one for the
     * whole answer.
     */
    CHATTER(Kind.DATAGRAM, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks, and only by name: the second half of each datagram from a fixture that answers is missing. No network does that, but what
     * reads into a small buffer, and who wants to do harm. For protocols whose datagrams tell how long they are.
     */
    TRUNCATE(Kind.DATAGRAM, Effect.BREAKS, Tried.BY_NAME),
    /** Breaks: nobody is there. Connects to the fixture are refused; to datagrams there comes "port unreachable". */
    REFUSED(Kind.LISTENER, Effect.BREAKS),
    /**
     * Breaks, and only by name: connects to the fixture are not answered, so that they last until the client's own time-out. Without one
     * the kernel gives up, but after minutes (man 7 tcp: tcp_syn_retries).
     */
    UNANSWERED(Kind.LISTENER, Effect.BREAKS, Tried.BY_NAME),
    /** Breaks: over TLS, the fixture sends FIN without close_notify, at the same places as silence. */
    TLS_TRUNCATE(Kind.STREAM_PLACE, Effect.BREAKS),
    /**
     * Breaks: over TLS, the fixture sends a part of a record and FIN, at the same places: the end of the stream comes within a record.
     */
    TLS_IN_RECORD(Kind.STREAM_PLACE, Effect.BREAKS),
    /** Reshapes: what a server that speaks TLS sends comes in pieces beneath TLS, of 1 byte, 2, 3, 4, 6, 9 and so on. */
    TLS_PIECES(Kind.LISTENER, Effect.RESHAPES),
    /**
     * Breaks, where a server begins to speak TLS by {@code startTls}: behind its go-ahead there comes, in plain text, a copy of what it
     * says first over TLS, with another last letter or digit. Nobody may take that for the answer.
     */
    STARTTLS_INJECT(Kind.LISTENER, Effect.BREAKS),
    /**
     * Breaks, and only by name: a server refuses to speak TLS instead of its go-ahead, and goes on in plain text. What the code under test
     * says first over TLS may not come to it.
     */
    STARTTLS_REFUSED(Kind.LISTENER, Effect.BREAKS, Tried.BY_NAME),
    /** Breaks: a server that speaks TLS takes the client's hello, and says nothing. */
    TLS_MUTE(Kind.LISTENER, Effect.BREAKS),
    /** Breaks: a server that speaks TLS closes, by FIN, in the middle of its hello. */
    TLS_FIN(Kind.LISTENER, Effect.BREAKS),
    /**
     * Breaks, where the test has asked the server for its {@code trust()}: the server shows a certificate of a CA that nobody knows. No
     * byte of the code under test may come to it, and it may take none.
     */
    TLS_UNKNOWN_CA(Kind.LISTENER, Effect.BREAKS),
    /**
     * Breaks, and only by name: a server that speaks TLS shows the certificate of another host, of the same CA. No byte of the code
     * under test may come to it.
     */
    TLS_IMPOSTOR(Kind.LISTENER, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks, and only by name: a server closes by FIN behind an answer, before the next question on that connection. The test must end
     * as it does plainly: for clients that keep connections, and connect again.
     */
    CLOSE_IDLE(Kind.STREAM_PLACE, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks: the rest of an answer that is not a connection's last comes late: when the next question comes there, or never. It is never
     * the answer to that one.
     */
    LATE_ANSWER(Kind.STREAM_PLACE, Effect.BREAKS),
    /**
     * Breaks, and only by name: a server closes by FIN within an answer that is not a connection's last; later connections are good. The
     * test must end as it does plainly: for clients that recover. A call that may fail is written {@code returnsOrFails}.
     */
    BREAK_ONCE(Kind.STREAM_PLACE, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Breaks, and only by name: answers come byte by byte, with pauses that are so long that each takes twice as long as the test may:
     * for clients whose time-out is one for the whole answer.
     */
    TRICKLE(Kind.STREAM, Effect.BREAKS, Tried.BY_NAME),
    /** Reshapes, and only by name: a client sends FIN behind its last request, and still reads: for servers that answer all the same. */
    HALF_CLOSE(Kind.STREAM_PLACE, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Breaks: a server ends each connection at once, by RST or on Unix sockets by FIN, for two seconds. Who comes again without a pause,
     * a hundred times, fails the test; nothing else is judged.
     */
    HANG_UP(Kind.LISTENER, Effect.BREAKS),
    /**
     * Breaks, and only by name: a server closes by FIN instead of the last answer on each connection, or behind its first byte. What it
     * was asked must not come again: for questions that are not to be repeated, such as to add something.
     */
    AT_MOST_ONCE(Kind.STREAM_PLACE, Effect.BREAKS, Tried.BY_NAME),
    /**
     * Reshapes, and only by name: before a client connects over TCP, somebody else has, and has sent RST, at once in one run and in another
     * in the middle of a request, when the first half has been read. For servers that serve more than one client.
     */
    RUDE_STRANGER(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Reshapes, and only by name: before a peer sends its first datagram over UDP, somebody else has sent one: an empty one in one run, one
     * of a byte that means nothing in another. For servers that hear everybody.
     */
    RUDE_SENDER(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Reshapes, and only by name: before a peer sends its first datagram over UDP, somebody else has sent the same, and is gone when the
     * answer comes. For servers that hear everybody, and questions that may be repeated.
     */
    GONE_SENDER(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Reshapes, and only by name: before a client connects over TCP, twenty others have, who say nothing and read nothing. For servers
     * that serve many clients at a time.
     */
    IDLE_CROWD(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /** Reshapes, and only by name: as {@link #IDLE_CROWD}, but each of the twenty has sent half of a request. */
    SLOW_CROWD(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Reshapes, and only by name: before a client connects over TCP, somebody else has, and has sent nonsense and FIN: the beginning of a
     * request with all bits inverted but those of line ends in one run, {@code 7f ff ff ff} and more of it in another. For servers that serve more than one
     * client.
     */
    STRANGE_REQUEST(Kind.VISITORS, Effect.RESHAPES, Tried.BY_NAME),
    /**
     * Breaks, for clients with short time-outs: the fixture is quiet for a sixth of a second in its last answer or request. If a
     * thread that the test has started uses the CPU then, and for another second, or in sockets for 200 ms, the test fails.
     */
    QUIET(Kind.STREAM_PLACE, Effect.BREAKS),
    /** Breaks: FIN within the last answer or request, the other direction goes on. Threads of the test are watched as in {@link #QUIET}. */
    QUIET_END(Kind.STREAM_PLACE, Effect.BREAKS),
    /**
     * Breaks, and only by name: all bits of a byte are inverted, for the first eight bytes of answers in turn, 16 at most: where lengths
     * are. Wrong results are right then, and so are failed assertions; no end, unchecked exceptions and errors are not.
     */
    CORRUPT(Kind.STREAM_PLACE, Effect.BREAKS, Tried.BY_NAME);

    /** What a condition acts on. */
    enum Kind {
        /** All that a fixture sends, or receives. */
        STREAM,
        /** One place in what a fixture sends, in each run another. */
        STREAM_PLACE,
        DATAGRAM,
        /** Where a fixture listens. */
        LISTENER,
        /** Clients that are no fixtures. */
        VISITORS
    }

    private enum Effect {
        RESHAPES,
        BREAKS
    }

    private enum Tried {
        ALWAYS,
        BY_NAME
    }

    private final Kind kind;
    private final Effect effect;
    private final Tried tried;

    Wire(Kind kind, Effect effect) {
        this(kind, effect, Tried.ALWAYS);
    }

    Wire(Kind kind, Effect effect, Tried tried) {
        this.kind = kind;
        this.effect = effect;
        this.tried = tried;
    }

    Kind kind() {
        return kind;
    }

    /** Tells whether it acts at one place of a stream. */
    boolean isAtPlace() {
        return kind == Kind.STREAM_PLACE;
    }

    /**
     * Tell whether it is left out unless a test names it: it asks for more than every program has to do.
     *
     * @return true if {@code @WireTest} without conditions does not have it
     */
    public boolean isOnlyByName() {
        return tried == Tried.BY_NAME;
    }

    /**
     * Tell whether the test must end as it does plainly, though the conversation breaks.
     *
     * @return true if an exception is not right either
     */
    public boolean isToBeSurvived() {
        return this == CLOSE_IDLE || this == BREAK_ONCE;
    }

    /**
     * Tell whether it ends or damages the conversation.
     *
     * @return false if the test must stay green under it; for {@link #LOSE_FIRST}, if it names it
     */
    public boolean isBreaking() {
        return effect == Effect.BREAKS;
    }
}
