package io.github.loopline.raw;

import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.AssertProvider;

/**
 * A raw socket on a loopback address: it records every packet of its protocol that comes to the address, and sends such packets,
 * if wanted with an IP header of the test's own. What it sends to its own address comes back to it, beside the kernel's answer:
 * of a ping it sees the request and the reply. Thread-safe.
 *
 * <p>Over IPv4 each peer has an address of its own in 127.0.0.0/8 unless {@code host} says otherwise, so that tests which run at
 * the same time do not hear each other. Over IPv6 there is only {@code ::1}: whoever pings it is heard by all, so look for an
 * identifier of your own. A peer for IGMP without a {@code host} hears the whole loopback interface, groups included.
 *
 * @since 0.1
 */
public final class RawPeer implements AutoCloseable, AssertProvider<RawPeerAssert> {

    private final Options options;
    private final EventLog log;
    private final Track track;
    private final int protocol;
    private final OwnAddress own;
    private final boolean hearsAll;
    private final Arrivals arrivals;
    private final RawIo io;
    private final Closing closing;
    private final RawReader reader;
    private final RawSender sender;

    private RawPeer(Scope scope, int protocol, Options options, OwnAddress own, boolean hearsAll, NativeSocket socket)
            throws IOException {
        this.options = options;
        this.log = scope.log();
        this.protocol = protocol;
        this.own = own;
        this.hearsAll = hearsAll;
        this.track = log.track(null, -1, label(protocol, own.address()), options.recordingLimit());
        this.reader = new RawReader(track, options.timeout());
        this.arrivals = new Arrivals(protocol, own.address());
        this.io = new RawIo(socket, track, this);
        this.sender = new RawSender(io, track, protocol, options, own.address(), hearsAll);
        this.closing = new PeerClosing(io.engine());
    }

    private static String label(int protocol, InetAddress address) {
        String name = IpProtocol.name(protocol).toLowerCase(Locale.ROOT).replace("protocol ", "");
        String host = address.getHostAddress();
        return "raw-" + name + ":" + (host.indexOf(':') < 0 ? host : "[" + host + "]");
    }

    static RawPeer open(Scope scope, int protocol, Options options) {
        boolean shared = options.has(Option.HOST) || options.family() == Family.INET6;
        boolean hearsAll = protocol == IpProtocol.IGMP && !options.has(Option.HOST);
        OwnAddress own = shared || hearsAll ? OwnAddress.shared(Hosts.of(options)) : OwnAddress.take();
        NativeSocket socket = null;
        boolean opened = false;
        try {
            socket = RawSockets.open(protocol, options, own.address(), hearsAll);
            RawPeer peer = new RawPeer(scope, protocol, options, own, hearsAll, socket);
            scope.log().add(peer.track, EventKind.OPENED, new RawAddress(own.address(), protocol));
            NativeSockets.noteGranted(peer.track, socket, options);
            peer.io.start();
            opened = true;
            scope.own(peer.closing);
            return peer;
        } catch (IOException e) {
            throw RawSockets.failed(own.address(), e);
        } finally {
            if (!opened) {
                own.close();
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    /**
     * Give the address that it receives on and sends from.
     *
     * @return a loopback address, never null
     */
    public InetAddress address() {
        return own.address();
    }

    /**
     * Give the number of its protocol.
     *
     * @return 1 to 255, see {@link IpProtocol}
     */
    public int protocol() {
        return protocol;
    }

    /**
     * Send what a packet carries; the kernel puts the IP header before it. With {@code headerIncluded} the bytes begin with a
     * header of the test's own. Waits until the kernel has taken it; whether it arrives nobody tells.
     *
     * @param destination a loopback address, or over IPv4 a multicast group
     * @param data at most 65515 bytes over IPv4, 65535 over IPv6
     * @return this
     * @throws FixtureException if it is larger, the peer is closed, or the kernel refuses
     * @throws IllegalArgumentException for a destination beyond this machine
     */
    public RawPeer sendTo(InetAddress destination, byte[] data) {
        sender.payload(destination, data.clone());
        return this;
    }

    /**
     * Send an ICMP message. Over IPv6 the kernel computes its checksum.
     *
     * @param destination a loopback address
     * @param message of the peer's family
     * @return this
     * @throws FixtureException as {@link #sendTo(InetAddress, byte[])}
     * @throws IllegalArgumentException if the peer is for another protocol, or for a destination beyond this machine
     */
    public RawPeer sendTo(InetAddress destination, IcmpMessage message) {
        sender.icmp(destination, message);
        return this;
    }

    /**
     * Send an IGMP message.
     *
     * @param destination a multicast group, or a loopback address
     * @param message what to send
     * @return this
     * @throws FixtureException as {@link #sendTo(InetAddress, byte[])}
     * @throws IllegalArgumentException if the peer is for another protocol, or for a destination beyond this machine
     */
    public RawPeer sendTo(InetAddress destination, IgmpMessage message) {
        sender.message(destination, IpProtocol.IGMP, message.toBytes());
        return this;
    }

    /**
     * Send an echo request: a ping.
     *
     * @param destination a loopback address
     * @param id 0 to 65535
     * @param sequence 0 to 65535
     * @param text what the reply shall bring back, encoded as UTF-8
     * @return this
     * @throws FixtureException as {@link #sendTo(InetAddress, byte[])}
     * @throws IllegalArgumentException if the peer is not for ICMP, or for a destination beyond this machine
     */
    public RawPeer sendEchoRequest(InetAddress destination, int id, int sequence, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return sendTo(destination, IcmpMessage.echoRequest(options.family(), id, sequence, data));
    }

    /**
     * Send an echo reply, asked for or not.
     *
     * @param destination a loopback address
     * @param id 0 to 65535
     * @param sequence 0 to 65535
     * @param text what the request brought, encoded as UTF-8
     * @return this
     * @throws FixtureException as {@link #sendTo(InetAddress, byte[])}
     * @throws IllegalArgumentException if the peer is not for ICMP, or for a destination beyond this machine
     */
    public RawPeer sendEchoReply(InetAddress destination, int id, int sequence, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return sendTo(destination, IcmpMessage.echoReply(options.family(), id, sequence, data));
    }

    /**
     * Send a packet with a header of its own to its destination. Its source can be anybody. Over IPv4 Linux computes the
     * header's checksum and length, and an identification where that is 0.
     *
     * @param packet of the peer's family
     * @return this
     * @throws FixtureException as {@link #sendTo(InetAddress, byte[])}
     * @throws IllegalArgumentException if the peer was opened without {@code headerIncluded}, or for a destination beyond this
     *     machine
     */
    public RawPeer send(IpPacket packet) {
        sender.packet(packet);
        return this;
    }

    /**
     * Receive the next packet, waiting for it.
     *
     * @return the first that no {@code receive} has given yet; never null
     * @throws FixtureException if none comes in time
     */
    public RawPacket receive() {
        return reader.next("a packet", null);
    }

    /**
     * Receive the next packet that fits, waiting for it. Others stay to be received.
     *
     * @param filter what is wanted; it runs under the lock of the log, so it must be quick
     * @return the first that fits and that no {@code receive} has given yet; never null
     * @throws FixtureException if none comes in time
     */
    public RawPacket receiveWhere(Predicate<RawPacket> filter) {
        return reader.next("a packet that fits", Objects.requireNonNull(filter, "filter"));
    }

    /**
     * Receive the next echo request with an identifier, waiting for it. Other packets stay to be received.
     *
     * @param id 0 to 65535
     * @return the first that no {@code receive} has given yet; never null
     * @throws FixtureException if none comes in time
     * @throws IllegalArgumentException for an id that there is not
     */
    public RawPacket receiveEchoRequest(int id) {
        Fields.check("id", id, Fields.SHORT);
        return reader.next("an echo request with id " + id, packet -> packet.isIcmp(IcmpType.ECHO_REQUEST, id));
    }

    /**
     * Receive the next echo reply with an identifier, waiting for it. Other packets stay to be received.
     *
     * @param id 0 to 65535
     * @return the first that no {@code receive} has given yet; never null
     * @throws FixtureException if none comes in time
     * @throws IllegalArgumentException for an id that there is not
     */
    public RawPacket receiveEchoReply(int id) {
        Fields.check("id", id, Fields.SHORT);
        return reader.next("an echo reply with id " + id, packet -> packet.isIcmp(IcmpType.ECHO_REPLY, id));
    }

    /**
     * List the packets that came so far, whether {@code receive} gave them or not.
     *
     * @return a snapshot in the order of arrival, potentially empty
     * @throws FixtureException if there were more than {@code recordingLimit} keeps
     */
    public List<RawPacket> received() {
        return reader.all();
    }

    /**
     * Count the packets that came so far, kept or not.
     *
     * @return the count
     */
    public long receivedCount() {
        return track.messageCount();
    }

    /**
     * Wait for a packet.
     *
     * @param index its ordinal, 0 for the first
     * @return the packet, whether {@code receive} gave it or not; never null
     * @throws FixtureException if it does not come in time
     */
    public RawPacket packet(int index) {
        Indexes.check("packet", index);
        return reader.get(index);
    }

    String remedy() {
        return reader.remedy();
    }

    RawInbox inbox() {
        return reader.inbox(this);
    }

    /** Takes a packet; on the poll thread. */
    void received(ByteBuffer data, Incoming incoming) {
        IpPacket packet = arrivals.packet(data, incoming);
        // Until it was bound, the socket heard every address.
        if (hearsAll || packet.destination().equals(address())) {
            RawAddress sender = new RawAddress(packet.source(), protocol);
            log.addBytes(track, EventKind.RECEIVED, ByteBuffer.wrap(packet.toBytes()), sender);
        }
    }

    /**
     * Stop reading from the kernel: its buffer fills, and then it drops what comes.
     *
     * @return this
     */
    public RawPeer stopReading() {
        io.call(engineSide -> engineSide.stopReading(true));
        return this;
    }

    /**
     * Read again. The transcript notes how many packets the kernel dropped.
     *
     * @return this
     */
    public RawPeer resumeReading() {
        io.call(engineSide -> engineSide.stopReading(false));
        return this;
    }

    /** Close the socket. Idempotent. */
    @Override
    public void close() {
        closing.close();
    }

    private final class PeerClosing extends Closing {

        PeerClosing(EventLoop loop) {
            super(loop, RawPeer.this);
        }

        @Override
        protected void closeSockets() throws IOException {
            io.close();
        }

        @Override
        protected void end() {
            own.close();
        }
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(peer)} finds the assertions of a peer. */
    @Override
    public RawPeerAssert assertThat() {
        return new RawPeerAssert(this);
    }

    /** Name the peer, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
