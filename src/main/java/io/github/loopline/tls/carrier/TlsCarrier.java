package io.github.loopline.tls.carrier;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Workers;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsTampering;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
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
 * TLS over a channel. What takes the processor long in a handshake (signatures, key agreement, the checks of a chain) is done on
 * pooled threads, at most one for each core of the machine, and meanwhile the channel is not read.
 */
public final class TlsCarrier implements Carrier {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine ssl;
    private final Runnable resume;
    private final TlsLog facts;
    private final TlsInput in;
    private ByteBuffer clear = NONE; // what did not fit where it should go
    private final TlsOutput out;
    private int begun; // bytes of the test in what the kernel has not taken
    private boolean computing; // on a pooled thread
    private boolean computed; // and nobody has gone on since
    private boolean ended; // the peer has
    private boolean told; // and who reads knows it
    private boolean saidGoodbye;
    private byte[] last = new byte[0]; // said instead of close_notify
    private @Nullable IOException unreadable;
    private @Nullable IOException unwritable;

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
            shakeHands();
        } catch (SSLException e) {
            throw failed(e);
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
            unreadable = failed(e);
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
        if (computed) {
            computed = false;
            shakeHands();
        }
        if (out.isOver() && !ended) {
            in.drop(); // nobody minds what comes behind a fault
            return fill(target.remaining());
        }
        if (computing || ended || unreadable != null || in.isStarved() && !fill(target.remaining())) {
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
            shakeHands();
        }
        if (ended && ssl.isOutboundDone() && !saidGoodbye) {
            saidGoodbye = true; // TLS 1.2 answers at once (RFC 5246, 7.2.1)
            facts.closeNotifySent();
        }
        return true;
    }

    private boolean fill(int room) throws IOException {
        boolean filled = in.fill(room);
        ended = in.isEnded();
        return filled;
    }

    /** Goes on with the handshake as far as it depends on this side. */
    private void shakeHands() throws SSLException {
        HandshakeStatus status = ssl.getHandshakeStatus();
        while (status == HandshakeStatus.NEED_WRAP && !ssl.isOutboundDone() && !out.isOver()) {
            out.wrap(NONE);
            status = ssl.getHandshakeStatus();
        }
        facts.look();
        try {
            flush();
        } catch (IOException e) {
            unwritable = e; // and what the peer sent before, an alert say, is still to be read
        }
        if (out.isOver()) {
            return;
        }
        if (status == HandshakeStatus.NEED_TASK) {
            compute();
        } else if (status == HandshakeStatus.NOT_HANDSHAKING && !ended) {
            facts.handshakeDone();
        }
    }

    private void compute() {
        if (computing) {
            return;
        }
        computing = true;
        Workers.compute(() -> {
            try {
                for (Runnable task = ssl.getDelegatedTask(); task != null; task = ssl.getDelegatedTask()) {
                    task.run();
                }
            } finally {
                Engine.shared().execute(new Task() {
                    @Override
                    protected void run() {
                        computing = false;
                        computed = true;
                        resume.run();
                    }
                });
            }
        });
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
        while (bytes.hasRemaining() && begun == 0 && canWrap() && !out.hasRemaining()) {
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
        IOException failure = unwritable;
        if (failure != null) {
            out.keep();
            throw failure;
        }
        out.flush();
    }

    /** Tells whether bytes of the test can be made a record: not while hands are shaken, be it anew. */
    private boolean canWrap() {
        return !computing && !isShakingHands();
    }

    /** Puts bytes between the records. */
    public void sendBeneath(byte[] bytes) throws IOException {
        out.add(bytes);
        facts.note("-> " + Bytes.count(bytes.length) + " beneath TLS: " + Difference.shown(bytes, 0));
        flush();
    }

    /** Asks for new keys: by a KeyUpdate (RFC 8446, 4.6.3), or in TLS 1.2 by shaking hands anew (RFC 5246, 7.4.1.1). */
    public void rekey() throws IOException {
        ssl.beginHandshake();
        facts.note("-> new keys are asked for");
        try {
            shakeHands();
        } finally {
            out.keep();
        }
    }

    /** Lets a close say nothing to the peer. */
    public void keepGoodbye() {
        saidGoodbye = true;
    }

    /** Does something to the bytes; before anything is sent. */
    public void tamper(TlsTampering tampering) {
        if (tampering.kind() == TlsTampering.Kind.PIECES) {
            out.inPieces(resume);
        } else if (tampering.kind() == TlsTampering.Kind.END_IN_RECORD) {
            last = tampering.bytes();
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
        if (!isReady() || saidGoodbye || failure() != null) {
            return;
        }
        saidGoodbye = true;
        out.inOne();
        try {
            if (last.length > 0) {
                sendBeneath(last);
                return;
            }
        } catch (IOException e) {
            return; // the peer is gone
        }
        ssl.closeOutbound();
        try {
            while (ssl.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !ssl.isOutboundDone()) {
                out.wrap(NONE);
            }
            flush();
        } catch (IOException e) {
            return; // the peer is gone
        }
        if (!out.hasRemaining()) {
            facts.closeNotifySent();
        }
    }

    /** Records a failure, and sends the alert that it makes. */
    private SSLException failed(SSLException failure) {
        int before = out.remaining();
        out.inOne();
        try {
            while (ssl.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !ssl.isOutboundDone()) {
                out.wrap(NONE);
            }
        } catch (SSLException again) {
            // the engine throws it once more, after the alert
        }
        facts.failed(failure, out.behind(before));
        try {
            flush();
        } catch (IOException e) {
            // the peer is gone
        }
        return failure;
    }

    @Override
    public boolean isReady() {
        return facts.isHandshakeDone();
    }

    @Override
    public boolean isShakingHands() {
        return !isReady() || ssl.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public boolean hasMore() {
        return clear.hasRemaining()
                || unreadable != null
                || computed
                || ended && !told
                || !in.isStarved() && !computing;
    }

    @Override
    public boolean isBusy() {
        return computing;
    }

    @Override
    public boolean wantsToWrite(boolean isQueued) {
        return !out.isHeld() && (out.hasRemaining() || isQueued && canWrap());
    }
}
