package io.github.loopline.tls.carrier;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a connection that the kernel has not taken yet, where a fault of the handshake strikes. They are made in a buffer of
 * the engine, which others use after the next {@link #flush}; what is left then is kept. Engine thread only.
 */
final class TlsOutput {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine ssl;
    private final @Nullable TlsFault fault;
    private final Track track;
    private final @Nullable Consumer<TlsFault.Then> ending;
    private ByteBuffer records = NONE;
    private boolean lent; // the buffer of the engine has them
    private boolean over; // a fault has struck
    private @Nullable IOException unwritable;
    private @Nullable Runnable resume; // if there are pieces
    private boolean held; // until the peer has read a piece
    private int piece = 1;

    TlsOutput(
            SocketChannel channel,
            Track track,
            SSLEngine ssl,
            @Nullable TlsFault fault,
            @Nullable Consumer<TlsFault.Then> ending) {
        this.channel = channel;
        this.ssl = ssl;
        this.fault = fault;
        this.track = track;
        this.ending = ending;
    }

    /** Tells whether a fault has ended the handshake: nothing more is sent, and what comes is of no use. */
    boolean isOver() {
        return over;
    }

    boolean hasRemaining() {
        return records.hasRemaining();
    }

    int remaining() {
        return records.remaining();
    }

    /** Gives what was added behind so many bytes. */
    ByteBuffer behind(int count) {
        return records.duplicate().position(records.position() + count);
    }

    /** Adds the record that the engine makes of bytes of the test, or of what it has to say itself. */
    SSLEngineResult wrap(ByteBuffer bytes) throws SSLException {
        ByteBuffer grown = room(ssl.getSession().getPacketBufferSize());
        try {
            SSLEngineResult result = ssl.wrap(bytes, grown);
            TlsFault strikes = fault;
            if (strikes != null && !over && result.bytesProduced() > 0) {
                strike(strikes, grown, result.bytesProduced());
            }
            return result;
        } finally {
            records = grown.flip();
        }
    }

    /** Adds all that the engine has to say itself; gives what it waits for then. */
    HandshakeStatus wrapWhatIsDue() throws SSLException {
        HandshakeStatus status = ssl.getHandshakeStatus();
        while (status == HandshakeStatus.NEED_WRAP && !ssl.isOutboundDone() && !over) {
            wrap(NONE);
            status = ssl.getHandshakeStatus();
        }
        return status;
    }

    /** Gives a buffer with the records and room for more. */
    private ByteBuffer room(int length) {
        int needed = records.remaining() + length;
        if (lent && records.capacity() - records.limit() >= length) {
            return records.position(records.limit()).limit(records.capacity());
        }
        if (!lent && !records.hasRemaining() && needed <= Engine.SCRATCH_BYTES) {
            lent = true;
            return Engine.shared().sealed();
        }
        lent = false;
        return ByteBuffer.allocate(needed).put(records);
    }

    private void strike(TlsFault strikes, ByteBuffer grown, int length) {
        over = true;
        byte[] hello = new byte[length];
        int start = grown.position() - length;
        grown.position(start).get(hello).position(start);
        grown.put(strikes.said(hello));
        track.log().add(track, EventKind.FAULT, "in the handshake: " + strikes);
        Consumer<TlsFault.Then> follows = ending;
        if (follows != null) {
            Engine.shared()
                    .execute(
                            new Task() { // once what is said is with the kernel
                                @Override
                                protected void run() {
                                    follows.accept(strikes.then());
                                }
                            });
        }
    }

    void add(byte[] bytes) {
        records = ByteBuffer.allocate(records.remaining() + bytes.length)
                .put(records)
                .put(bytes)
                .flip();
        lent = false;
    }

    /** Sends in pieces from now on, each when the peer has read the one before; then something is told that there is more to write. */
    void inPieces(Runnable more) {
        resume = more;
    }

    /** Sends what is left at once: nobody comes back for it. */
    void inOne() {
        resume = null;
        held = false;
    }

    /** Tells whether nothing is written until the peer has read a piece. */
    boolean isHeld() {
        return held;
    }

    /** Writes what the kernel takes. */
    void flush() throws IOException {
        Runnable more = resume;
        IOException failure = unwritable;
        try {
            if (failure != null) {
                throw failure;
            }
            while (records.hasRemaining() && !held) {
                if (more == null ? channel.write(records) == 0 : !writePiece(more)) {
                    return;
                }
            }
        } finally {
            keep();
        }
    }

    /** Writes what the kernel takes; a failure comes with the next flush, since an alert of the peer may still be read before. */
    void flushOrFailLater() {
        try {
            flush();
        } catch (IOException e) {
            unwritable = e;
        }
    }

    /** Writes one piece, and lets the next wait, which is longer; behind the last there is a short one again. */
    private boolean writePiece(Runnable more) throws IOException {
        int length = Math.min(piece, records.remaining());
        int written = channel.write(records.slice().limit(length));
        records.position(records.position() + written);
        if (written < length) {
            return written > 0;
        }
        piece = records.hasRemaining() ? piece + Math.max(1, piece / 2) : 1;
        if (records.hasRemaining()) {
            held = true;
            ReadWatch.start(track.toString(), channel, end -> {
                held = false;
                more.run();
            });
        }
        return true;
    }

    /** Leaves the buffer of the engine to others. */
    void keep() {
        if (!records.hasRemaining()) {
            records = NONE;
        } else if (lent) {
            records = ByteBuffer.allocate(records.remaining()).put(records).flip();
        }
        lent = false;
    }
}
