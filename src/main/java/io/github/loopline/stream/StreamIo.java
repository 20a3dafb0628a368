package io.github.loopline.stream;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.StreamFaults;
import io.github.loopline.fixture.OpenConnections.EndListener;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.script.Playing;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.carrier.Carrier;
import io.github.loopline.tls.carrier.CarrierInterest;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of one connected stream socket: begins, and has it read, written or passed through faults as the engine finds
 * it ready. Everything runs on the engine's thread.
 */
final class StreamIo implements Handler, CarrierInterest.Reader {

    /** Reads or writes of one channel before another gets its turn. */
    static final int MOST_TURNS = 16;

    private final SocketChannel channel;
    private final Track track;
    private final Carrying carrying;
    private final ReadControl reading;
    private final SendQueue sending;
    private final StreamInput input;
    private final StreamOutput output;
    private final StreamClose closing;
    private final CarrierInterest interest = new CarrierInterest(this);
    private final Playing playing; // of a script
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
        this.playing = new Playing(track);
        this.reading = new ReadControl(track);
        this.carrying = new Carrying(this, channel, track, tls);
        this.sending = new SendQueue(channel, carrying, track);
        this.input = new StreamInput(this, service);
        this.output = new StreamOutput(this);
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

    /** Gives what says whether there is reading; whoever changes it has {@link StreamInput#throttle} look at it. */
    ReadControl reading() {
        return reading;
    }

    SendQueue sending() {
        return sending;
    }

    StreamInput input() {
        return input;
    }

    StreamOutput output() {
        return output;
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
            output.send(new Outgoing(goAhead, 0, goAhead.length));
        }
        if (carrying.isRefusing()) {
            return;
        }
        try {
            carrying.startTls();
            settle();
        } catch (IOException e) {
            carrierFailed(e);
        }
    }

    /** Faults have let bytes through to the peer. */
    void plainDelivered() {
        FaultyIo between = faults;
        if (carrying.isDue() && between != null && !between.holdsOutput()) {
            try {
                carrying.plainDelivered();
            } catch (IOException e) {
                carrierFailed(e);
            }
        }
    }

    /** Tells whether bytes wait that nobody has taken yet, or are on their way from the peer. */
    boolean holdsBytes() {
        return !sending.isEmpty() || faults != null && faults.holdsInput();
    }

    void rekey() throws IOException {
        carrying.secured("ask for new keys").rekey();
        settle();
    }

    void sendBeneathTls(byte[] bytes) throws IOException {
        carrying.secured("send beneath TLS").sendBeneath(bytes);
        updateInterest();
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
                output.flush();
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
        if (closing.isDraining()) {
            closing.drain();
            return;
        }
        FaultyIo between = faults;
        if (between != null && carrier().isReady()) {
            between.ready(ready);
            return;
        }
        if (ready.isReadable()) {
            input.read(); // first: a write would take the peer's RST away from the reads
        }
        if (ready.isValid() && ready.isWritable()) {
            output.flush();
        }
        settle();
    }

    @Override
    public void readOn() {
        if (channel.isOpen()) {
            input.read();
            settle();
        }
    }

    /** Looks what has become possible. */
    private void settle() {
        if (carrying.begins()) {
            output.flush();
        }
        updateInterest();
    }

    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        closing.close(EventKind.CLOSED);
    }

    void carrierFailed(IOException e) {
        closing.tlsFailed("since TLS failed: " + e.getMessage());
    }

    /** Watches for what is wanted now. */
    void updateInterest() {
        if (faults != null) {
            faults.resumed();
        } else {
            watch(!input.isOff(), !sending.isEmpty());
        }
    }

    /** Watches for what is wanted, as far as the carrier needs it and can do it. */
    void watch(boolean wantsToRead, boolean wantsToWrite) {
        if (closing.isDraining()) {
            interest.watch(true, false);
            return;
        }
        Carrier carrier = carrier();
        interest.watch(carrier, wantsToRead || !carrier.isReady() && !input.isOff(), wantsToWrite);
    }
}
