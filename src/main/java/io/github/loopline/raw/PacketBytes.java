package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of an IP packet of either version: its header, and what it carries. Immutable. */
abstract class PacketBytes {

    private final byte[] header;
    private final byte[] payload;

    PacketBytes(byte[] header, byte[] payload) {
        this.header = header;
        this.payload = payload;
    }

    /**
     * Give the length that its header says, header included.
     *
     * @return bytes
     */
    public abstract int length();

    final byte[] header() {
        return header;
    }

    /** Gives what it carries without copying it. */
    final byte[] carried() {
        return payload;
    }

    final int eightBits(int at) {
        return Fields.unsigned(header[at]);
    }

    final int sixteenBits(int at) {
        return Fields.unsigned(ByteBuffer.wrap(header).getShort(at));
    }

    final InetAddress address(int at, int length) {
        return Fields.address(Arrays.copyOfRange(header, at, at + length));
    }

    static void checkFamily(String which, InetAddress address, Family family, String version) {
        if (Fields.family(address) != family) {
            throw new IllegalArgumentException(
                    which + " must be an " + version + " address but was " + address.getHostAddress() + ".");
        }
    }

    static void checkVersion(byte[] bytes, int version) {
        int found = bytes[0] >> 4 & 15;
        if (found != version) {
            throw new IllegalArgumentException(
                    "An IPv" + version + " packet has version " + version + " but this has " + found + ".");
        }
    }

    /**
     * Copy what it carries.
     *
     * @return header and payload of its protocol, potentially empty
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Tell whether a part of the payload is missing, as in the packets that ICMP errors quote.
     *
     * @return true if its length promises more than there is
     */
    public boolean isTruncated() {
        return header.length + payload.length < length();
    }

    /**
     * Write it as it goes over the wire.
     *
     * @return header and payload, never null
     */
    public byte[] toBytes() {
        byte[] bytes = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, bytes, header.length, payload.length);
        return bytes;
    }

    /** Compare all bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PacketBytes packet
                && Arrays.equals(header, packet.header)
                && Arrays.equals(payload, packet.payload);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(header) + Arrays.hashCode(payload);
    }
}
