package io.github.loopline.tls.carrier;

import io.github.loopline.internal.engine.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The records that have come on a channel. While they are taken apart they are in a buffer of the engine, and what begins a record
 * is kept until the rest of it comes. Engine thread only.
 */
final class TlsInput {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** What a few records have in addition to their clear text; more only costs one more read. */
    private static final int OVERHEAD = 256;

    private final SocketChannel channel;
    private final SSLEngine ssl;
    private ByteBuffer records = NONE;
    private boolean lent; // the buffer of the engine has them
    private boolean starved = true;
    private boolean ended;

    TlsInput(SocketChannel channel, SSLEngine ssl) {
        this.channel = channel;
        this.ssl = ssl;
    }

    /** Tells whether what is there begins no whole record. */
    boolean isStarved() {
        return starved;
    }

    /** Tells whether the peer has sent FIN. */
    boolean isEnded() {
        return ended;
    }

    /** Reads what there is, but not much more than there is room for in clear text; gives whether something has come. */
    boolean fill(int room) throws IOException {
        ByteBuffer buffer = Engine.shared().heap();
        if (lent) {
            buffer = records.compact();
        } else {
            buffer.put(records);
        }
        int most = Math.max(ssl.getSession().getPacketBufferSize(), room + OVERHEAD);
        buffer.limit(Math.min(buffer.capacity(), most));
        lent = true;
        try {
            int count = channel.read(buffer);
            ended = count < 0;
            starved = count <= 0;
        } finally {
            records = buffer.flip();
        }
        return !starved;
    }

    /** Takes one record apart, into a buffer with room for it. */
    SSLEngineResult unwrap(ByteBuffer into) throws SSLException {
        SSLEngineResult result = ssl.unwrap(records, into);
        boolean still = result.getStatus() == Status.OK
                && result.bytesConsumed() == 0
                && result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP;
        starved = !records.hasRemaining() || result.getStatus() == Status.BUFFER_UNDERFLOW || still;
        return result;
    }

    /** Forgets what is there. */
    void drop() {
        records = NONE;
        lent = false;
    }

    /** Leaves the buffer of the engine to others. */
    void keep() {
        lent = false;
        records = records.hasRemaining()
                ? ByteBuffer.allocate(records.remaining()).put(records).flip()
                : NONE;
    }
}
