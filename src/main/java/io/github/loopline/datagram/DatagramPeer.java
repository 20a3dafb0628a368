package io.github.loopline.datagram;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.TipcAddress;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket, of UDP on a loopback address, of a Unix path, or of TIPC, that records what comes by itself, sends, and answers. It
 * is not connected: it hears everybody and can send to anybody on this machine. Datagrams are never cut: it reads into the
 * largest size that there is. Thread-safe.
 *
 * @since 0.1
 */
public final class DatagramPeer implements AutoCloseable, AssertProvider<DatagramPeerAssert> {

    /** Asked for, so that a burst is not dropped while the engine is elsewhere; the kernel grants what it allows. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final Scope scope;
    private final Options options;
    private final EventLog log;
    private final Track track;
    private final SocketAddress address;
    private final DatagramIo io;
    private final AtomicBoolean deleted = new AtomicBoolean();
    private volatile @Nullable Answers answers;
    private int taken; // guarded by the log: datagrams that receive() has given

    private DatagramPeer(Scope scope, Options options, SocketAddress address, DatagramIo io) {
        this.scope = scope;
        this.options = options;
        this.log = scope.log();
        this.address = address;
        this.track = io.track();
        this.io = io;
    }

    static DatagramPeer open(Scope scope, Options options) {
        DatagramChannel channel = DatagramSockets.open(options);
        try {
            if (!options.has(Option.RECEIVE_BUFFER_SIZE)) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            }
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            Track track = scope.log().track(null, -1, "udp-peer:" + bound.getPort(), options.recordingLimit());
            scope.log().add(track, EventKind.OPENED, bound);
            DatagramSockets.noteGranted(track, channel, options);
            return start(scope, options, bound, new UdpIo(channel, bound, track));
        } catch (IOException e) {
            throw DatagramSockets.failed(channel, DatagramSockets.address(options), e);
        }
    }

    /** Makes the peer of a socket that is bound, and hands it to its owner. */
    static DatagramPeer start(Scope scope, Options options, SocketAddress address, DatagramIo io) throws IOException {
        DatagramPeer peer = new DatagramPeer(scope, options, address, io);
        io.start(peer);
        return scope.own(peer);
    }

    /**
     * Give the address to send to.
     *
     * @return a loopback address with the port, never null
     * @throws FixtureException on any other than a UDP peer, which has a {@link #path()} or a {@link #socketAddress()}
     */
    public InetSocketAddress address() {
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new FixtureException(track + " has no IP address but " + addressed());
    }

    /**
     * Give the path to send to.
     *
     * @return the address of the socket file, never null
     * @throws FixtureException on a UDP peer, which has an {@link #address()}, and on one with an abstract name
     */
    public UnixDomainSocketAddress path() {
        if (address instanceof UnixDomainSocketAddress path) {
            return path;
        }
        throw new FixtureException(track + " has no path but " + addressed());
    }

    private String addressed() {
        if (address instanceof InetSocketAddress) {
            return "an IP address. Use address() or socketAddress().";
        }
        if (address instanceof UnixDomainSocketAddress) {
            return "a path. Use path() or socketAddress().";
        }
        return (address instanceof TipcAddress ? "a TIPC address" : "an abstract name") + ". Use socketAddress().";
    }

    /**
     * Give the address to send to, whatever its type.
     *
     * @return an IP address, a path, an {@link io.github.loopline.net.AbstractUnixAddress}, or a {@link TipcAddress}; never null
     */
    public SocketAddress socketAddress() {
        return address;
    }

    /**
     * Give the port.
     *
     * @return 1 to 65535
     * @throws FixtureException on a Unix peer
     */
    public int port() {
        return address().getPort();
    }

    /**
     * Send a text as UTF-8 in one datagram.
     *
     * @param destination a loopback address; for a Unix peer a path or an abstract name
     * @param text what to send; an empty text makes an empty datagram
     * @return this
     * @throws FixtureException as {@link #sendTo(SocketAddress, byte[])}
     */
    public DatagramPeer sendTo(SocketAddress destination, String text) {
        return sendTo(destination, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Send bytes in one datagram. Waits until the kernel has taken it; whether it arrives nobody tells.
     *
     * @param destination a loopback address; for a Unix peer a path or an abstract name
     * @param data at most 65507 bytes over IPv4, 65527 over IPv6, what the send buffer takes over a Unix socket
     * @return this
     * @throws FixtureException if it is larger, the peer is closed, the kernel refuses, or a Unix receiver does not read in time
     * @throws IllegalArgumentException for a destination beyond this machine, of another family, or without a port, and for a path of
     *     more than 107 bytes
     */
    public DatagramPeer sendTo(SocketAddress destination, byte[] data) {
        io.check(destination, data);
        OutgoingDatagram outgoing = new OutgoingDatagram(data.clone(), destination);
        onEngine(engineSide -> engineSide.send(outgoing));
        if (!outgoing.isSettled() && !log.await(Deadline.after(options.timeout()), outgoing::isSettled)) {
            onEngine(engineSide -> engineSide.withdraw(outgoing));
        }
        String failure = outgoing.isSettled() ? outgoing.failure() : "the kernel has no room for it";
        if (failure != null) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track + " to "
                    + Addresses.text(destination) + ": " + failure + ".");
        }
        return this;
    }

    /**
     * Send a text as UTF-8 to another peer of the test.
     *
     * @param destination any peer
     * @param text what to send; an empty text makes an empty datagram
     * @return this
     * @throws FixtureException as {@link #sendTo(SocketAddress, byte[])}
     */
    public DatagramPeer sendTo(DatagramPeer destination, String text) {
        return sendTo(destination.socketAddress(), text);
    }

    /**
     * Send bytes to another peer of the test.
     *
     * @param destination any peer
     * @param data what to send
     * @return this
     * @throws FixtureException as {@link #sendTo(SocketAddress, byte[])}
     */
    public DatagramPeer sendTo(DatagramPeer destination, byte[] data) {
        return sendTo(destination.socketAddress(), data);
    }

    /**
     * Receive the next datagram, waiting for it.
     *
     * @return the first that no {@code receive} has given yet, whole; never null
     * @throws FixtureException if none comes in time, or it came beyond {@code recordingLimit}
     */
    public Datagram receive() {
        return receive(Integer.MAX_VALUE);
    }

    /**
     * Receive the next datagram into a buffer of limited size, as recv(n) does. What does not fit is not in its data, but
     * {@link Datagram#length()} tells the real length.
     *
     * @param bufferSize how many bytes to give at most, 0 or more
     * @return the datagram, never null
     * @throws FixtureException if none comes in time, or it came beyond {@code recordingLimit}
     */
    public Datagram receive(int bufferSize) {
        if (bufferSize < 0) {
            throw new IllegalArgumentException("receive must be given 0 bytes or more but was " + bufferSize + ".");
        }
        Datagram[] next = new Datagram[1];
        log.await(Deadline.after(options.timeout()), () -> {
            if (taken < track.messageCount()) {
                next[0] = at(taken++, bufferSize);
            }
            return next[0] != null || track.isClosed();
        });
        return given(next[0], "a datagram");
    }

    /**
     * List the datagrams that came so far, whether {@code receive} gave them or not.
     *
     * @return a snapshot in the order of arrival, potentially empty
     * @throws FixtureException if there were more than {@code recordingLimit} keeps
     */
    public List<Datagram> received() {
        Inbox inbox = inbox();
        if (!inbox.isWhole()) {
            throw notKept(inbox.kept().size());
        }
        return inbox.kept();
    }

    /**
     * Count the datagrams that came so far, kept or not.
     *
     * @return the count
     */
    public long receivedCount() {
        return track.messageCount();
    }

    /**
     * Wait for a datagram.
     *
     * @param index its ordinal, 0 for the first
     * @return the datagram, whether {@code receive} gave it or not; never null
     * @throws FixtureException if it does not come in time, or it came beyond {@code recordingLimit}
     */
    public Datagram datagram(int index) {
        Objects.checkIndex(index, Integer.MAX_VALUE);
        log.await(Deadline.after(options.timeout()), () -> index < track.messageCount() || track.isClosed());
        synchronized (log) {
            return given(index < track.messageCount() ? at(index, Integer.MAX_VALUE) : null, "datagram #" + index);
        }
    }

    private Datagram given(@Nullable Datagram datagram, String awaited) {
        if (datagram != null) {
            return datagram;
        }
        long count = track.messageCount();
        String found = count == 0 ? "none has come" : count == 1 ? "only 1 has come" : "only " + count + " have come";
        if (track.isClosed()) {
            throw new FixtureException(
                    "Cannot receive " + awaited + " on " + track + ": it is closed, and " + found + ".");
        }
        Duration timeout = options.timeout();
        String waited = timeout.isZero() ? "Did not wait" : "Waited " + Deadline.text(timeout);
        throw new FixtureException(waited + " for " + awaited + " on " + track + " but " + found + ".");
    }

    /** Makes the datagram of an ordinal; the log is locked. */
    private Datagram at(int index, int most) {
        Event event = track.message(index);
        if (event == null) {
            throw notKept(index);
        }
        int length = Math.min(most, event.length());
        return datagram(index, track.received().copy(event.offset(), event.offset() + length), event);
    }

    private Datagram datagram(int index, byte[] data, Event event) {
        SocketAddress sender = (SocketAddress) Objects.requireNonNull(event.detail());
        return new Datagram(log, track.toString(), index, data, event.length(), sender, log.age(event.nanos()));
    }

    String remedy() {
        synchronized (log) {
            return track.received().remedy();
        }
    }

    private FixtureException notKept(int index) {
        return new FixtureException("Datagram #" + index + " of " + track + " was not kept. " + remedy());
    }

    /** Reads what has come, for an assertion; what is not kept is only counted. */
    Inbox inbox() {
        List<Event> events;
        long count;
        boolean closed;
        synchronized (log) {
            events = track.messages();
            count = track.messageCount();
            closed = track.isClosed();
        }
        List<Datagram> kept = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] data;
            synchronized (log) { // for each anew: while the engine waits for us, the kernel's buffer overflows
                data = track.received().copy(event.offset(), event.offset() + event.length());
            }
            kept.add(datagram(kept.size(), data, event));
        }
        return new Inbox(this, kept, count, closed);
    }

    /** Gives a datagram, or null if it has not come or is not kept. */
    @Nullable
    Datagram kept(int index) {
        synchronized (log) {
            return track.message(index) == null ? null : at(index, Integer.MAX_VALUE);
        }
    }

    /**
     * Answer each later datagram with code of the test, one after the other on a thread of its own. What the code throws
     * fails the test.
     *
     * @param code gives the answer: a String, a byte[], or a {@link io.github.loopline.fixture.Reply}, which can be none
     * @return this
     */
    public DatagramPeer answer(DatagramHandler code) {
        answers = new Answers(scope, track, this, Objects.requireNonNull(code, "code"));
        return this;
    }

    /** Takes a datagram; on the engine's thread. */
    void received(ByteBuffer data, SocketAddress sender) {
        Answers answering = answers;
        Event event = log.addBytes(track, EventKind.RECEIVED, data, sender);
        if (answering != null) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            if (answering.add(datagram((int) track.messageCount() - 1, copy, event))) {
                io.setBehind(true);
            }
        }
    }

    /** The answering code has caught up: reads on. */
    void resumeAnswering() {
        onEngine(engineSide -> engineSide.setBehind(false));
    }

    /**
     * Stop reading from the kernel: its buffer fills, and then it drops what comes.
     *
     * @return this
     */
    public DatagramPeer stopReading() {
        onEngine(engineSide -> engineSide.stopReading(true));
        return this;
    }

    /**
     * Read again.
     *
     * @return this
     */
    public DatagramPeer resumeReading() {
        onEngine(engineSide -> engineSide.stopReading(false));
        return this;
    }

    /**
     * Count the datagrams that the kernel dropped because the receive buffer was full.
     *
     * @return the count; 0 for a Unix peer, whose senders wait instead
     * @throws FixtureException if the peer is closed, since the kernel has forgotten it then
     * @throws io.github.loopline.net.CapabilityException where the kernel does not tell (it does on Linux)
     */
    public long dropped() {
        long dropped = track.isClosed()
                ? KernelDrops.UNKNOWN
                : address instanceof InetSocketAddress inet ? KernelDrops.of(inet) : 0;
        if (dropped == KernelDrops.UNKNOWN) {
            throw new FixtureException(
                    "Cannot count what the kernel dropped on " + track + ": it is closed. Ask before the close.");
        }
        return dropped;
    }

    /** Close the socket, and delete its file. When it returns, the port or path is free. Idempotent. */
    @Override
    public void close() {
        onEngine(DatagramIo::close);
        if (!deleted.compareAndSet(false, true)) {
            return; // the path may be somebody else's by now
        }
        try {
            UnixPaths.delete(address, options);
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
        }
    }

    /** What the engine does with the socket. */
    interface Work {
        void on(DatagramIo io) throws IOException;
    }

    private void onEngine(Work work) {
        try {
            io.loop().call(new Task() {
                @Override
                protected void run() throws IOException {
                    work.on(io);
                }
            });
        } catch (IOException e) {
            throw new FixtureException("Failed on " + track + ": " + e.getMessage() + ".", e);
        }
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(peer)} finds the assertions of a peer. */
    @Override
    public DatagramPeerAssert assertThat() {
        return new DatagramPeerAssert(this);
    }

    /** Name the peer, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
