package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;

/**
 * A packet of the Internet Protocol: a header, and what it carries. Immutable.
 *
 * @since 0.1
 */
public sealed interface IpPacket permits Ipv4Packet, Ipv6Packet {

    /**
     * Build a packet with a TTL of 64.
     *
     * @param source who it says it is from
     * @param destination an address of the same family
     * @param protocol what it carries, such as {@link IpProtocol#UDP}
     * @param payload header and payload of that protocol, copied
     * @return the packet, IPv4 or IPv6 as the addresses are; never null
     * @throws IllegalArgumentException if the addresses are of two families, or a value is out of range
     */
    static IpPacket of(InetAddress source, InetAddress destination, int protocol, byte[] payload) {
        Fields.checkOneFamily(source, destination);
        return Fields.family(source) == Family.INET
                ? Ipv4Packet.of(source, destination, protocol, payload)
                : Ipv6Packet.of(source, destination, protocol, payload);
    }

    /**
     * Build a packet that carries a UDP datagram, and compute the datagram's checksum.
     *
     * @param source who it says it is from
     * @param destination an address of the same family
     * @param datagram what it carries
     * @return the packet, never null
     * @throws IllegalArgumentException if the addresses are of two families
     */
    static IpPacket of(InetAddress source, InetAddress destination, UdpPacket datagram) {
        byte[] payload = datagram.withChecksumFor(source, destination).toBytes();
        return of(source, destination, IpProtocol.UDP, payload);
    }

    /**
     * Build a packet that carries an ICMP message, and compute the message's checksum.
     *
     * @param source who it says it is from
     * @param destination an address of the same family
     * @param message what it carries, of that family too
     * @return the packet, never null
     * @throws IllegalArgumentException if there are two families
     */
    static IpPacket of(InetAddress source, InetAddress destination, IcmpMessage message) {
        byte[] payload = message.withChecksumFor(source, destination).toBytes();
        int protocol = message.family() == Family.INET ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        return of(source, destination, protocol, payload);
    }

    /**
     * Build a packet that carries an IGMP message, with a TTL of 1 as RFC 3376 asks for.
     *
     * @param source who it says it is from, IPv4
     * @param destination IPv4
     * @param message what it carries
     * @return the packet, never null
     * @throws IllegalArgumentException for addresses of IPv6
     */
    static Ipv4Packet of(InetAddress source, InetAddress destination, IgmpMessage message) {
        return Ipv4Packet.of(source, destination, IpProtocol.IGMP, message.toBytes())
                .withTtl(1);
    }

    /**
     * Read a packet. Bytes behind the length that its header gives are left out. A wrong checksum is not refused: ask for it.
     *
     * @param bytes a header, and what it carries
     * @return the packet, of the version that its first byte says; never null
     * @throws IllegalArgumentException if it is no packet; the message is one line
     */
    static IpPacket parse(byte[] bytes) {
        Fields.checkLength("An IP packet", 1, bytes.length);
        int version = bytes[0] >> 4 & 15;
        return switch (version) {
            case 4 -> Ipv4Packet.parse(bytes);
            case 6 -> Ipv6Packet.parse(bytes);
            default ->
                throw new IllegalArgumentException("An IP packet has version 4 or 6 but this has " + version + ".");
        };
    }

    /**
     * Give the family of its addresses.
     *
     * @return INET or INET6
     */
    Family family();

    /**
     * Give who it says it is from.
     *
     * @return an address, never null
     */
    InetAddress source();

    /**
     * Give where it goes.
     *
     * @return an address, never null
     */
    InetAddress destination();

    /**
     * Give the number of the protocol that it carries.
     *
     * @return 0 to 255, see {@link IpProtocol}
     */
    int protocol();

    /**
     * Give the time to live, which IPv6 calls the hop limit.
     *
     * @return 0 to 255
     */
    int ttl();

    /**
     * Give the traffic class, which IPv4 calls the type of service: six bits DSCP, two bits ECN.
     *
     * @return 0 to 255
     */
    int trafficClass();

    /**
     * Copy what it carries.
     *
     * @return header and payload of its protocol, potentially empty
     */
    byte[] payload();

    /**
     * Give the length that its header says, header included.
     *
     * @return bytes
     */
    int length();

    /**
     * Tell whether a part of the payload is missing, as in the packets that ICMP errors quote.
     *
     * @return true if {@link #length()} promises more than there is
     */
    boolean isTruncated();

    /**
     * Tell whether its own header checksum is right. IPv6 has none.
     *
     * @return true if so, or for IPv6
     */
    boolean hasValidChecksum();

    /**
     * Set the time to live.
     *
     * @param ttl 0 to 255
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    IpPacket withTtl(int ttl);

    /**
     * Set the traffic class.
     *
     * @param trafficClass 0 to 255
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    IpPacket withTrafficClass(int trafficClass);

    /**
     * Write it as it goes over the wire.
     *
     * @return header and payload, never null
     */
    byte[] toBytes();

    /**
     * Read what it carries as ICMP.
     *
     * @return the message, never null
     * @throws IllegalArgumentException if it carries another protocol, or is too short; the message is one line
     */
    default IcmpMessage icmp() {
        Payloads.check(this, family() == Family.INET ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        return IcmpMessage.parse(family(), payload());
    }

    /**
     * Read what it carries as IGMP.
     *
     * @return the message, never null
     * @throws IllegalArgumentException if it carries another protocol, or is too short; the message is one line
     */
    default IgmpMessage igmp() {
        Payloads.check(this, IpProtocol.IGMP);
        return IgmpMessage.parse(payload());
    }

    /**
     * Read what it carries as UDP.
     *
     * @return the datagram, never null
     * @throws IllegalArgumentException if it carries another protocol, or is too short; the message is one line
     */
    default UdpPacket udp() {
        Payloads.check(this, IpProtocol.UDP);
        return UdpPacket.parse(payload());
    }
}
