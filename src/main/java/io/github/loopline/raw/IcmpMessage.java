package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message of ICMP (RFC 792) or ICMPv6 (RFC 4443). Immutable. Over IPv4 its checksum is computed. Over IPv6 the checksum
 * covers the addresses too, so it is 0 until {@link #withChecksumFor} computes it, {@link IpPacket} does, or the kernel, which
 * fills it in on every raw socket.
 *
 * @since 0.1
 */
public final class IcmpMessage {

    /** Bytes of a header. */
    public static final int HEADER_BYTES = 8;

    private static final int CHECKSUM_AT = 2;
    private static final int REST_AT = 4;

    /** What an error quotes behind the IPv4 header (RFC 792). */
    private static final int QUOTED_V4 = 8;

    /** What an error over IPv6 has at most, so that it fits the smallest MTU of 1280 (RFC 4443). */
    private static final int QUOTED_V6 = 1280 - Ipv6Packet.HEADER_BYTES - HEADER_BYTES;

    private final Family family;
    private final byte[] bytes; // as on the wire

    private IcmpMessage(Family family, byte[] bytes) {
        this.family = family;
        this.bytes = bytes;
    }

    /**
     * Build any message.
     *
     * @param family INET or INET6
     * @param type 0 to 255
     * @param code 0 to 255
     * @param rest the second word of the header, whose meaning depends on the type
     * @param data what follows the header, copied
     * @return the message, never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static IcmpMessage of(Family family, int type, int code, int rest, byte[] data) {
        Fields.checkIp(family);
        byte[] bytes = ByteBuffer.allocate(HEADER_BYTES + data.length)
                .put((byte) Fields.check("type", type, Fields.BYTE))
                .put((byte) Fields.check("code", code, Fields.BYTE))
                .putShort((short) 0)
                .putInt(rest)
                .put(data)
                .array();
        if (family == Family.INET) {
            putChecksum(bytes, InternetChecksum.of(bytes));
        }
        return new IcmpMessage(family, bytes);
    }

    /**
     * Build an echo request: a ping.
     *
     * @param family INET or INET6
     * @param id 0 to 65535, which tells one pinging program from the others
     * @param sequence 0 to 65535
     * @param data what the reply shall bring back, copied
     * @return the message, never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static IcmpMessage echoRequest(Family family, int id, int sequence, byte[] data) {
        return echo(IcmpType.ECHO_REQUEST, family, id, sequence, data);
    }

    /**
     * Build an echo reply.
     *
     * @param family INET or INET6
     * @param id that of the request
     * @param sequence that of the request
     * @param data that of the request, copied
     * @return the message, never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static IcmpMessage echoReply(Family family, int id, int sequence, byte[] data) {
        return echo(IcmpType.ECHO_REPLY, family, id, sequence, data);
    }

    private static IcmpMessage echo(IcmpType type, Family family, int id, int sequence, byte[] data) {
        int rest = Fields.check("id", id, Fields.SHORT) << 16 | Fields.check("sequence", sequence, Fields.SHORT);
        return of(family, type.number(family), 0, rest, data);
    }

    /**
     * Build the report that a packet cannot be delivered.
     *
     * @param code why, 0 to 255: over IPv4 0 is net, 1 host, 2 protocol, 3 port unreachable, 4 fragmentation needed, 13
     *     prohibited; over IPv6 0 is no route, 1 prohibited, 3 address, 4 port unreachable
     * @param original the packet, the start of which is quoted
     * @return the message, of the packet's family; never null
     * @throws IllegalArgumentException if the code is out of range
     */
    public static IcmpMessage destinationUnreachable(int code, IpPacket original) {
        return error(IcmpType.DESTINATION_UNREACHABLE, code, 0, original);
    }

    /**
     * Build the report that a packet's TTL was used up, as a router on its way makes it.
     *
     * @param original the packet, the start of which is quoted
     * @return the message, of the packet's family; never null
     */
    public static IcmpMessage timeExceeded(IpPacket original) {
        return error(IcmpType.TIME_EXCEEDED, 0, 0, original);
    }

    /**
     * Build the report that a packet is larger than the next link takes: "fragmentation needed" over IPv4, "packet too big"
     * over IPv6.
     *
     * @param mtu what the link takes, 0 to 65535
     * @param original the packet, the start of which is quoted
     * @return the message, of the packet's family; never null
     * @throws IllegalArgumentException if the MTU is out of range
     */
    public static IcmpMessage packetTooBig(int mtu, IpPacket original) {
        Fields.check("mtu", mtu, Fields.SHORT);
        return original.family() == Family.INET
                ? error(IcmpType.DESTINATION_UNREACHABLE, 4, mtu, original)
                : error(IcmpType.PACKET_TOO_BIG, 0, mtu, original);
    }

    private static IcmpMessage error(IcmpType type, int code, int rest, IpPacket original) {
        byte[] whole = original.toBytes();
        int most = original.family() == Family.INET ? whole.length - original.payload().length + QUOTED_V4 : QUOTED_V6;
        byte[] quoted = Arrays.copyOf(whole, Math.min(most, whole.length));
        return of(original.family(), type.number(original.family()), code, rest, quoted);
    }

    /**
     * Read a message. A wrong checksum is not refused: ask for it.
     *
     * @param family INET or INET6
     * @param bytes header and data, without an IP header
     * @return the message, never null
     * @throws IllegalArgumentException if it is too short; the message is one line
     */
    public static IcmpMessage parse(Family family, byte[] bytes) {
        Fields.checkIp(family);
        Fields.checkLength(name(family) + " message", HEADER_BYTES, bytes.length);
        return new IcmpMessage(family, bytes.clone());
    }

    private static String name(Family family) {
        return family == Family.INET ? "An ICMP" : "An ICMPv6";
    }

    /**
     * Give the family that it belongs to.
     *
     * @return INET or INET6
     */
    public Family family() {
        return family;
    }

    /**
     * Give the number of its type.
     *
     * @return 0 to 255
     */
    public int type() {
        return Fields.unsigned(bytes[0]);
    }

    /**
     * Tell whether it is of a type.
     *
     * @param type a type that both families have a word for
     * @return true if it is
     */
    public boolean is(IcmpType type) {
        return kind() == type;
    }

    @Nullable
    IcmpType kind() {
        return IcmpType.find(family, type());
    }

    /**
     * Give the code that says more than the type.
     *
     * @return 0 to 255
     */
    public int code() {
        return Fields.unsigned(bytes[1]);
    }

    /**
     * Give the checksum, right or wrong.
     *
     * @return 0 to 0xffff
     */
    public int checksum() {
        return Fields.unsigned(ByteBuffer.wrap(bytes).getShort(CHECKSUM_AT));
    }

    /**
     * Give the second word of the header, whose meaning depends on the type.
     *
     * @return all 32 bits
     */
    public int rest() {
        return ByteBuffer.wrap(bytes).getInt(REST_AT);
    }

    /**
     * Give the identifier of an echo.
     *
     * @return the upper half of {@link #rest()}, 0 to 65535
     */
    public int id() {
        return rest() >>> 16;
    }

    /**
     * Give the sequence number of an echo.
     *
     * @return the lower half of {@link #rest()}, 0 to 65535
     */
    public int sequence() {
        return rest() & Fields.SHORT;
    }

    /**
     * Copy what follows the header.
     *
     * @return the data, potentially empty
     */
    public byte[] data() {
        return Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    }

    /**
     * Give what follows the header as UTF-8.
     *
     * @return the text, never null
     */
    public String text() {
        return new String(data(), StandardCharsets.UTF_8);
    }

    /**
     * Read the packet that an error quotes. Its payload is cut.
     *
     * @return the packet, never null
     * @throws IllegalArgumentException if this is no error, or quotes no packet; the message is one line
     */
    public IpPacket original() {
        IcmpType kind = kind();
        if (kind == null || !kind.isError()) {
            throw new IllegalArgumentException("Only an ICMP error quotes a packet but this is " + this + ".");
        }
        return family == Family.INET ? Ipv4Packet.parseQuoted(data()) : Ipv6Packet.parseQuoted(data());
    }

    /**
     * Tell whether the checksum is right.
     *
     * @param source who the message is from; only IPv6 needs it
     * @param destination where it goes; only IPv6 needs it
     * @return true if it is
     */
    public boolean hasValidChecksum(InetAddress source, InetAddress destination) {
        return sum(source, destination, bytes) == 0;
    }

    /**
     * Compute the checksum.
     *
     * @param source who the message is from; only IPv6 needs it
     * @param destination where it goes; only IPv6 needs it
     * @return a copy with it, never null
     * @throws IllegalArgumentException if the addresses are not of the message's family
     */
    public IcmpMessage withChecksumFor(InetAddress source, InetAddress destination) {
        byte[] copy = bytes.clone();
        putChecksum(copy, 0);
        putChecksum(copy, sum(source, destination, copy));
        return new IcmpMessage(family, copy);
    }

    /**
     * Set the checksum, to have a wrong one. Over IPv6 the kernel corrects it.
     *
     * @param checksum 0 to 0xffff
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public IcmpMessage withChecksum(int checksum) {
        byte[] copy = bytes.clone();
        putChecksum(copy, Fields.check("checksum", checksum, Fields.SHORT));
        return new IcmpMessage(family, copy);
    }

    private int sum(InetAddress source, InetAddress destination, byte[] over) {
        Fields.checkOneFamily(source, destination);
        if (Fields.family(source) != family) {
            throw new IllegalArgumentException(name(family) + " message goes between addresses of " + family
                    + " but source was " + source.getHostAddress() + ".");
        }
        return family == Family.INET
                ? InternetChecksum.of(over)
                : InternetChecksum.of(source, destination, IpProtocol.ICMPV6, over);
    }

    private static void putChecksum(byte[] bytes, int checksum) {
        ByteBuffer.wrap(bytes).putShort(CHECKSUM_AT, (short) checksum);
    }

    /**
     * Write it as an IP packet carries it.
     *
     * @return header and data, never null
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Compare family and all bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IcmpMessage message && family == message.family && Arrays.equals(bytes, message.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * family.ordinal() + Arrays.hashCode(bytes);
    }

    /** Describe the message, as messages do. */
    @Override
    public String toString() {
        IcmpType kind = kind();
        String name = (family == Family.INET ? "ICMP " : "ICMPv6 ") + (kind == null ? "type " + type() : kind);
        if (kind != null && kind.isQuery()) {
            return name + " id " + id() + " sequence " + sequence() + " " + Payloads.data(data());
        }
        String code = name + " code " + code();
        if (kind == null || !kind.isError()) {
            return code + " " + Payloads.data(data());
        }
        try {
            return code + " about " + original().source().getHostAddress() + " -> "
                    + original().destination().getHostAddress() + " "
                    + IpProtocol.name(original().protocol());
        } catch (IllegalArgumentException e) {
            return code + " " + Payloads.data(data()); // it quotes no packet
        }
    }
}
