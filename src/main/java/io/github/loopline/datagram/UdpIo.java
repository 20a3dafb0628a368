package io.github.loopline.datagram;

import io.github.loopline.fault.pipe.Stranger;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.engine.Interest;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket: a channel of the JDK. */
final class UdpIo extends DatagramIo implements Handler {

    /** What UDP can carry (RFC 768; over IPv4 the IP header counts too). */
    private static final int MOST_V4 = 65_507;

    private static final int MOST_V6 = 65_527;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final int most;
    private final Map<InetAddress, MembershipKey> memberships = new HashMap<>(2); // engine thread only, as the next
    private @Nullable NetworkInterface loopback;
    private volatile @Nullable SocketAddress remote; // written by the engine
    private final Interest interest = new Interest();
    private @Nullable Stranger stranger; // who forges; engine thread only

    UdpIo(DatagramChannel channel, InetSocketAddress address, Track track) {
        super(track);
        this.channel = channel;
        this.address = address;
        this.most = address.getAddress().getAddress().length == 4 ? MOST_V4 : MOST_V6;
    }

    @Override
    EventLoop loop() {
        return Engine.shared();
    }

    @Override
    void forge(byte[] data, SocketAddress destination) throws IOException {
        Stranger known = stranger;
        if (known == null) {
            known = Stranger.open(
                    track(), address, new InetSocketAddress(address.getAddress(), 0), Options.DEFAULT_RECORDING_LIMIT);
            stranger = known;
        }
        known.send(data, destination);
    }

    @Override
    void register() throws IOException {
        channel.configureBlocking(false);
        interest.register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    void check(SocketAddress destination, byte[] data) {
        checkConnect(destination);
        if (data.length == 0 && remote != null) {
            throw new FixtureException("Cannot send 0 bytes from " + track()
                    + " while it is connected: the JDK leaves empty datagrams out then. Call disconnect() first.");
        }
        if (data.length > most) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track()
                    + ": a datagram has at most " + most + ". Send several.");
        }
    }

    @Override
    void checkConnect(SocketAddress destination) {
        boolean local = destination instanceof InetSocketAddress given
                && !given.isUnresolved()
                && (given.getAddress().isLoopbackAddress() || given.getAddress().isMulticastAddress());
        if (!local) {
            throw new IllegalArgumentException("A DatagramPeer sends to loopback addresses only but was given "
                    + Addresses.text(destination) + ". Send to 127.0.0.1 or ::1.");
        }
        InetSocketAddress inet = (InetSocketAddress) destination;
        if (inet.getPort() == 0) {
            throw new IllegalArgumentException("A DatagramPeer sends to ports 1 to 65535 but was given "
                    + Addresses.text(destination) + ". Send to the port that somebody is bound to.");
        }
        boolean dual = address.getAddress() instanceof Inet6Address
                && address.getAddress().isAnyLocalAddress();
        if (inet.getAddress().getClass() != address.getAddress().getClass()
                && !(dual && inet.getAddress().isLoopbackAddress())) {
            Family family = inet.getAddress() instanceof Inet6Address ? Family.INET6 : Family.INET;
            throw new IllegalArgumentException(
                    track() + " is bound to " + Addresses.text(address) + " and cannot send to "
                            + Addresses.text(destination) + ". Declare it with family = " + family + ".");
        }
        if (inet.getAddress().isMulticastAddress()) {
            Multicast.check(inet.getAddress());
        }
    }

    @Override
    InetAddress checkGroup(String text) {
        InetAddress group = Hosts.group(text);
        InetAddress bound = address.getAddress();
        if (!bound.equals(group) && !bound.isAnyLocalAddress()) {
            throw new FixtureException(track() + " is bound to " + Addresses.text(address) + " and does not hear "
                    + text + ". Declare it with group = \"" + text + "\", or with host = Options.WILDCARD.");
        }
        if (group.getClass() != bound.getClass()) {
            throw new IllegalArgumentException("group must be of the family but " + text + " is not that of " + track()
                    + ". Declare another family.");
        }
        Multicast.check(group);
        return group;
    }

    @Override
    void connect(SocketAddress destination) throws IOException {
        drain(); // the JDK discards what has come before
        if (channel.isConnected()) {
            channel.disconnect();
        }
        if (((InetSocketAddress) destination).getAddress().isMulticastAddress()) {
            multicast();
        }
        channel.connect(destination);
        remote = destination;
        connected(destination);
    }

    @Override
    void disconnect() throws IOException {
        channel.disconnect();
        remote = null;
        disconnected();
    }

    @Override
    void join(InetAddress group) throws IOException {
        memberships.put(group, channel.join(group, multicast()));
        track().log().add(track(), EventKind.NOTE, "joined " + group.getHostAddress());
    }

    @Override
    void leave(InetAddress group) {
        MembershipKey membership = memberships.remove(group);
        if (membership == null) {
            throw new FixtureException(
                    track() + " has not joined " + group.getHostAddress() + ". Call join(...) first.");
        }
        membership.drop();
        track().log().add(track(), EventKind.NOTE, "left " + group.getHostAddress());
    }

    /** Finds the interface for groups, and lets the socket send to them there; once, as it costs more than opening a socket. */
    private NetworkInterface multicast() throws IOException {
        NetworkInterface known = loopback;
        if (known == null) {
            known = Multicast.loopback();
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, known);
            loopback = known;
        }
        return known;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        ready(ready.isWritable(), ready.isValid() && ready.isReadable());
    }

    @Override
    public void failed(Throwable failure) {
        giveUp(failure);
    }

    @Override
    boolean receive(DatagramPeer reader) throws IOException {
        ByteBuffer buffer = loop().scratch(); // holds the largest datagram
        SocketAddress sender;
        try {
            sender = channel.receive(buffer);
        } catch (PortUnreachableException e) {
            unreachable();
            return true;
        }
        if (sender == null) {
            return false;
        }
        reader.received(buffer.flip(), sender);
        return true;
    }

    @Override
    boolean send(ByteBuffer data, SocketAddress destination) throws IOException {
        if (((InetSocketAddress) destination).getAddress().isMulticastAddress()) {
            multicast();
        }
        boolean empty = !data.hasRemaining();
        try {
            return channel.send(data, destination) > 0 || empty;
        } catch (PortUnreachableException e) {
            unreachable(); // an earlier datagram was, and this one was not sent
            return channel.send(data, destination) > 0;
        } catch (BindException e) {
            boolean broadcast = Boolean.FALSE.equals(channel.getOption(StandardSocketOptions.SO_BROADCAST));
            throw broadcast ? new IOException(e.getMessage() + ". Declare it with broadcast = true", e) : e;
        }
    }

    private void unreachable() {
        track().log().add(track(), EventKind.PORT_UNREACHABLE, remote);
    }

    @Override
    long dropped() {
        try {
            return KernelDrops.of((InetSocketAddress) channel.getLocalAddress());
        } catch (IOException e) {
            return KernelDrops.UNKNOWN; // closed meanwhile
        }
    }

    @Override
    void watch(boolean reading, boolean writing) {
        interest.watch(reading, writing);
    }

    @Override
    void closeSocket() throws IOException {
        if (stranger != null) {
            stranger.close();
        }
        Engine.shared().close(channel);
    }
}
