package io.github.loopline.datagram;

import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a datagram socket, be it a channel or a native one. Everything runs on the thread of its loop, but for
 * {@link #loop}, {@link #start}, {@link #dropped} and the checks.
 */
abstract class DatagramIo {

    /** Datagrams of one socket before another gets its turn. */
    private static final int MOST_READS = 256;

    private final Track track;
    private final EventLog log;
    private final ArrayDeque<OutgoingDatagram> queue = new ArrayDeque<>(2);
    private @Nullable DatagramPeer peer; // written before the loop sees this
    private boolean stopped; // by the test
    private boolean behind; // the answering code is
    private boolean closed;

    DatagramIo(Track track) {
        this.track = track;
        this.log = track.log();
    }

    /** Gives the thread that everything runs on. */
    abstract EventLoop loop();

    /** Begins to read for a peer. */
    final void start(DatagramPeer reader) throws IOException {
        peer = reader;
        register();
    }

    abstract void register() throws IOException;

    /** Refuses what the socket can never send, before anybody tries. */
    abstract void check(SocketAddress destination, byte[] data);

    /** Hands the next datagram, whole, to the peer; false if there is none now. */
    abstract boolean receive(DatagramPeer reader) throws IOException;

    /** Hands a datagram to the kernel; false if that has no room now. */
    abstract boolean send(ByteBuffer data, SocketAddress destination) throws IOException;

    /** Asks to be told when there is something to receive, or room for what {@link #send} had none for. */
    abstract void watch(boolean reading, boolean writing);

    /** Refuses what cannot be connected to. */
    abstract void checkConnect(SocketAddress destination);

    /** Finds out which group a text stands for, and refuses what the socket cannot hear. */
    InetAddress checkGroup(String group) {
        throw new FixtureException(track + " hears no groups, as only peers of UDP do. Use a @UdpPeer.");
    }

    abstract void connect(SocketAddress destination) throws IOException;

    abstract void disconnect() throws IOException;

    final void connected(SocketAddress destination) {
        log.add(track, EventKind.NOTE, "connected to " + Addresses.text(destination));
    }

    final void disconnected() {
        log.add(track, EventKind.NOTE, "disconnected");
    }

    void join(InetAddress group) throws IOException {
        throw new IllegalStateException("checked before");
    }

    void leave(InetAddress group) {
        throw new IllegalStateException("checked before");
    }

    /** Counts what the kernel dropped, or tells {@link KernelDrops#UNKNOWN}; on any thread. */
    long dropped() {
        return 0; // senders of Unix and TIPC wait instead
    }

    abstract void closeSocket() throws IOException;

    final Track track() {
        return track;
    }

    /** Sends what could not be sent, and receives what there is. */
    final void ready(boolean writable, boolean readable) throws IOException {
        if (writable) {
            flush();
            Objects.requireNonNull(peer).script().advance();
        }
        if (readable && !closed) {
            read();
        }
    }

    private void read() throws IOException {
        DatagramPeer reader = Objects.requireNonNull(peer);
        for (int i = 0; i < MOST_READS && !stopped && !behind && !closed; i++) {
            if (!receive(reader)) {
                return;
            }
        }
    }

    /** Receives all that waits in the kernel, also while reading is stopped. */
    final void drain() throws IOException {
        DatagramPeer reader = Objects.requireNonNull(peer);
        boolean more = true;
        while (more) {
            more = receive(reader);
        }
    }

    final void giveUp(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        close();
    }

    final void send(OutgoingDatagram datagram) {
        if (closed) {
            datagram.fail("the socket is closed");
            return;
        }
        PeerFaults faults = Objects.requireNonNull(peer).faults();
        if (faults == null) {
            transmit(datagram);
        } else {
            faults.send(datagram);
        }
    }

    /** Has somebody else on this host send a datagram. */
    void forge(byte[] data, SocketAddress destination) throws IOException {
        throw new IllegalStateException("checked before");
    }

    /** Sends what no fault holds back. */
    final void transmit(OutgoingDatagram datagram) {
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
        ByteBuffer buffer = loop().scratch(datagram.data());
        try {
            if (!send(buffer, datagram.destination())) {
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

    final void withdraw(OutgoingDatagram datagram) {
        queue.remove(datagram);
        updateInterest();
    }

    final void stopReading(boolean stop) {
        if (stopped != stop && !closed) {
            stopped = stop;
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            updateInterest();
        }
    }

    /** Stops reading while the answering code has too much to do. */
    final void setBehind(boolean isBehind) {
        if (behind != isBehind && !closed) {
            behind = isBehind;
            updateInterest();
        }
    }

    private void updateInterest() {
        watch(!stopped && !behind, !queue.isEmpty());
    }

    final void close() {
        if (!closed) {
            closed = true;
            for (OutgoingDatagram datagram : queue) {
                datagram.fail("the socket is closed");
            }
            queue.clear();
            log.add(track, EventKind.CLOSED, null);
            try {
                closeSocket();
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
            DatagramPeer reader = peer;
            if (reader != null) {
                reader.script().advance();
            }
        }
    }
}
