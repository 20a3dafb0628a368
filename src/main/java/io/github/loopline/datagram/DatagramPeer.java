package io.github.loopline.datagram;

import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.EventLoop;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket, of UDP on a loopback address, of a Unix path, or of TIPC, that records what comes by itself, sends, and answers. Until
 * it is connected, it hears everybody and can send to anybody on this machine. Datagrams are never cut: it reads into the
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
    private final Arrivals arrivals;
    private final Closing closing;
    private volatile @Nullable Answers answers;
    private volatile @Nullable SocketAddress remote; // null while it is not connected

    private DatagramPeer(Scope scope, Options options, SocketAddress address, DatagramIo io) {
        this.scope = scope;
        this.options = options;
        this.log = scope.log();
        this.address = address;
        this.track = io.track();
        this.io = io;
        this.arrivals = new Arrivals(this, track, options.timeout());
        this.closing = new PeerClosing(io.loop());
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
            UdpIo io = new UdpIo(channel, bound, track);
            if (options.has(Option.GROUP)) {
                io.join(DatagramSockets.group(options));
            }
            return start(scope, options, Hosts.reached(bound), io);
        } catch (IOException e) {
            throw DatagramSockets.failed(channel, DatagramSockets.address(options), e);
        }
    }

    /** Makes the peer of a socket that is bound, and hands it to its owner. */
    static DatagramPeer start(Scope scope, Options options, SocketAddress address, DatagramIo io) throws IOException {
        DatagramPeer peer = new DatagramPeer(scope, options, address, io);
        io.start(peer);
        scope.own(peer.closing);
        return peer;
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
        checkConnected(destination);
        io.check(destination, data);
        OutgoingDatagram outgoing = new OutgoingDatagram(data.clone(), destination);
        onEngine(engineSide -> engineSide.send(outgoing));
        boolean settled = outgoing.isSettled();
        try {
            settled = settled || log.await(Deadline.after(options.timeout()), outgoing::isSettled);
        } finally {
            if (!settled) {
                onEngine(engineSide -> engineSide.withdraw(outgoing)); // too late, or interrupted
            }
        }
        String failure = outgoing.isSettled() ? outgoing.failure() : "the kernel has no room for it";
        if (failure != null) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track + " to "
                    + Addresses.text(destination) + ": " + failure + ".");
        }
        return this;
    }

    private void checkConnected(SocketAddress destination) {
        SocketAddress connected = remote;
        if (connected != null && !connected.equals(destination)) {
            throw new FixtureException(track + " is connected to " + Addresses.text(connected) + " and cannot send to "
                    + Addresses.text(destination) + ". Call disconnect() first.");
        }
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
     * Connect, as connect(2) does with a datagram socket: nothing is sent, but from now on {@link #send} needs no address, and only
     * that address is heard. A peer that is connected is connected anew.
     *
     * <p>To a UDP peer ICMP then tells when nobody is bound to the address ({@link #portUnreachableCount()}). What has come before is
     * received first, also while reading is stopped; what comes within the microseconds of connecting the JDK discards. Others
     * who send to a connected Unix peer are refused by their kernel.
     *
     * @param destination a loopback address; for a Unix peer a path or an abstract name that is there
     * @return this
     * @throws FixtureException if the peer is closed or of TIPC, or the kernel refuses
     * @throws IllegalArgumentException for a destination beyond this machine, of another family, or without a port
     */
    public DatagramPeer connect(SocketAddress destination) {
        io.checkConnect(destination);
        whileOpen(engineSide -> engineSide.connect(destination));
        remote = destination;
        return this;
    }

    /**
     * Connect to another peer of the test.
     *
     * @param destination any peer
     * @return this
     * @throws FixtureException as {@link #connect(SocketAddress)}
     */
    public DatagramPeer connect(DatagramPeer destination) {
        return connect(destination.socketAddress());
    }

    /**
     * Undo {@link #connect}: hear everybody again. The port stays. Does nothing on a peer that is not connected.
     *
     * @return this
     * @throws FixtureException if the peer is closed
     */
    public DatagramPeer disconnect() {
        if (remote != null) {
            whileOpen(DatagramIo::disconnect);
            remote = null;
        }
        return this;
    }

    /**
     * Tell whether the peer is connected.
     *
     * @return true between {@link #connect} and {@link #disconnect}
     */
    public boolean isConnected() {
        return remote != null;
    }

    /**
     * Send a text as UTF-8 to the address that the peer is connected to.
     *
     * @param text what to send; over UDP not empty
     * @return this
     * @throws FixtureException if it is not connected, and as {@link #sendTo(SocketAddress, byte[])}
     */
    public DatagramPeer send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Send bytes to the address that the peer is connected to. Waits until the kernel has taken them. That nobody is bound to
     * the address shows afterwards, and does not fail the sending.
     *
     * @param data what to send; over UDP not empty, as the JDK leaves empty datagrams out on a connected socket
     * @return this
     * @throws FixtureException if it is not connected, and as {@link #sendTo(SocketAddress, byte[])}
     */
    public DatagramPeer send(byte[] data) {
        SocketAddress connected = remote;
        if (connected == null) {
            throw new FixtureException(track + " is not connected. Call connect(...) first, or sendTo(...).");
        }
        return sendTo(connected, data);
    }

    /**
     * Count how often ICMP told that nobody is bound to the address that the peer is connected to. An unconnected socket is
     * never told (RFC 1122, 4.1.3.3).
     *
     * @return the count so far
     */
    public long portUnreachableCount() {
        return track.unreachableCount();
    }

    /**
     * Join a multicast group on the loopback interface. Only a peer that is bound to the wildcard, or to the group itself, hears
     * it: one that was declared with {@code host = Options.WILDCARD}, or with {@code group}, which has joined it already.
     *
     * @param group a multicast address in digits, such as 239.1.2.3
     * @return this
     * @throws FixtureException if the peer cannot hear it or is closed, or the kernel refuses
     * @throws io.github.loopline.net.CapabilityException for an IPv6 group where the loopback interface has none
     * @throws IllegalArgumentException if it is no multicast address, or of another family
     */
    public DatagramPeer join(String group) {
        InetAddress joined = io.checkGroup(group);
        whileOpen(engineSide -> engineSide.join(joined));
        return this;
    }

    /**
     * Leave a multicast group.
     *
     * @param group a multicast address in digits
     * @return this
     * @throws FixtureException if the peer has not joined it, or is closed
     * @throws IllegalArgumentException if it is no multicast address, or of another family
     */
    public DatagramPeer leave(String group) {
        InetAddress left = io.checkGroup(group);
        whileOpen(engineSide -> engineSide.leave(left));
        return this;
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
        return arrivals.next(bufferSize);
    }

    /**
     * List the datagrams that came so far, whether {@code receive} gave them or not.
     *
     * @return a snapshot in the order of arrival, potentially empty
     * @throws FixtureException if there were more than {@code recordingLimit} keeps
     */
    public List<Datagram> received() {
        return arrivals.all();
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
        return arrivals.get(index);
    }

    /**
     * Answer each later datagram with code of the test, one after the other on a thread of its own. What the code throws
     * fails the test.
     *
     * @param code gives the answer: a String, a byte[], or a {@link io.github.loopline.fixture.Reply}, which can be none
     * @return this
     */
    public DatagramPeer answer(DatagramHandler code) {
        answers = new Answers(
                scope, track, this, Objects.requireNonNull(code, "answer must be given code but was given null."));
        return this;
    }

    /** Takes a datagram; on the engine's thread. */
    void received(ByteBuffer data, SocketAddress sender) {
        Answers answering = answers;
        Event event = log.addBytes(track, EventKind.RECEIVED, data, sender);
        if (answering != null) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            if (answering.add(arrivals.datagram((int) track.messageCount() - 1, copy, event))) {
                io.setBehind(true);
            }
        }
    }

    Arrivals arrivals() {
        return arrivals;
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
        long dropped = track.isClosed() ? KernelDrops.UNKNOWN : io.dropped();
        if (dropped == KernelDrops.UNKNOWN) {
            throw new FixtureException(
                    "Cannot count what the kernel dropped on " + track + ": it is closed. Ask before the close.");
        }
        return dropped;
    }

    /** Close the socket, and delete its file. When it returns, the port or path is free. Idempotent. */
    @Override
    public void close() {
        closing.close();
    }

    private final class PeerClosing extends Closing {

        PeerClosing(EventLoop loop) {
            super(loop, DatagramPeer.this);
        }

        @Override
        protected void closeSockets() {
            io.close();
        }

        @Override
        protected void end() {
            try {
                UnixPaths.delete(address, options);
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
            }
        }
    }

    /** What the engine does with the socket. */
    interface Work {
        void on(DatagramIo io) throws IOException;
    }

    private void whileOpen(Work work) {
        if (track.isClosed()) {
            throw new FixtureException("Failed on " + track + ": the socket is closed.");
        }
        onEngine(work);
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
