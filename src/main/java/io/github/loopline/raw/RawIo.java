package io.github.loopline.raw;

import io.github.loopline.fixture.Handover;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.internal.posix.PollHandler;
import io.github.loopline.internal.posix.PollKey;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The poll thread's side of a raw socket. Everything runs on that thread, but for {@link #call}. */
final class RawIo implements PollHandler {

    /** Packets of one socket before another gets its turn. */
    private static final int MOST_READS = 256;

    /** The largest payload of IPv6 is larger than the largest packet of IPv4. */
    private static final int MOST_BYTES = 0xffff;

    private final NativeSocket socket;
    private final PollEngine engine;
    private final Track track;
    private final EventLog log;
    private final RawPeer peer;
    private final ArrayDeque<OutgoingPacket> queue = new ArrayDeque<>(2);
    private @Nullable PollKey key;
    private boolean stopped; // by the test
    private boolean closed;
    private long dropped;

    RawIo(NativeSocket socket, Track track, RawPeer peer) throws IOException {
        this.socket = socket;
        this.engine = PollEngine.shared();
        this.track = track;
        this.log = track.log();
        this.peer = peer;
    }

    PollEngine engine() {
        return engine;
    }

    /** What the poll thread does with the socket. */
    interface Work {
        void on(RawIo io);
    }

    /** Has it done before this returns. Any thread may call this. */
    void call(Work work) {
        Handover.call(engine, track, () -> work.on(this));
    }

    void start() {
        key = engine.register(socket, Constants.POLLIN, this);
    }

    @Override
    public void ready(PollKey ready, int events) throws IOException {
        if ((events & Constants.POLLOUT) != 0) {
            flush();
        }
        if (!closed && (events & ~Constants.POLLOUT) != 0) {
            read();
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < MOST_READS && !stopped; i++) {
            ByteBuffer buffer = engine.buffer(MOST_BYTES); // none is cut
            Incoming incoming = socket.receive(buffer);
            if (incoming == null) {
                return;
            }
            noteDropped(incoming.control(Constants.SOL_SOCKET, Constants.SO_RXQ_OVFL));
            peer.received(buffer.flip(), incoming);
        }
    }

    private void noteDropped(@Nullable ByteBuffer count) {
        if (count != null && count.remaining() >= Integer.BYTES) {
            long now = Integer.toUnsignedLong(count.getInt(0));
            if (now > dropped) {
                log.add(
                        track,
                        EventKind.NOTE,
                        "the kernel dropped " + (now - dropped) + ": the receive buffer was full");
                dropped = now;
            }
        }
    }

    @Override
    public void failed(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        close();
    }

    void send(OutgoingPacket packet) {
        if (closed) {
            packet.fail("the socket is closed");
            return;
        }
        queue.add(packet);
        flush();
    }

    private void flush() {
        OutgoingPacket first = queue.peek();
        while (first != null && write(first)) {
            queue.poll();
            first = queue.peek();
        }
        updateInterest();
    }

    /** Hands a packet to the kernel; false if that has no room. */
    private boolean write(OutgoingPacket packet) {
        ByteBuffer buffer = engine.scratch(packet.data());
        try {
            if (socket.send(buffer, new InetSocketAddress(packet.destination().host(), 0)) < 0) {
                return false;
            }
            synchronized (log) { // else the sender might look before it is done, and sleep until something else happens
                log.addBytes(track, EventKind.SENT, buffer.rewind(), packet.destination());
                packet.done();
            }
        } catch (IOException e) {
            packet.fail(String.valueOf(e.getMessage()));
            log.add(track, EventKind.SEND_FAILED, e.getMessage());
        }
        return true;
    }

    void withdraw(OutgoingPacket packet) {
        queue.remove(packet);
        updateInterest();
    }

    void stopReading(boolean stop) {
        if (stopped != stop && !closed) {
            stopped = stop;
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    private void updateInterest() {
        PollKey registered = key;
        if (registered != null) {
            registered.events((stopped ? 0 : Constants.POLLIN) | (queue.isEmpty() ? 0 : Constants.POLLOUT));
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            for (OutgoingPacket packet : queue) {
                packet.fail("the socket is closed");
            }
            queue.clear();
            log.add(track, EventKind.CLOSED, null);
            PollKey registered = key;
            if (registered == null) {
                socket.close();
            } else {
                engine.close(registered);
            }
        }
    }
}
