package io.github.loopline.stream;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.StreamFaults;
import io.github.loopline.fixture.OpenConnections.EndListener;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.script.Playing;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.carrier.Carrier;
import io.github.loopline.tls.carrier.CarrierInterest;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of one connected stream socket: reads into the recording and writes the queue out, or has the
 * faults between do it. Everything runs on the engine's thread.
 */
final class StreamIo implements Handler, CarrierInterest.Reader {

    /** Reads or writes of one channel before another gets its turn. */
    static final int MOST_TURNS = 16;

    /** The peer has sent RST, where a read gives a count, or -1 for FIN. */
    static final int RST = -2;

    private final Engine engine = Engine.shared();
    private final SocketChannel channel;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final Carrying carrying;
    private final ReadControl reading;
    private final SendQueue sending;
    private final StreamClose closing;
    private final CarrierInterest interest = new CarrierInterest(this);
    private final Playing playing; // of a script
    private boolean resetByPeer; // a write has seen it, which keeps it from the reads
    private @Nullable FaultyIo faults; // between the socket and this, while there are some

    StreamIo(
            SocketChannel channel,
            Track track,
            Service service,
            int lingerSeconds,
            @Nullable TlsContext tls,
            @Nullable EndListener<StreamIo> listener) {
        this.channel = channel;
        this.track = track;
        this.log = track.log();
        this.playing = new Playing(track);
        this.service = service;
        this.reading = new ReadControl(track);
        this.carrying = new Carrying(this, channel, track, tls);
        this.sending = new SendQueue(channel, carrying, track);
        this.closing = new StreamClose(this, service, lingerSeconds, listener);
    }

    SocketChannel channel() {
        return channel;
    }

    Track track() {
        return track;
    }

    Carrier carrier() {
        return carrying.carrier();
    }

    CarrierInterest interest() {
        return interest;
    }

    Carrying carrying() {
        return carrying;
    }

    /** Gives what says whether there is reading; whoever changes it has {@link #throttle} look at it. */
    ReadControl reading() {
        return reading;
    }

    SendQueue sending() {
        return sending;
    }

    StreamClose closing() {
        return closing;
    }

    /** Begins to read. The channel is connected and non-blocking. */
    void start() throws IOException {
        interest.register(channel, SelectionKey.OP_READ, this);
        begin();
    }

    /** Begins to read a channel that is registered already, because it was connecting. */
    void start(SelectionKey registered) {
        interest.take(registered, this);
        begin();
    }

    private void begin() {
        try {
            carrier().start();
            settle();
        } catch (IOException e) {
            carrierFailed(e);
        }
    }

    /** Sends the last plain bytes and speaks TLS from there on. */
    void startTls(byte[] goAhead) {
        if (goAhead.length > 0) {
            send(new Outgoing(goAhead, 0, goAhead.length));
        }
        try {
            carrying.startTls();
            settle();
        } catch (IOException e) {
            carrierFailed(e);
        }
    }

    /** Tells whether bytes are on their way to the peer or from it. */
    boolean holdsBytes() {
        return !sending.isEmpty() || faults != null && faults.holdsBytes();
    }

    void rekey() throws IOException {
        carrying.secured("ask for new keys").rekey();
        settle();
    }

    void sendBeneathTls(byte[] bytes) throws IOException {
        carrying.secured("send beneath TLS").sendBeneath(bytes);
        updateInterest();
    }

    /** Forgets the channel without closing it. */
    void deregister() {
        interest.cancel();
    }

    Playing playing() {
        return playing;
    }

    @Nullable
    FaultyIo faults() {
        return faults;
    }

    /** Lets nothing pass faults any more. */
    void dropFaults() {
        faults = null;
    }

    /** Looks anew which faults act on it. */
    void refresh(StreamFaults applied, Direction sends) {
        FaultyIo current = faults;
        if (current == null && carrying.hasBegun() && !closing.isClosed() && applied.concern(track.index())) {
            current = new FaultyIo(this, sends);
            faults = current;
        }
        if (current != null) {
            current.refresh(applied.active());
            if (current.isIdle() && !closing.isClosed()) {
                faults = null;
                flush();
            }
        }
    }

    /** Goes on with the script, if there is one. */
    void advance() {
        if (carrier().isReady() || closing.isClosed() || reading.isOver()) {
            playing.advance();
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        FaultyIo between = faults;
        if (between != null && carrier().isReady()) {
            between.ready(ready);
            return;
        }
        if (ready.isReadable()) {
            read(); // first: a write would take the peer's RST away from the reads
        }
        if (ready.isValid() && ready.isWritable()) {
            flush();
        }
        settle();
    }

    @Override
    public void readOn() {
        if (channel.isOpen()) {
            read();
            settle();
        }
    }

    /** Looks what has become possible. */
    private void settle() {
        if (carrying.begins()) {
            flush();
        }
        updateInterest();
    }

    @Override
    public void failed(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        closing.close(EventKind.CLOSED);
    }

    private void read() {
        if (faults != null && carrier().isReady()) {
            faults.fill();
            return;
        }
        Recording received = track.received();
        for (int i = 0; i < MOST_TURNS && !closing.isClosed() && !isReadingOff(); i++) {
            ByteBuffer target = received.target(engine.scratch());
            int from = target.position();
            int room = target.remaining();
            int count = readOrEnd(target);
            if (count <= 0) {
                ended(count);
                return;
            }
            log.addReceived(track, target, from);
            if (service == Service.ECHO) {
                echo(target.duplicate().flip().position(from));
            }
            throttle();
            advance();
            if (count < room && !carrier().hasMore()) {
                return;
            }
        }
    }

    private void ended(int count) {
        if (count == RST) {
            closing.resetReceived();
        } else if (count < 0) {
            finReceived();
        }
    }

    /** Reads; gives how many bytes, or how the peer has ended. */
    int readOrEnd(ByteBuffer target) {
        try {
            int count = carrier().read(target);
            return count < 0 && resetByPeer ? RST : count;
        } catch (SSLException e) {
            carrierFailed(e);
            return 0;
        } catch (IOException e) {
            if (!isReset(e)) {
                log.add(track, EventKind.NOTE, "reading failed: " + e.getMessage());
            }
            return RST;
        }
    }

    private void carrierFailed(IOException e) {
        closing.abandon("since TLS failed: " + e.getMessage());
    }

    private static boolean isReset(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("reset");
    }

    void finReceived() {
        reading.end();
        log.add(track, EventKind.FIN_RECEIVED, null);
        updateInterest();
        closing.finReceived();
        advance();
    }

    private void echo(ByteBuffer bytes) {
        if (faults == null && sending.isEmpty() && !sending.isUnsendable()) {
            try {
                sending.write(bytes);
            } catch (IOException e) {
                writeFailed(e);
            }
        }
        if (bytes.hasRemaining() && !sending.isUnsendable()) {
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            sending.add(new Outgoing(rest, 0, rest.length));
            updateInterest(); // and read no more until it is sent back
        }
    }

    /** Queues bytes and writes what the kernel takes. */
    void send(Outgoing outgoing) {
        if (sending.add(outgoing)) {
            flush();
        }
    }

    void sendUrgent(int data) throws IOException {
        if (closing.isClosed()) {
            throw new IOException("the connection is closed");
        }
        sending.writeUrgent(data);
    }

    /** Takes back what the kernel has not taken. */
    void withdraw(Outgoing outgoing) {
        sending.remove(outgoing, engine.scratch());
        updateInterest();
    }

    private void flush() {
        if (faults != null) {
            faults.updateInterest(); // which takes what is queued
            return;
        }
        try {
            sending.flush(engine.scratch(), MOST_TURNS);
        } catch (IOException e) {
            writeFailed(e);
        }
        updateInterest();
        closing.closeOnceSent();
        advance();
    }

    /** Records a failure, and fails the queue. */
    void writeFailed(IOException e) {
        String reason = "the peer sent RST";
        if (isReset(e)) {
            resetByPeer = true;
            sending.refuse(reason);
            drain();
        } else {
            // Broken pipe: the peer has closed. What it sent before, and its FIN, is still to be read.
            reason = "the peer no longer reads (" + e.getMessage() + ")";
        }
        if (!closing.isClosed()) {
            sending.fail(EventKind.SEND_FAILED, e.getMessage(), reason);
        }
    }

    /** Reads what the peer sent before it reset; if reading is off, that has to wait. */
    private void drain() {
        long before;
        do {
            before = track.received().size();
            read();
        } while (!closing.isClosed() && track.received().size() > before);
        if (!closing.isClosed() && reading.isOver()) {
            closing.resetReceived();
        }
    }

    void shutdownOutput() throws IOException {
        FaultyIo between = faults;
        if (between == null) {
            sending.shutdown();
        } else if (!sending.isUnsendable()) {
            sending.fail(EventKind.NOTE, "FIN is under way", "the output is shut down");
            between.shutdown();
        }
    }

    /** What has come through the faults is delivered. */
    void delivered(ByteBuffer bytes) {
        if (service == Service.ECHO) {
            echo(bytes);
        }
        throttle();
        advance();
    }

    boolean isEcho() {
        return service == Service.ECHO;
    }

    /** What was queued is handed over to the faults. */
    void handedOver() {
        closing.closeOnceSent();
        advance();
    }

    void shutdownInput() throws IOException {
        if (!reading.isOver() && !closing.isClosed()) {
            reading.shut();
            log.add(track, EventKind.INPUT_SHUT, null);
            channel.shutdownInput();
            updateInterest();
        }
    }

    void stopReading(boolean stop) {
        if (!closing.isClosed() && reading.stop(stop)) {
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    /** Tells whether there is something that was not read, which makes a close a reset on a Unix socket. */
    boolean hasUnread() throws IOException {
        return reading.isStopped() && interest.isReadable();
    }

    /** Looks again whether the reader is behind; called after it took something or wants more. */
    void throttle() {
        if (reading.throttle()) {
            updateInterest();
        }
    }

    boolean isReadingOff() {
        return reading.isOff()
                || service == Service.ECHO && !sending.isEmpty() && !carrier().isShakingHands();
    }

    private void updateInterest() {
        if (faults != null) {
            faults.resumed();
        } else {
            watch(!isReadingOff(), !sending.isEmpty());
        }
    }

    /** Watches for what is wanted, as far as the carrier needs it and can do it. */
    void watch(boolean wantsToRead, boolean wantsToWrite) {
        Carrier carrier = carrier();
        interest.watch(carrier, wantsToRead || !carrier.isReady() && !isReadingOff(), wantsToWrite);
    }
}
