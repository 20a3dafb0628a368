package io.github.loopline.tls;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the bytes beneath TLS, or around its beginning, by the network or by somebody on it.
 *
 * @since 0.1
 */
public final class TlsTampering {

    /** What is done. Not for users. */
    public enum Kind {
        /** Records come in pieces. */
        PIECES,
        /** A stream ends within a record. */
        END_IN_RECORD,
        /** Plain text comes behind the go-ahead. */
        INJECTION,
        /** Another answer comes instead of the go-ahead. */
        REFUSAL
    }

    /** The beginning of a record of application data that holds 64 bytes (RFC 8446, 5.1), and some of them. */
    private static final byte[] BEGUN = {23, 3, 3, 0, 64, 11, 22, 33, 44, 55};

    private final Kind kind;
    private final long from;
    private final long to;
    private final byte[] bytes;

    private TlsTampering(Kind kind, long from, long to, byte[] bytes) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.bytes = bytes.clone();
    }

    /**
     * Let what is sent come in pieces, each when the peer has read the one before: of 1, 2, 3, 4, 6, 9 bytes and so on. Where the system does not tell what is read, there are pauses.
     *
     * @return it, never null
     */
    public static TlsTampering pieces() {
        return new TlsTampering(Kind.PIECES, 0, 0, new byte[0]);
    }

    /**
     * Let the fixture's stream end within a record, and so without close_notify (RFC 8446, 6.1).
     *
     * @return it, never null
     */
    public static TlsTampering endInRecord() {
        return new TlsTampering(Kind.END_IN_RECORD, 0, 0, BEGUN);
    }

    /**
     * Let plain text come right behind what a server says before it speaks TLS (STARTTLS), as somebody on the network would who wants
     * it to be taken for what the server says later.
     *
     * @param at how many bytes the server has sent by then: those up to the go-ahead's end, which it sends by one verb
     * @param bytes one or more
     * @return it, never null
     */
    public static TlsTampering inject(long at, byte[] bytes) {
        return new TlsTampering(Kind.INJECTION, at, at, bytes);
    }

    /**
     * Let something else come instead of the go-ahead of a server, which then goes on in plain text: as one that does not speak TLS.
     *
     * @param from where the go-ahead begins, in bytes that the server has sent
     * @param to where it ends
     * @param answer one byte or more
     * @return it, never null
     */
    public static TlsTampering refuse(long from, long to, byte[] answer) {
        return new TlsTampering(Kind.REFUSAL, from, to, answer);
    }

    /**
     * Tell what is done. Not for users.
     *
     * @return the kind, never null
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Give what is sent instead or beside. Not for users.
     *
     * @return a copy, potentially empty
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Give what goes to the peer. Not for users.
     *
     * @param plain what the server sends in plain text
     * @param offset how many bytes it has sent before
     * @return something else, or null if it is left as it is
     */
    public @Nullable ByteBuffer instead(ByteBuffer plain, long offset) {
        long end = offset + plain.remaining();
        if (kind == Kind.INJECTION && end == to) {
            return ByteBuffer.allocate(plain.remaining() + bytes.length)
                    .put(plain.duplicate())
                    .put(bytes)
                    .flip();
        }
        return kind == Kind.REFUSAL && offset == from && end == to ? ByteBuffer.wrap(bytes()) : null;
    }

    /** Describe it, as options do. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
