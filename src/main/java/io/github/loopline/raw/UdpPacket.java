package io.github.loopline.raw;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A UDP datagram with its header (RFC 768), as an IP packet carries it. Immutable. Its checksum covers the addresses too: it
 * is 0, which means none, until {@link #withChecksumFor} or {@link IpPacket} computes it.
 *
 * @since 0.1
 */
public final class UdpPacket {

    /** Bytes of a header. */
    public static final int HEADER_BYTES = 8;

    private static final int MOST_PAYLOAD = 0xffff - HEADER_BYTES;
    private static final int CHECKSUM_AT = 6;

    private final byte[] bytes; // as on the wire

    private UdpPacket(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Build a datagram.
     *
     * @param sourcePort 0 to 65535; 0 says that nobody expects an answer
     * @param destinationPort 0 to 65535
     * @param payload at most 65527 bytes, copied
     * @return the datagram, without a checksum; never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static UdpPacket of(int sourcePort, int destinationPort, byte[] payload) {
        if (payload.length > MOST_PAYLOAD) {
            throw new IllegalArgumentException("A UDP datagram carries at most " + MOST_PAYLOAD
                    + " bytes but this would carry " + payload.length + ". Send several.");
        }
        return new UdpPacket(ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putShort((short) Fields.check("sourcePort", sourcePort, Fields.SHORT))
                .putShort((short) Fields.check("destinationPort", destinationPort, Fields.SHORT))
                .putShort((short) (HEADER_BYTES + payload.length))
                .putShort((short) 0)
                .put(payload)
                .array());
    }

    /**
     * Build a datagram that carries a text.
     *
     * @param sourcePort 0 to 65535; 0 says that nobody expects an answer
     * @param destinationPort 0 to 65535
     * @param text encoded as UTF-8
     * @return the datagram, without a checksum; never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static UdpPacket of(int sourcePort, int destinationPort, String text) {
        return of(sourcePort, destinationPort, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Read a datagram. Bytes behind the length that its header gives are left out. A wrong checksum is not refused: ask for
     * it.
     *
     * @param bytes header and payload, without an IP header
     * @return the datagram, never null
     * @throws IllegalArgumentException if it is none; the message is one line
     */
    public static UdpPacket parse(byte[] bytes) {
        Fields.checkLength("A UDP header", HEADER_BYTES, bytes.length);
        int length = Fields.unsigned(ByteBuffer.wrap(bytes).getShort(4));
        if (length < HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "A UDP datagram has at least 8 bytes but this says that it has " + length + ".");
        }
        Fields.checkSaid("A UDP datagram", length, bytes.length);
        return new UdpPacket(Arrays.copyOf(bytes, length));
    }

    /**
     * Give the port that it says it is from.
     *
     * @return 0 to 65535
     */
    public int sourcePort() {
        return sixteenBits(0);
    }

    /**
     * Give the port that it goes to.
     *
     * @return 0 to 65535
     */
    public int destinationPort() {
        return sixteenBits(2);
    }

    /**
     * Give its length, header included.
     *
     * @return bytes, 8 or more
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Give the checksum, right or wrong.
     *
     * @return 0 for none, to 0xffff
     */
    public int checksum() {
        return sixteenBits(CHECKSUM_AT);
    }

    private int sixteenBits(int at) {
        return Fields.unsigned(ByteBuffer.wrap(bytes).getShort(at));
    }

    /**
     * Copy the payload.
     *
     * @return the bytes, potentially empty
     */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    }

    /**
     * Give the payload as UTF-8.
     *
     * @return the text, never null
     */
    public String text() {
        return new String(payload(), StandardCharsets.UTF_8);
    }

    /**
     * Tell whether the checksum is right. Over IPv4 it can be left out, over IPv6 not (RFC 8200). What was sent on loopback and
     * not computed by this class often has half a checksum: Linux leaves the rest to the network card that is not there.
     *
     * @param source who the datagram is from
     * @param destination where it goes
     * @return true if it is
     * @throws IllegalArgumentException if the addresses are of two families
     */
    public boolean hasValidChecksum(InetAddress source, InetAddress destination) {
        int sum = InternetChecksum.of(source, destination, IpProtocol.UDP, bytes);
        return checksum() == 0 ? source.getAddress().length == 4 : sum == 0;
    }

    /**
     * Compute the checksum.
     *
     * @param source who the datagram is from
     * @param destination where it goes
     * @return a copy with it, never null
     * @throws IllegalArgumentException if the addresses are of two families
     */
    public UdpPacket withChecksumFor(InetAddress source, InetAddress destination) {
        int sum = InternetChecksum.of(source, destination, IpProtocol.UDP, withChecksum(0).bytes);
        return withChecksum(sum == 0 ? Fields.SHORT : sum); // 0 would mean none (RFC 768)
    }

    /**
     * Set the checksum, to have a wrong one or none.
     *
     * @param checksum 0 for none, to 0xffff
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public UdpPacket withChecksum(int checksum) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).putShort(CHECKSUM_AT, (short) Fields.check("checksum", checksum, Fields.SHORT));
        return new UdpPacket(copy);
    }

    /**
     * Write it as an IP packet carries it.
     *
     * @return header and payload, never null
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Compare all bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof UdpPacket packet && Arrays.equals(bytes, packet.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Describe the datagram, as messages do. */
    @Override
    public String toString() {
        return "UDP " + sourcePort() + " -> " + destinationPort() + " " + Payloads.data(payload());
    }
}
