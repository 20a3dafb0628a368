package io.github.loopline.datagram;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The engine's side of a UDP socket. Everything runs on the engine's thread. */
final class DatagramIo implements Handler {

    /** Datagrams of one socket before another gets its turn. */
    private static final int MOST_READS = 256;

    private final DatagramChannel channel;
    private final Track track;
    private final EventLog log;
    private final DatagramPeer peer;
    private final ArrayDeque<OutgoingDatagram> queue = new ArrayDeque<>(2);
    private @Nullable SelectionKey key;
    private boolean stopped; // by the test
    private boolean behind; // the answering code is
    private boolean closed;

    DatagramIo(DatagramChannel channel, Track track, DatagramPeer peer) {
        this.channel = channel;
        this.track = track;
        this.log = track.log();
        this.peer = peer;
    }

    void start() throws IOException {
        channel.configureBlocking(false);
        key = Engine.shared().register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isWritable()) {
            flush();
        }
        if (ready.isValid() && ready.isReadable()) {
            read();
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < MOST_READS && !stopped && !behind; i++) {
            ByteBuffer buffer = Engine.shared().scratch(); // holds the largest datagram: none is cut
            SocketAddress sender = channel.receive(buffer);
            if (sender == null) {
                return;
            }
            peer.received(buffer.flip(), sender);
        }
    }

    @Override
    public void failed(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        close();
    }

    void send(OutgoingDatagram datagram) {
        if (closed) {
            datagram.fail("the socket is closed");
            return;
        }
        queue.add(datagram);
        flush();
    }

    private void flush() {
        OutgoingDatagram first = queue.peek();
        while (first != null && write(first)) {
            queue.poll();
            first = queue.peek();
        }
        updateInterest();
    }

    /** Hands a datagram to the kernel; false if that has no room. */
    private boolean write(OutgoingDatagram datagram) {
        ByteBuffer buffer = Engine.shared().scratch().put(datagram.data()).flip();
        try {
            int sent = channel.send(buffer, datagram.destination());
            if (sent == 0 && datagram.data().length > 0) {
                return false;
            }
            synchronized (log) { // else the sender might look before it is done, and sleep until something else happens
                log.addBytes(track, EventKind.SENT, buffer.rewind(), datagram.destination());
                datagram.done();
            }
        } catch (IOException | RuntimeException e) {
            datagram.fail(String.valueOf(e.getMessage()));
            log.add(track, EventKind.SEND_FAILED, e.getMessage());
        }
        return true;
    }

    void withdraw(OutgoingDatagram datagram) {
        queue.remove(datagram);
        updateInterest();
    }

    void stopReading(boolean stop) {
        if (stopped != stop && !closed) {
            stopped = stop;
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    /** Stops reading while the answering code has too much to do. */
    void setBehind(boolean isBehind) {
        behind = isBehind;
        updateInterest();
    }

    private void updateInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int ops = (stopped || behind ? 0 : SelectionKey.OP_READ) | (queue.isEmpty() ? 0 : SelectionKey.OP_WRITE);
            if (ops != registered.interestOps()) {
                registered.interestOps(ops);
            }
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            for (OutgoingDatagram datagram : queue) {
                datagram.fail("the socket is closed");
            }
            queue.clear();
            log.add(track, EventKind.CLOSED, null);
            try {
                Engine.shared().close(channel);
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
    }
}
