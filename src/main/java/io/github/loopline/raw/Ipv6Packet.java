package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A packet of IPv6 (RFC 8200). Immutable. Extension headers are part of the payload: {@link #protocol()} is the number of
 * whatever follows the header.
 *
 * @since 0.1
 */
public final class Ipv6Packet extends PacketBytes implements IpPacket {

    /** Bytes of the header. */
    public static final int HEADER_BYTES = 40;

    private static final int MOST_FLOW_LABEL = 0xfffff;
    private static final int DEFAULT_HOP_LIMIT = 64;

    private Ipv6Packet(byte[] header, byte[] payload) {
        super(header, payload);
    }

    /**
     * Build a packet with a hop limit of 64.
     *
     * @param source who it says it is from, IPv6
     * @param destination IPv6
     * @param protocol what it carries, 0 to 255
     * @param payload at most 65535 bytes, copied
     * @return the packet, never null
     * @throws IllegalArgumentException for addresses of IPv4, or if a value is out of range
     */
    public static Ipv6Packet of(InetAddress source, InetAddress destination, int protocol, byte[] payload) {
        checkFamily("source", source, Family.INET6, "IPv6");
        checkFamily("destination", destination, Family.INET6, "IPv6");
        if (payload.length > Fields.SHORT) {
            throw new IllegalArgumentException("An IPv6 packet carries at most 65535 bytes but this would carry "
                    + payload.length + ". Send several.");
        }
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(0x60000000)
                .putShort((short) payload.length)
                .put((byte) Fields.check("protocol", protocol, Fields.BYTE))
                .put((byte) DEFAULT_HOP_LIMIT)
                .put(source.getAddress())
                .put(destination.getAddress())
                .array();
        return new Ipv6Packet(header, payload.clone());
    }

    /**
     * Read a packet, as {@link IpPacket#parse} does.
     *
     * @param bytes a header, and what it carries
     * @return the packet, never null
     * @throws IllegalArgumentException if it is no packet of IPv6; the message is one line
     */
    public static Ipv6Packet parse(byte[] bytes) {
        Ipv6Packet packet = parseQuoted(bytes);
        Fields.checkSaid("An IPv6 packet", packet.length(), bytes.length);
        return packet;
    }

    /** Reads a packet whose payload may be cut. */
    static Ipv6Packet parseQuoted(byte[] bytes) {
        Fields.checkLength("An IPv6 packet", HEADER_BYTES, bytes.length);
        checkVersion(bytes, 6);
        byte[] header = Arrays.copyOf(bytes, HEADER_BYTES);
        int length = HEADER_BYTES + Fields.unsigned(ByteBuffer.wrap(header).getShort(4));
        return new Ipv6Packet(header, Arrays.copyOfRange(bytes, HEADER_BYTES, Math.min(length, bytes.length)));
    }

    @Override
    public Family family() {
        return Family.INET6;
    }

    @Override
    public InetAddress source() {
        return address(8, 16);
    }

    @Override
    public InetAddress destination() {
        return address(24, 16);
    }

    @Override
    public int protocol() {
        return eightBits(6);
    }

    @Override
    public int ttl() {
        return eightBits(7);
    }

    @Override
    public int trafficClass() {
        return first() >> 20 & Fields.BYTE;
    }

    /**
     * Give the flow label.
     *
     * @return 0 to 0xfffff
     */
    public int flowLabel() {
        return first() & MOST_FLOW_LABEL;
    }

    @Override
    public int length() {
        return HEADER_BYTES + sixteenBits(4);
    }

    @Override
    public boolean hasValidChecksum() {
        return true;
    }

    @Override
    public Ipv6Packet withTtl(int ttl) {
        byte[] copy = header().clone();
        copy[7] = (byte) Fields.check("ttl", ttl, Fields.BYTE);
        return new Ipv6Packet(copy, carried());
    }

    @Override
    public Ipv6Packet withTrafficClass(int trafficClass) {
        return withFirst(first() & 0xf00fffff | Fields.check("trafficClass", trafficClass, Fields.BYTE) << 20);
    }

    /**
     * Set the flow label.
     *
     * @param flowLabel 0 to 0xfffff
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public Ipv6Packet withFlowLabel(int flowLabel) {
        return withFirst(first() & ~MOST_FLOW_LABEL | Fields.check("flowLabel", flowLabel, MOST_FLOW_LABEL));
    }

    private int first() {
        return ByteBuffer.wrap(header()).getInt(0);
    }

    private Ipv6Packet withFirst(int first) {
        byte[] copy = header().clone();
        ByteBuffer.wrap(copy).putInt(0, first);
        return new Ipv6Packet(copy, carried());
    }

    /** Describe the packet, as messages do. */
    @Override
    public String toString() {
        return Payloads.describe(this);
    }
}
