package io.github.loopline.datagram;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.DatagramFaultSpec;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.IpSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.nio.channels.DatagramChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a UDP socket: what {@code @UdpPeer} says, for code. Opens as one of {@code DatagramPeer}, {@code
 * DatagramSocket}, {@code MulticastSocket}, {@code DatagramChannel}, {@code InetSocketAddress}, {@code Integer}. Immutable;
 * each method gives a copy.
 *
 * @since 0.1
 */
public final class UdpPeerSpec extends IpSpec<UdpPeerSpec, DatagramPeer> implements DatagramFaultSpec<UdpPeerSpec> {

    private static final Set<Option> CHANNEL = EnumSet.of(
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.REUSE_ADDRESS,
            Option.REUSE_PORT,
            Option.TRAFFIC_CLASS,
            Option.GROUP,
            Option.BROADCAST,
            Option.MULTICAST_TTL,
            Option.TTL);
    private static final Set<Option> MANAGED = DeclaredFaults.besideDatagrams(CHANNEL);

    static {
        MANAGED.add(Option.TIMEOUT_MILLIS);
        MANAGED.add(Option.RECORDING_LIMIT);
    }

    private static final Target[] TARGETS = {
        Target.of(DatagramPeer.class, MANAGED),
        Target.blocking(DatagramSocket.class, CHANNEL),
        Target.blocking(MulticastSocket.class, CHANNEL),
        Target.of(DatagramChannel.class, CHANNEL),
        Target.of(InetSocketAddress.class, MANAGED),
        Target.of(Integer.class, MANAGED)
    };

    private UdpPeerSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a peer with all defaults: 127.0.0.1, a free port, the largest receive buffer up to 4 MiB that the kernel grants.
     *
     * @return the description, never null
     */
    public static UdpPeerSpec create() {
        return new UdpPeerSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UdpPeerSpec of(Options options) {
        Hosts.checkOrWildcard(options);
        String host = options.text(Option.HOST, Options.WILDCARD);
        if (options.has(Option.GROUP) && !host.equals(Options.WILDCARD)) {
            throw new IllegalArgumentException("host must be Options.WILDCARD or left out with group = \""
                    + options.text(Option.GROUP, "") + "\" but was " + host
                    + ", where no group is heard. Leave it out.");
        }
        if (options.has(Option.TTL)
                && (options.flag(Option.REUSE_ADDRESS, false) || options.flag(Option.REUSE_PORT, false))) {
            throw new IllegalArgumentException("ttl must not be set on a socket that may share its address,"
                    + " by which it is found. Remove ttl, reuseAddress or reusePort.");
        }
        return new UdpPeerSpec(options);
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        if (DatagramSocket.class.isAssignableFrom(type)) {
            return DatagramSockets.socket(scope, options, type == MulticastSocket.class);
        }
        if (type == DatagramChannel.class) {
            return DatagramSockets.channel(scope, options);
        }
        DatagramPeer peer = UdpDatagrams.open(scope, options);
        return type == DatagramPeer.class ? peer : type == Integer.class ? (Object) peer.port() : peer.address();
    }

    @Override
    protected UdpPeerSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set SO_REUSEADDR: several sockets have one address, if all of them say so. Each hears what is sent to groups and by
     * broadcast; the rest Linux gives to the one that was bound last.
     *
     * @param value whether others may bind it too
     * @return a copy with it, never null
     */
    public UdpPeerSpec reuseAddress(boolean value) {
        return with(Option.REUSE_ADDRESS, value);
    }

    /**
     * Set SO_REUSEPORT: several sockets have one address, if all of them say so, and the kernel spreads what comes by sender.
     *
     * @param value whether others may bind it too
     * @return a copy with it, never null
     */
    public UdpPeerSpec reusePort(boolean value) {
        return with(Option.REUSE_PORT, value);
    }

    /**
     * Set IP_TOS (RFC 2474).
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public UdpPeerSpec trafficClass(int value) {
        return with(Option.TRAFFIC_CLASS, value);
    }

    /**
     * Join a multicast group on the loopback interface. Unless the host is {@link Options#WILDCARD}, the socket is bound to the
     * group itself: it hears what is sent there, and nothing else. It answers from 127.0.0.1.
     *
     * @param value a multicast address in digits, such as 239.1.2.3
     * @return a copy with it, never null
     */
    public UdpPeerSpec group(String value) {
        return with(Option.GROUP, value);
    }

    /**
     * Set SO_BROADCAST: whether sending to 127.255.255.255 is allowed. Off unless set, but on a DatagramSocket.
     *
     * @param value whether it is
     * @return a copy with it, never null
     */
    public UdpPeerSpec broadcast(boolean value) {
        return with(Option.BROADCAST, value);
    }

    /**
     * Set IP_MULTICAST_TTL, or IPV6_MULTICAST_HOPS: the time to live of what is sent to groups. 1 unless set.
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public UdpPeerSpec multicastTtl(int value) {
        return with(Option.MULTICAST_TTL, value);
    }

    /**
     * Set IP_TTL, or IPV6_UNICAST_HOPS: the time to live of what is not sent to groups. 64 unless set. The JDK has no name for it, so
     * it needs JNA, and Linux.
     *
     * @param value 1 to 255
     * @return a copy with it, never null
     */
    public UdpPeerSpec ttl(int value) {
        return with(Option.TTL, value);
    }
}
