package io.github.loopline.tls.carrier;

import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsTampering;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a channel: what is read is taken out of records, and what is written is made records. While a handshake computes, the
 * channel is not read.
 */
public final class TlsCarrier implements Carrier {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine ssl;
    private final Runnable resume;
    private final TlsLog facts;
    private final TlsInput in;
    private final TlsOutput out;
    private final TlsHandshake handshake;
    private final TlsGoodbye goodbye;
    private ByteBuffer clear = NONE; // what did not fit where it should go
    private int begun; // bytes of the test in what the kernel has not taken
    private boolean ended; // the peer has
    private boolean told; // and who reads knows it
    private @Nullable IOException unreadable;

    /**
     * Speaks TLS over a channel.
     *
     * @param track where it is told
     * @param ssl what has not begun
     * @param resume reads again, since there is something that the kernel does not tell of
     */
    public TlsCarrier(SocketChannel channel, Track track, SSLEngine ssl, Runnable resume) {
        this(channel, track, ssl, resume, null, null);
    }

    /**
     * Speaks TLS over a channel, with a fault in the handshake.
     *
     * @param track where it is told
     * @param ssl what has not begun
     * @param resume reads again, since there is something that the kernel does not tell of
     * @param fault what goes wrong, or null for nothing
     * @param ending does what follows the fault, once what it says is with the kernel; null without a fault
     */
    public TlsCarrier(
            SocketChannel channel,
            Track track,
            SSLEngine ssl,
            Runnable resume,
            @Nullable TlsFault fault,
            @Nullable Consumer<TlsFault.Then> ending) {
        this.channel = channel;
        this.ssl = ssl;
        this.resume = resume;
        this.in = new TlsInput(channel, ssl);
        this.out = new TlsOutput(channel, track, ssl, fault, ending);
        this.facts = new TlsLog(track, ssl);
        this.handshake = new TlsHandshake(ssl, out, facts, resume);
        this.goodbye = new TlsGoodbye(ssl, out, facts);
    }

    @Override
    public TlsFacts facts() {
        return facts.facts();
    }

    @Override
    public @Nullable String failure() {
        return facts.failure();
    }

    @Override
    public void start() throws IOException {
        try {
            ssl.beginHandshake();
            handshake.advance(ended);
        } catch (SSLException e) {
            goodbye.alert(e);
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int from = target.position();
        boolean ready = isReady();
        try {
            while (target.hasRemaining() && ready == isReady() && step(target)) {
                // as long as there is something; what comes behind the handshake waits until the connection has begun
            }
        } catch (SSLException e) {
            goodbye.alert(e);
            unreadable = e;
        } catch (IOException e) {
            unreadable = e;
        }
        in.keep();
        int count = target.position() - from;
        if (count > 0) {
            return count;
        }
        IOException failure = unreadable;
        if (failure != null) {
            throw failure;
        }
        told = ended;
        return ended ? -1 : 0;
    }

    /** Goes on by one record at most; gives whether there may be more. */
    private boolean step(ByteBuffer target) throws IOException {
        if (clear.hasRemaining()) {
            int length = Math.min(clear.remaining(), target.remaining());
            target.put(clear.slice().limit(length));
            clear.position(clear.position() + length);
            return true;
        }
        handshake.advanceIfComputed(ended);
        if (out.isOver() && !ended) {
            in.drop(); // nobody minds what comes behind a fault
            return fill(target.remaining());
        }
        if (handshake.isComputing() || ended || unreadable != null || in.isStarved() && !fill(target.remaining())) {
            return false;
        }
        SSLEngineResult result = in.unwrap(target);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            ByteBuffer into = ByteBuffer.allocate(ssl.getSession().getApplicationBufferSize());
            result = in.unwrap(into);
            clear = into.flip();
        }
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
            facts.closeNotifyReceived();
        }
        if (!isReady() || result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            handshake.advance(ended);
        }
        if (ended) {
            goodbye.look();
        }
        return true;
    }

    private boolean fill(int room) throws IOException {
        boolean filled = in.fill(room);
        ended = in.isEnded();
        return filled;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        flush();
        if (out.hasRemaining()) {
            return 0;
        }
        int from = bytes.position();
        int settled = Math.min(begun, bytes.remaining());
        begun -= settled;
        bytes.position(from + settled); // their record is out
        while (bytes.hasRemaining() && begun == 0 && handshake.leavesRoom() && !out.hasRemaining()) {
            SSLEngineResult result = out.wrap(bytes.duplicate());
            if (result.getStatus() == Status.CLOSED) {
                throw new IOException("the peer sent close_notify");
            }
            flush();
            if (out.hasRemaining()) {
                begun = result.bytesConsumed();
            } else {
                bytes.position(bytes.position() + result.bytesConsumed());
            }
        }
        return bytes.position() - from;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Puts bytes between the records. */
    public void sendBeneath(byte[] bytes) throws IOException {
        out.add(bytes);
        facts.sentBeneath(bytes);
        flush();
    }

    /** Asks for new keys: by a KeyUpdate (RFC 8446, 4.6.3), or in TLS 1.2 by shaking hands anew (RFC 5246, 7.4.1.1). */
    public void rekey() throws IOException {
        ssl.beginHandshake();
        facts.note("-> new keys are asked for");
        try {
            handshake.advance(ended);
        } finally {
            out.keep();
        }
    }

    /** Lets a close say nothing to the peer. */
    public void keepGoodbye() {
        goodbye.keep();
    }

    /** Does something to the bytes; before anything is sent. */
    public void tamper(TlsTampering tampering) {
        if (tampering.kind() == TlsTampering.Kind.PIECES) {
            out.inPieces(resume);
        } else if (tampering.kind() == TlsTampering.Kind.END_IN_RECORD) {
            goodbye.replace(tampering.bytes());
        }
    }

    @Override
    public int settle() {
        int count = begun;
        begun = 0;
        return count;
    }

    @Override
    public void shutdownOutput() throws IOException {
        goodbye();
        channel.shutdownOutput();
    }

    @Override
    public void goodbye() {
        goodbye.say();
    }

    @Override
    public boolean isReady() {
        return facts.isHandshakeDone();
    }

    @Override
    public boolean isShakingHands() {
        return handshake.isGoingOn();
    }

    @Override
    public boolean hasMore() {
        return clear.hasRemaining()
                || unreadable != null
                || handshake.hasComputed()
                || ended && !told
                || !in.isStarved() && !handshake.isComputing();
    }

    @Override
    public boolean isBusy() {
        return handshake.isComputing();
    }

    @Override
    public boolean wantsToWrite(boolean isQueued) {
        return !out.isHeld() && (out.hasRemaining() || isQueued && handshake.leavesRoom());
    }
}
