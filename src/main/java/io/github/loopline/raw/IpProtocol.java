package io.github.loopline.raw;

/**
 * Numbers of protocols above IP (IANA's registry), as {@code @RawSocket(protocol = ...)} and headers take them. Any other
 * number from 0 to 255 does as well.
 *
 * @since 0.1
 */
public final class IpProtocol {

    /** IPPROTO_ICMP (RFC 792). */
    public static final int ICMP = 1;

    /** IPPROTO_IGMP (RFC 3376). */
    public static final int IGMP = 2;

    /** IPPROTO_TCP (RFC 9293). */
    public static final int TCP = 6;

    /** IPPROTO_UDP (RFC 768). */
    public static final int UDP = 17;

    /** IPPROTO_ICMPV6 (RFC 4443). */
    public static final int ICMPV6 = 58;

    /** For experiments and tests (RFC 3692): nobody else on the machine answers it. */
    public static final int EXPERIMENT = 253;

    /** IPPROTO_RAW: a socket that only sends, each packet with a header of its own. */
    public static final int RAW = 255;

    private IpProtocol() {}

    /**
     * Name a protocol.
     *
     * @param number 0 to 255
     * @return such as {@code ICMP}, or {@code protocol 253}
     */
    public static String name(int number) {
        return switch (number) {
            case ICMP -> "ICMP";
            case IGMP -> "IGMP";
            case TCP -> "TCP";
            case UDP -> "UDP";
            case ICMPV6 -> "ICMPv6";
            case RAW -> "RAW";
            default -> "protocol " + number;
        };
    }
}
