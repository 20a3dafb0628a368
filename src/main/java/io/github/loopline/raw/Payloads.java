package io.github.loopline.raw;

import io.github.loopline.net.Family;
import io.github.loopline.trace.Difference;

/** What packets carry: the check before it is read, and its words in messages. */
final class Payloads {

    private Payloads() {}

    static void check(IpPacket packet, int protocol) {
        if (packet.protocol() != protocol) {
            throw new IllegalArgumentException("A packet must carry " + IpProtocol.name(protocol)
                    + " to be read as that but carries " + IpProtocol.name(packet.protocol()) + ".");
        }
    }

    /** Describes a packet, and what it carries. */
    static String describe(IpPacket packet) {
        return packet.source().getHostAddress() + " -> " + packet.destination().getHostAddress() + " "
                + describeLoad(packet);
    }

    /** Describes a packet without its addresses. */
    static String describeLoad(IpPacket packet) {
        return "ttl " + packet.ttl() + " " + describeLoad(packet.family(), packet.protocol(), packet.payload());
    }

    /** Describes what a packet carries, by the fields of its protocol where they can be read. */
    static String describeLoad(Family family, int protocol, byte[] payload) {
        try {
            return switch (protocol) {
                case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
                    IcmpMessage.parse(family, payload).toString();
                case IpProtocol.IGMP -> IgmpMessage.parse(payload).toString();
                case IpProtocol.UDP -> UdpPacket.parse(payload).toString();
                default -> other(protocol, payload);
            };
        } catch (IllegalArgumentException e) {
            return other(protocol, payload); // it says to be what it is not
        }
    }

    private static String other(int protocol, byte[] payload) {
        return IpProtocol.name(protocol) + " " + data(payload);
    }

    static String data(byte[] data) {
        return data.length == 0 ? "without data" : Difference.shown(data, 0);
    }
}
