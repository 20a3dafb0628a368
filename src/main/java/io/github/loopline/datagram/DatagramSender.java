package io.github.loopline.datagram;

import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Reachable;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The verbs of a {@link DatagramPeer} by which it connects and sends. */
abstract class DatagramSender extends Reachable {

    private final DatagramIo io;
    private final Track track;
    private final Duration timeout;
    private volatile @Nullable SocketAddress remote; // null while it is not connected

    DatagramSender(SocketAddress address, DatagramIo io, Duration timeout) {
        super(address);
        this.io = io;
        this.track = io.track();
        this.timeout = timeout;
    }

    abstract DatagramPeer self();

    final Track track() {
        return track;
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
        sending(destination);
        OutgoingDatagram outgoing = new OutgoingDatagram(data.clone(), destination);
        onEngine(engineSide -> engineSide.send(outgoing));
        Handover.await(
                track.log(), timeout, outgoing::isSettled, () -> onEngine(engineSide -> engineSide.withdraw(outgoing)));
        String failure = outgoing.isSettled() ? outgoing.failure() : "the kernel has no room for it";
        if (failure != null) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track + " to "
                    + Addresses.text(destination) + ": " + failure + ".");
        }
        return self();
    }

    /** Tells the owner before a datagram is sent. */
    abstract void sending(SocketAddress destination);

    final void checkConnected(SocketAddress destination) {
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
        return self();
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
        return self();
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

    /** What the engine does with the socket. */
    interface Work {
        void on(DatagramIo io) throws IOException;
    }

    /** Gives where the peer is connected, or null. */
    final @Nullable SocketAddress remote() {
        return remote;
    }

    final void whileOpen(Work work) {
        if (track.isClosed()) {
            throw new FixtureException("Failed on " + track + ": the socket is closed.");
        }
        onEngine(work);
    }

    final void onEngine(Work work) {
        Handover.call(io.loop(), track, () -> work.on(io));
    }
}
