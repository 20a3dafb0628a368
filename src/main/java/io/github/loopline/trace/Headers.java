package io.github.loopline.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The headers that a capture needs and that a socket never shows: made up, with correct lengths and checksums. */
final class Headers {

    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    /** The most that a TCP segment carries over IPv4, whose packets have 65,535 bytes at most. */
    static final int MOST_PAYLOAD = 65_495;

    private static final int TCP_PROTOCOL = 6;
    private static final int UDP_PROTOCOL = 17;
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int UDP_CHECKSUM_AT = 6;
    private static final int HOPS = 64;

    /** MSS 65,495, and windows counted in 16 KiB, so that no reader of the capture finds one full (RFC 7323). */
    private static final byte[] SYN_OPTIONS = {2, 4, (byte) (MOST_PAYLOAD >> 8), (byte) MOST_PAYLOAD, 1, 3, 3, 14};

    private Headers() {}

    /** Makes a TCP segment in an IP packet (RFC 9293). Of the payload, a part at the end may be missing. */
    static byte[] tcp(
            InetSocketAddress from,
            InetSocketAddress to,
            long sequence,
            long acknowledged,
            int flags,
            byte[] kept,
            int length) {
        byte[] options = (flags & SYN) == 0 ? new byte[0] : SYN_OPTIONS;
        int header = 20 + options.length;
        ByteBuffer segment = ByteBuffer.allocate(header + kept.length);
        segment.putShort((short) from.getPort()).putShort((short) to.getPort());
        segment.putInt((int) sequence).putInt((int) acknowledged);
        segment.putShort((short) (header / 4 << 12 | flags))
                .putShort((short) 0xFFFF)
                .putInt(0);
        segment.put(options).put(kept);
        return ip(from.getAddress(), to.getAddress(), TCP_PROTOCOL, segment.array(), TCP_CHECKSUM_AT, header + length);
    }

    /** Makes a UDP datagram in an IP packet (RFC 768). */
    static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] kept, int length) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + kept.length);
        datagram.putShort((short) from.getPort()).putShort((short) to.getPort());
        datagram.putShort((short) (8 + length)).putShort((short) 0).put(kept);
        return ip(from.getAddress(), to.getAddress(), UDP_PROTOCOL, datagram.array(), UDP_CHECKSUM_AT, 8 + length);
    }

    /** Puts the name of a dissector before what is not IP (Wireshark's exported_pdu.h: tag 12, and the end). */
    static byte[] dissectedAs(String name, byte[] kept) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        int padded = (text.length + 3) / 4 * 4;
        ByteBuffer pdu = ByteBuffer.allocate(8 + padded + kept.length);
        pdu.putShort((short) 12).putShort((short) padded).put(text);
        return pdu.position(4 + padded).putInt(0).put(kept).array();
    }

    private static byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] data, int checksumAt, int length) {
        byte[] source = inFamilyOf(to, from);
        byte[] target = inFamilyOf(from, to);
        long pseudo = sum(source, 0, source.length) + sum(target, 0, target.length) + protocol + length;
        int checksum = checksum(pseudo + sum(data, 0, data.length));
        boolean none = checksum == 0 && protocol == UDP_PROTOCOL; // which 0 would mean (RFC 768)
        ByteBuffer.wrap(data).putShort(checksumAt, (short) (none ? 0xFFFF : checksum));
        ByteBuffer packet = ByteBuffer.allocate((source.length == 4 ? 20 : 40) + data.length);
        if (source.length == 4) {
            packet.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0x4000); // don't fragment
            packet.put((byte) HOPS)
                    .put((byte) protocol)
                    .putShort((short) 0)
                    .put(source)
                    .put(target);
            packet.putShort(10, (short) checksum(sum(packet.array(), 0, 20)));
        } else {
            packet.putInt(0x6000_0000)
                    .putShort((short) length)
                    .put((byte) protocol)
                    .put((byte) HOPS);
            packet.put(source).put(target);
        }
        return packet.put(data).array();
    }

    /** Gives an address as it is in packets of the other: a socket of IPv6 may take IPv4 too (RFC 3493, 3.7). */
    private static byte[] inFamilyOf(InetAddress other, InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == other.getAddress().length) {
            return bytes;
        }
        if (address.isAnyLocalAddress()) {
            return new byte[other.getAddress().length];
        }
        if (bytes.length > 4 || other.isAnyLocalAddress()) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    /** Adds up words of two bytes, the last one padded (RFC 1071). */
    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (bytes[i] & 0xFF) << 8 : bytes[i] & 0xFF;
        }
        return sum;
    }

    private static int checksum(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
