package io.github.loopline.raw;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The checksum of the Internet protocols (RFC 1071): the ones' complement of the ones' complement sum of all 16-bit words.
 *
 * @since 0.1
 */
public final class InternetChecksum {

    private InternetChecksum() {}

    /**
     * Compute the checksum of bytes. Over data that holds its own correct checksum it is 0.
     *
     * @param data any bytes; an odd last one counts as if a zero followed
     * @return 0 to 0xffff
     */
    public static int of(byte[] data) {
        return finish(sum(data));
    }

    /**
     * Compute the checksum of what an IP packet carries, with the pseudo header of RFC 768 (IPv4) or RFC 8200 (IPv6) in front.
     *
     * @param source who sends
     * @param destination an address of the same family
     * @param protocol the number of the protocol, such as {@link IpProtocol#UDP}
     * @param data header and payload of that protocol
     * @return 0 to 0xffff
     * @throws IllegalArgumentException if the addresses are of two families
     */
    public static int of(InetAddress source, InetAddress destination, int protocol, byte[] data) {
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress();
        Fields.checkOneFamily(source, destination);
        // both pseudo headers sum up the same, whatever the width of their fields
        byte[] pseudo = ByteBuffer.allocate(2 * from.length + 8)
                .put(from)
                .put(to)
                .putInt(data.length)
                .putInt(Fields.check("protocol", protocol, Fields.BYTE))
                .array();
        return finish(sum(pseudo) + sum(data));
    }

    private static long sum(byte[] data) {
        long sum = 0;
        for (int i = 0; i < data.length; i++) {
            sum += (i & 1) == 0 ? (data[i] & 0xff) << 8 : data[i] & 0xff;
        }
        return sum;
    }

    private static int finish(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) (~folded & 0xffff);
    }
}
