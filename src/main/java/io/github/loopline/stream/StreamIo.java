package io.github.loopline.stream;

import io.github.loopline.fixture.OpenConnections.EndListener;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.script.Playing;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of one connected stream socket: reads into the recording, writes the queue out, notices how it ends.
 * Everything runs on the engine's thread.
 */
final class StreamIo implements Handler {

    /** Reads or writes of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Engine engine = Engine.shared();
    private final SocketChannel channel;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final int lingerSeconds;
    private final @Nullable EndListener<StreamIo> listener;
    private final ReadControl reading;
    private final SendQueue sending;
    private @Nullable SelectionKey key;
    private final Playing playing; // of a script
    private boolean resetByPeer; // a write has seen it, which keeps it from the reads
    private boolean closed;

    StreamIo(
            SocketChannel channel,
            Track track,
            Service service,
            int lingerSeconds,
            @Nullable EndListener<StreamIo> listener) {
        this.channel = channel;
        this.track = track;
        this.log = track.log();
        this.playing = new Playing(track);
        this.service = service;
        this.lingerSeconds = lingerSeconds;
        this.listener = listener;
        this.reading = new ReadControl(track);
        this.sending = new SendQueue(channel, track);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Gives what says whether there is reading; whoever changes it has {@link #throttle} look at it. */
    ReadControl reading() {
        return reading;
    }

    /** Begins to read. The channel is connected and non-blocking. */
    void start() throws IOException {
        key = engine.register(channel, SelectionKey.OP_READ, this);
    }

    /** Begins to read a channel that is registered already, because it was connecting. */
    void start(SelectionKey registered) {
        key = registered;
        registered.attach(this);
        updateInterest();
    }

    Playing playing() {
        return playing;
    }

    @Override
    public void ready(SelectionKey ready) {
        if (ready.isReadable()) {
            read(); // first: a write would take the peer's RST away from the reads
        }
        if (ready.isValid() && ready.isWritable()) {
            flush();
        }
    }

    @Override
    public void failed(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        close(EventKind.CLOSED);
    }

    private void read() {
        Recording received = track.received();
        for (int i = 0; i < MOST_TURNS && !closed && !isReadingOff(); i++) {
            ByteBuffer target = received.target(engine.scratch());
            int from = target.position();
            int room = target.remaining();
            int count = readOrReset(target);
            if (count <= 0) {
                if (count < 0) {
                    finReceived();
                }
                return;
            }
            log.addReceived(track, target, from);
            if (service == Service.ECHO) {
                echo(target, from);
            }
            throttle();
            playing.advance();
            if (count < room) {
                return;
            }
        }
    }

    /** Reads; an error of the peer's making is recorded and gives 0. */
    private int readOrReset(ByteBuffer target) {
        try {
            int count = channel.read(target);
            if (count < 0 && resetByPeer) {
                resetReceived();
                return 0;
            }
            return count;
        } catch (IOException e) {
            if (!isReset(e)) {
                log.add(track, EventKind.NOTE, "reading failed: " + e.getMessage());
            }
            resetReceived();
            return 0;
        }
    }

    private static boolean isReset(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("reset");
    }

    private void finReceived() {
        reading.end();
        log.add(track, EventKind.FIN_RECEIVED, null);
        updateInterest();
        closeOnceSent();
        if (service == Service.RECORD && listener != null) {
            listener.halfOpened(this);
        }
        playing.advance();
    }

    private void resetReceived() {
        end(EventKind.RST_RECEIVED, null, "the peer sent RST");
        closeChannel();
    }

    /** Closes what stands for a finished server, once the peer has ended and has its answer. */
    private void closeOnceSent() {
        if (sending.isEmpty() && reading.isOver() && service != Service.RECORD) {
            close(EventKind.CLOSED);
        }
    }

    private void echo(ByteBuffer target, int from) {
        ByteBuffer bytes = target.duplicate().flip().position(from);
        if (sending.isEmpty() && !sending.isUnsendable()) {
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
        if (closed) {
            throw new IOException("the connection is closed");
        }
        sending.writeUrgent(data);
    }

    /** Takes back what the kernel has not taken. */
    void withdraw(Outgoing outgoing) {
        sending.remove(outgoing);
        updateInterest();
    }

    private void flush() {
        try {
            sending.flush(engine.scratch(), MOST_TURNS);
        } catch (IOException e) {
            writeFailed(e);
        }
        updateInterest();
        closeOnceSent();
        playing.advance();
    }

    /** Records a failure, and fails the queue. */
    private void writeFailed(IOException e) {
        String reason = "the peer sent RST";
        if (isReset(e)) {
            resetByPeer = true;
            sending.refuse(reason);
            drain();
        } else {
            // Broken pipe: the peer has closed. What it sent before, and its FIN, is still to be read.
            reason = "the peer no longer reads (" + e.getMessage() + ")";
        }
        if (!closed) {
            sending.fail(EventKind.SEND_FAILED, e.getMessage(), reason);
        }
    }

    /** Reads what the peer sent before it reset; if reading is off, that has to wait. */
    private void drain() {
        long before;
        do {
            before = track.received().size();
            read();
        } while (!closed && track.received().size() > before);
        if (!closed && reading.isOver()) {
            resetReceived();
        }
    }

    void shutdownOutput() throws IOException {
        sending.shutdown();
    }

    void shutdownInput() throws IOException {
        if (!reading.isOver() && !closed) {
            reading.shut();
            log.add(track, EventKind.INPUT_SHUT, null);
            channel.shutdownInput();
            updateInterest();
        }
    }

    void stopReading(boolean stop) {
        if (!closed && reading.stop(stop)) {
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    /** Tells whether there is something that was not read, which makes a close a reset on a Unix socket. */
    boolean hasUnread() throws IOException {
        SelectionKey registered = key;
        return reading.isStopped() && registered != null && registered.isValid() && engine.isReadable(registered);
    }

    /** Looks again whether the reader is behind; called after it took something or wants more. */
    void throttle() {
        if (reading.throttle()) {
            updateInterest();
        }
    }

    private boolean isReadingOff() {
        return reading.isOff() || service == Service.ECHO && !sending.isEmpty();
    }

    private void updateInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int ops = (isReadingOff() ? 0 : SelectionKey.OP_READ) | (sending.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (ops != registered.interestOps()) {
                registered.interestOps(ops);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes with FIN, or with RST if that is asked for or the linger time is 0. */
    void close(EventKind kind) {
        close(kind, null);
    }

    void close(EventKind kind, @Nullable String why) {
        if (closed) {
            return;
        }
        EventKind real = lingerSeconds == 0 ? EventKind.RST_SENT : kind;
        end(real, why == null ? sending.unsent() : why, "the connection is closed");
        if (real == EventKind.RST_SENT) {
            try {
                // Also for a Unix socket, whose kernel ignores it: without it the JDK shuts the output down before it
                // closes, and the peer would see the end of the stream instead of the reset that unread data makes.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "no RST: " + e.getMessage());
            }
        }
        closeChannel();
    }

    /** Forgets the channel without closing it, so that the caller can close it and linger. */
    void release() {
        if (!closed) {
            end(EventKind.CLOSED, sending.unsent(), "the connection is closed");
            SelectionKey registered = key;
            if (registered != null) {
                engine.cancel(registered);
            }
        }
    }

    private void end(EventKind kind, @Nullable String detail, String reason) {
        closed = true;
        sending.fail(kind, detail, reason);
        if (listener != null) {
            listener.ended(this);
        }
        playing.advance();
    }

    private void closeChannel() {
        try {
            engine.close(channel);
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
        }
    }
}
