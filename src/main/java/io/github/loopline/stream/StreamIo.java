package io.github.loopline.stream;

import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.script.Play;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of one connected stream socket: reads into the recording, writes the queue out, notices how it ends.
 * Everything runs on the engine's thread but {@link #want}, {@link #wantNoMore} and the questions that a reader asks.
 *
 * <p>What a waiting thread looks at changes under the lock of the log and before the event that wakes it, or it would look
 * too early and sleep on.
 */
final class StreamIo implements Handler {

    /** Unread bytes beyond the recording limit at which reading stops until the reader has taken some. */
    private static final long MOST_UNREAD = 1 << 20;

    /** Reads or writes of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Engine engine = Engine.shared();
    private final SocketChannel channel;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final int lingerSeconds;
    private final @Nullable EndListener listener;
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(2);
    private @Nullable SelectionKey key;
    private volatile @Nullable Play play; // of a script; written on the engine's thread
    private boolean stopped; // by the test
    private boolean inputOver; // FIN came, or the test shut the input down
    private @Nullable String unsendable; // why nothing can be sent any more
    private boolean resetByPeer; // a write has seen it, which keeps it from the reads
    private boolean closed;
    private volatile boolean inputShut; // by the test
    private volatile boolean throttled; // the reader is behind; written under the log's lock
    private int readers; // that wait; guarded by the log, as the next
    private long wanted; // bytes that they wait for

    /** Hears how the connection goes, on the engine's thread. */
    interface EndListener {

        /** FIN came, and left the connection half open. */
        void halfOpened(StreamIo io);

        /** The channel is closed. */
        void ended(StreamIo io);
    }

    StreamIo(SocketChannel channel, Track track, Service service, int lingerSeconds, @Nullable EndListener listener) {
        this.channel = channel;
        this.track = track;
        this.log = track.log();
        this.service = service;
        this.lingerSeconds = lingerSeconds;
        this.listener = listener;
    }

    SocketChannel channel() {
        return channel;
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

    /** Plays a script from the next {@link #advance} on; those that ended before are forgotten. */
    void play(Play begun) {
        play = begun;
    }

    @Nullable
    Play play() {
        return play;
    }

    /** Goes on with the script, if there is one. */
    void advance() {
        Play current = play;
        if (current != null) {
            current.advance();
        }
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
            advance();
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
        inputOver = true;
        log.add(track, EventKind.FIN_RECEIVED, null);
        updateInterest();
        if (service != Service.RECORD) {
            closeOnceSent();
        } else if (listener != null) {
            listener.halfOpened(this);
        }
        advance();
    }

    private void resetReceived() {
        end(EventKind.RST_RECEIVED, null, "the peer sent RST");
        closeChannel();
    }

    private void closeOnceSent() {
        if (queue.isEmpty()) {
            close(EventKind.CLOSED);
        }
    }

    private void echo(ByteBuffer target, int from) {
        ByteBuffer bytes = target.duplicate().flip().position(from);
        if (queue.isEmpty() && unsendable == null) {
            write(bytes, null);
        }
        if (bytes.hasRemaining() && unsendable == null) {
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            queue.add(new Outgoing(rest, 0, rest.length));
            updateInterest(); // and read no more until it is sent back
        }
    }

    /** Queues bytes and writes what the kernel takes. */
    void send(Outgoing outgoing) {
        String reason = unsendable;
        if (reason != null) {
            outgoing.fail(reason);
            return;
        }
        queue.add(outgoing);
        flush();
    }

    void sendUrgent(int data) throws IOException {
        String reason = closed ? "the connection is closed" : unsendable;
        if (reason != null) {
            throw new IOException(reason);
        }
        try {
            channel.socket().sendUrgentData(data);
        } catch (UnsupportedOperationException e) {
            throw new IOException("a Unix socket has no urgent data", e);
        }
        log.addBytes(track, EventKind.SENT, ByteBuffer.wrap(new byte[] {(byte) data}), "urgent");
    }

    /** Takes back what the kernel has not taken. */
    void withdraw(Outgoing outgoing) {
        queue.remove(outgoing);
        updateInterest();
    }

    private void flush() {
        Outgoing first = queue.peek();
        for (int i = 0; i < MOST_TURNS && first != null; i++) {
            ByteBuffer buffer = engine.scratch();
            first.fill(buffer);
            write(buffer, first);
            if (buffer.hasRemaining()) {
                break; // the kernel's buffer is full, or writing failed
            }
            first = queue.peek();
        }
        updateInterest();
        if (queue.isEmpty() && inputOver && service != Service.RECORD) {
            close(EventKind.CLOSED);
        }
        advance();
    }

    /** Writes and records; a failure is recorded and fails the queue. */
    private void write(ByteBuffer buffer, @Nullable Outgoing queued) {
        int from = buffer.position();
        try {
            int written = channel.write(buffer);
            synchronized (log) {
                if (queued != null && queued.advance(written)) {
                    queue.poll();
                }
                if (written > 0) {
                    log.addBytes(
                            track, EventKind.SENT, buffer.duplicate().flip().position(from), null);
                }
            }
        } catch (IOException e) {
            writeFailed(e);
        }
    }

    private void writeFailed(IOException e) {
        if (isReset(e)) {
            resetByPeer = true;
            unsendable = "the peer sent RST";
            drain();
        } else {
            // Broken pipe: the peer has closed. What it sent before, and its FIN, is still to be read.
            unsendable = "the peer no longer reads (" + e.getMessage() + ")";
        }
        if (!closed) {
            failQueue(EventKind.SEND_FAILED, e.getMessage(), unsendable);
        }
    }

    /** Reads what the peer sent before it reset; if reading is off, that has to wait. */
    private void drain() {
        long before;
        do {
            before = track.received().size();
            read();
        } while (!closed && track.received().size() > before);
        if (!closed && inputOver) {
            resetReceived();
        }
    }

    /** Logs why what is queued will not be sent. */
    private void failQueue(EventKind kind, @Nullable Object detail, String reason) {
        synchronized (log) {
            for (Outgoing outgoing : queue) {
                outgoing.fail(reason);
            }
            queue.clear();
            log.add(track, kind, detail);
        }
    }

    void shutdownOutput() throws IOException {
        if (unsendable == null) {
            unsendable = "the output is shut down";
            failQueue(EventKind.FIN_SENT, null, unsendable);
            channel.shutdownOutput();
        }
    }

    void shutdownInput() throws IOException {
        if (!inputOver && !closed) {
            inputOver = true;
            inputShut = true;
            log.add(track, EventKind.INPUT_SHUT, null);
            channel.shutdownInput();
            updateInterest();
        }
    }

    void stopReading(boolean stop) {
        if (stopped != stop && !closed) {
            stopped = stop;
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    /** Tells whether there is something that was not read, which makes a close a reset on a Unix socket. */
    boolean hasUnread() throws IOException {
        SelectionKey registered = key;
        return stopped && registered != null && registered.isValid() && engine.isReadable(registered);
    }

    /** Notes how much a reader waits for, so that reading does not stop before. The log is locked. */
    void want(long bytes) {
        readers++;
        wanted = Math.max(wanted, bytes);
    }

    /** Takes back what {@link #want} said. The log is locked. */
    void wantNoMore() {
        readers--;
        wanted = readers == 0 ? 0 : wanted;
    }

    boolean isThrottled() {
        return throttled;
    }

    boolean isInputShut() {
        return inputShut;
    }

    /** Looks again whether the reader is behind; called after it took something or wants more. */
    void throttle() {
        boolean changed;
        synchronized (log) {
            boolean behind = track.received().backlog() > Math.max(MOST_UNREAD, wanted);
            changed = behind != throttled;
            throttled = behind;
        }
        if (changed) {
            updateInterest();
        }
    }

    private boolean isReadingOff() {
        return stopped || throttled || inputOver || service == Service.ECHO && !queue.isEmpty();
    }

    private void updateInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int ops = (isReadingOff() ? 0 : SelectionKey.OP_READ) | (queue.isEmpty() ? 0 : SelectionKey.OP_WRITE);
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
        end(real, why == null ? unsent() : why, "the connection is closed");
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
            end(EventKind.CLOSED, unsent(), "the connection is closed");
            SelectionKey registered = key;
            if (registered != null) {
                engine.cancel(registered);
            }
        }
    }

    private @Nullable String unsent() {
        long bytes = 0;
        for (Outgoing outgoing : queue) {
            bytes += outgoing.remaining();
        }
        return bytes == 0 ? null : "with " + bytes + " bytes unsent";
    }

    private void end(EventKind kind, @Nullable String detail, String reason) {
        closed = true;
        unsendable = reason;
        failQueue(kind, detail, reason);
        if (listener != null) {
            listener.ended(this);
        }
        advance();
    }

    private void closeChannel() {
        try {
            engine.close(channel);
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
        }
    }
}
