package io.github.loopline.raw;

import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a raw socket: what {@code @RawSocket} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class RawSocketSpec extends FixtureSpec<RawSocketSpec, RawPeer> {

    private static final Set<Option> OPTIONS = EnumSet.of(
            Option.BLOCKING,
            Option.TIMEOUT_MILLIS,
            Option.FAMILY,
            Option.HOST,
            Option.TTL,
            Option.TRAFFIC_CLASS,
            Option.HEADER_INCLUDED,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT);

    private static final Target PEER = Target.of(RawPeer.class, OPTIONS);

    private final int protocol;

    private RawSocketSpec(int protocol, Options options) {
        super(options, PEER);
        this.protocol = protocol;
    }

    /**
     * Describe a raw socket with all defaults: IPv4, an address of its own in 127.0.0.0/8, the largest receive buffer up to 4 MiB
     * that the kernel grants. ICMPv6 is IPv6.
     *
     * @param protocol what it receives and sends, 1 to 255, see {@link IpProtocol}
     * @return the description, never null
     * @throws IllegalArgumentException if there is no such protocol
     */
    public static RawSocketSpec create(int protocol) {
        return of(protocol, Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param protocol what it receives and sends, 1 to 255, see {@link IpProtocol}
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if there is no such protocol, or attributes contradict each other
     */
    public static RawSocketSpec of(int protocol, Options options) {
        if (protocol < 1 || protocol > Fields.BYTE) {
            throw new IllegalArgumentException("protocol must be between 1 and 255 but was " + protocol
                    + ". Write a number such as IpProtocol.ICMP.");
        }
        Hosts.check(options);
        Family only = only(protocol);
        boolean declared = options.has(Option.FAMILY) || options.has(Option.HOST);
        if (only != null && declared && options.family() != only) {
            throw new IllegalArgumentException("family must be " + only + " for " + IpProtocol.name(protocol)
                    + " but was " + options.family() + "." + remedy(protocol));
        }
        return new RawSocketSpec(protocol, options);
    }

    /** Gives the family of a protocol that makes no sense in the other one. */
    private static @Nullable Family only(int protocol) {
        return switch (protocol) {
            case IpProtocol.ICMP, IpProtocol.IGMP -> Family.INET;
            case IpProtocol.ICMPV6 -> Family.INET6;
            default -> null;
        };
    }

    private static String remedy(int protocol) {
        return switch (protocol) {
            case IpProtocol.ICMP -> " Write protocol = IpProtocol.ICMPV6 for IPv6.";
            case IpProtocol.ICMPV6 -> " Write protocol = IpProtocol.ICMP for IPv4.";
            default -> " Leave the family out.";
        };
    }

    @Override
    protected RawPeer open(Scope scope, Class<?> type, Options all) {
        Family only = only(protocol);
        return RawPeer.open(scope, protocol, only == null ? all : all.with(Option.FAMILY, only));
    }

    @Override
    protected RawSocketSpec copy(Options changed) {
        return of(protocol, changed);
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public RawSocketSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the address to bind to: the peer receives what is sent there, and sends from there.
     *
     * @param value a loopback address in digits, such as 127.0.0.1
     * @return a copy with it, never null
     */
    public RawSocketSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the time to live of what is sent, IP_TTL or IPV6_UNICAST_HOPS.
     *
     * @param value 1 to 255
     * @return a copy with it, never null
     */
    public RawSocketSpec ttl(int value) {
        return with(Option.TTL, value);
    }

    /**
     * Set the traffic class of what is sent, IP_TOS or IPV6_TCLASS.
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public RawSocketSpec trafficClass(int value) {
        return with(Option.TRAFFIC_CLASS, value);
    }

    /**
     * Set IP_HDRINCL: what is sent begins with an IP header of the test's own, see {@link IpPacket}.
     *
     * @param value whether it does
     * @return a copy with it, never null
     */
    public RawSocketSpec headerIncluded(boolean value) {
        return with(Option.HEADER_INCLUDED, value);
    }

    /**
     * Set SO_RCVBUF. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public RawSocketSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }
}
