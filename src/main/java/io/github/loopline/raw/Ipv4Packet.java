package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A packet of IPv4 (RFC 791). Immutable. Length and header checksum are computed, unless {@link #withChecksum} sets a wrong
 * one.
 *
 * @since 0.1
 */
public final class Ipv4Packet extends PacketBytes implements IpPacket {

    /** Bytes of a header without options. */
    public static final int HEADER_BYTES = 20;

    private static final int CHECKSUM_AT = 10;
    private static final int MOST_OPTIONS = 40;
    private static final int DEFAULT_TTL = 64;

    /** Takes the header as on the wire, its checksum included. */
    private Ipv4Packet(byte[] header, byte[] payload) {
        super(header, payload);
    }

    /**
     * Build a packet with a TTL of 64, no options, and an identification of 0, which Linux replaces by one of its own.
     *
     * @param source who it says it is from, IPv4
     * @param destination IPv4
     * @param protocol what it carries, 0 to 255
     * @param payload at most 65515 bytes, copied
     * @return the packet, never null
     * @throws IllegalArgumentException for addresses of IPv6, or if a value is out of range
     */
    public static Ipv4Packet of(InetAddress source, InetAddress destination, int protocol, byte[] payload) {
        checkFamily("source", source, Family.INET, "IPv4");
        checkFamily("destination", destination, Family.INET, "IPv4");
        int length = HEADER_BYTES + payload.length;
        checkTotal(length);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) length)
                .putInt(0)
                .put((byte) DEFAULT_TTL)
                .put((byte) Fields.check("protocol", protocol, Fields.BYTE))
                .putShort((short) 0)
                .put(source.getAddress())
                .put(destination.getAddress())
                .array();
        return summed(header, payload.clone());
    }

    private static void checkTotal(int length) {
        if (length > Fields.SHORT) {
            throw new IllegalArgumentException("An IPv4 packet has at most 65535 bytes but this would have " + length
                    + " with its header. Send several.");
        }
    }

    /**
     * Read a packet, as {@link IpPacket#parse} does.
     *
     * @param bytes a header, and what it carries
     * @return the packet, never null
     * @throws IllegalArgumentException if it is no packet of IPv4; the message is one line
     */
    public static Ipv4Packet parse(byte[] bytes) {
        Ipv4Packet packet = parseQuoted(bytes);
        Fields.checkSaid("An IPv4 packet", packet.length(), bytes.length);
        return packet;
    }

    /** Reads a packet whose payload may be cut. */
    static Ipv4Packet parseQuoted(byte[] bytes) {
        Fields.checkLength("An IPv4 packet", HEADER_BYTES, bytes.length);
        checkVersion(bytes, 4);
        int headerLength = 4 * (bytes[0] & 15);
        if (headerLength < HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "An IPv4 header has at least 20 bytes but this says that it has " + headerLength + ".");
        }
        Fields.checkSaid("An IPv4 header", headerLength, bytes.length);
        byte[] header = Arrays.copyOf(bytes, headerLength);
        int length = Fields.unsigned(ByteBuffer.wrap(header).getShort(2));
        if (length < headerLength) {
            throw new IllegalArgumentException("An IPv4 packet is at least as long as its header of " + headerLength
                    + " bytes but this says that it has " + length + ".");
        }
        return new Ipv4Packet(header, Arrays.copyOfRange(bytes, headerLength, Math.min(length, bytes.length)));
    }

    @Override
    public Family family() {
        return Family.INET;
    }

    @Override
    public InetAddress source() {
        return address(12, 4);
    }

    @Override
    public InetAddress destination() {
        return address(16, 4);
    }

    @Override
    public int protocol() {
        return eightBits(9);
    }

    @Override
    public int ttl() {
        return eightBits(8);
    }

    @Override
    public int trafficClass() {
        return eightBits(1);
    }

    @Override
    public int length() {
        return sixteenBits(2);
    }

    /**
     * Give the identification, which the fragments of a packet share.
     *
     * @return 0 to 65535
     */
    public int identification() {
        return sixteenBits(4);
    }

    /**
     * Tell whether routers must not fragment it.
     *
     * @return the flag DF
     */
    public boolean isDontFragment() {
        return (eightBits(6) & 0x40) != 0;
    }

    /**
     * Tell whether further fragments follow.
     *
     * @return the flag MF
     */
    public boolean isMoreFragments() {
        return (eightBits(6) & 0x20) != 0;
    }

    /**
     * Give where in the whole packet the payload of this fragment belongs.
     *
     * @return bytes, 0 for the first fragment and for a whole packet
     */
    public int fragmentOffset() {
        return 8 * (sixteenBits(6) & 0x1fff);
    }

    /**
     * Copy the options.
     *
     * @return 0 to 40 bytes, padding included
     */
    public byte[] options() {
        return Arrays.copyOfRange(header(), HEADER_BYTES, header().length);
    }

    /**
     * Give the header checksum, right or wrong.
     *
     * @return 0 to 0xffff
     */
    public int checksum() {
        return sixteenBits(CHECKSUM_AT);
    }

    @Override
    public boolean hasValidChecksum() {
        return InternetChecksum.of(header()) == 0;
    }

    @Override
    public Ipv4Packet withTtl(int ttl) {
        return withByte(8, Fields.check("ttl", ttl, Fields.BYTE));
    }

    @Override
    public Ipv4Packet withTrafficClass(int trafficClass) {
        return withByte(1, Fields.check("trafficClass", trafficClass, Fields.BYTE));
    }

    /**
     * Set the identification.
     *
     * @param identification 0 to 65535; Linux replaces a 0 by one of its own
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public Ipv4Packet withIdentification(int identification) {
        return withSixteenBits(4, Fields.check("identification", identification, Fields.SHORT));
    }

    /**
     * Set the flag DF.
     *
     * @param dontFragment whether routers must not fragment it
     * @return a copy with it, never null
     */
    public Ipv4Packet withDontFragment(boolean dontFragment) {
        return withSixteenBits(6, sixteenBits(6) & ~0x4000 | (dontFragment ? 0x4000 : 0));
    }

    /**
     * Make it a fragment of a larger packet.
     *
     * @param offset where its payload belongs there, a multiple of 8, 0 to 65528
     * @param moreFragments whether further fragments follow
     * @return a copy that is, never null
     * @throws IllegalArgumentException if the offset is out of range
     */
    public Ipv4Packet withFragment(int offset, boolean moreFragments) {
        Fields.check("offset", offset, 65_528);
        if (offset % 8 != 0) {
            throw new IllegalArgumentException("offset must be a multiple of 8 but was " + offset + ".");
        }
        return withSixteenBits(6, sixteenBits(6) & 0xc000 | (moreFragments ? 0x2000 : 0) | offset / 8);
    }

    /**
     * Set the options.
     *
     * @param options at most 40 bytes, padded with zeros to a multiple of 4
     * @return a copy with them, never null
     * @throws IllegalArgumentException if there are more
     */
    public Ipv4Packet withOptions(byte[] options) {
        if (options.length > MOST_OPTIONS) {
            throw new IllegalArgumentException(
                    "options must have at most " + MOST_OPTIONS + " bytes but have " + options.length + ".");
        }
        int headerLength = HEADER_BYTES + (options.length + 3) / 4 * 4;
        checkTotal(headerLength + carried().length);
        byte[] longer = Arrays.copyOf(Arrays.copyOf(header(), HEADER_BYTES), headerLength);
        System.arraycopy(options, 0, longer, HEADER_BYTES, options.length);
        longer[0] = (byte) (0x40 | headerLength / 4);
        put(longer, 2, headerLength + carried().length);
        return summed(longer, carried());
    }

    /**
     * Set the header checksum, to have a wrong one. Linux corrects it when a raw socket sends the packet.
     *
     * @param checksum 0 to 0xffff
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public Ipv4Packet withChecksum(int checksum) {
        byte[] copy = header().clone();
        put(copy, CHECKSUM_AT, Fields.check("checksum", checksum, Fields.SHORT));
        return new Ipv4Packet(copy, carried());
    }

    private Ipv4Packet withByte(int at, int value) {
        byte[] copy = header().clone();
        copy[at] = (byte) value;
        return summed(copy, carried());
    }

    private Ipv4Packet withSixteenBits(int at, int value) {
        byte[] copy = header().clone();
        put(copy, at, value);
        return summed(copy, carried());
    }

    /** Makes a packet of a header that is its own, and computes the checksum in it. */
    private static Ipv4Packet summed(byte[] header, byte[] payload) {
        put(header, CHECKSUM_AT, 0);
        put(header, CHECKSUM_AT, InternetChecksum.of(header));
        return new Ipv4Packet(header, payload);
    }

    private static void put(byte[] header, int at, int value) {
        ByteBuffer.wrap(header).putShort(at, (short) value);
    }

    /** Describe the packet, as messages do. */
    @Override
    public String toString() {
        return Payloads.describe(this);
    }
}
