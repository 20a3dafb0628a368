package io.github.loopline.raw;

import io.github.loopline.trace.Bytes;

/** What packets carry: the check before it is read, and its words in messages. */
final class Payloads {

    private Payloads() {}

    static void check(IpPacket packet, int protocol) {
        if (packet.protocol() != protocol) {
            throw new IllegalArgumentException("A packet must carry " + IpProtocol.name(protocol)
                    + " to be read as that but carries " + IpProtocol.name(packet.protocol()) + ".");
        }
    }

    /** Describes a packet, and what it carries where that can be read. */
    static String describe(IpPacket packet) {
        return packet.source().getHostAddress() + " -> " + packet.destination().getHostAddress() + " ttl "
                + packet.ttl() + " " + payload(packet);
    }

    private static String payload(IpPacket packet) {
        try {
            return switch (packet.protocol()) {
                case IpProtocol.ICMP, IpProtocol.ICMPV6 -> packet.icmp().toString();
                case IpProtocol.IGMP -> packet.igmp().toString();
                case IpProtocol.UDP -> packet.udp().toString();
                default -> other(packet);
            };
        } catch (IllegalArgumentException e) {
            return other(packet); // it says to be what it is not
        }
    }

    private static String other(IpPacket packet) {
        return IpProtocol.name(packet.protocol()) + " " + data(packet.payload());
    }

    static String data(byte[] data) {
        return data.length == 0 ? "without data" : Bytes.quote(data) + " (" + Bytes.count(data.length) + ")";
    }
}
