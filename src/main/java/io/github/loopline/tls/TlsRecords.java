package io.github.loopline.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records that no TLS sends at that point, to be put beneath it: {@code connection.sendBeneathTls(TlsRecords.corrupted())}. A record
 * is a type, a version, a length and that many bytes (RFC 8446, section 5.1).
 *
 * @since 0.1
 */
public final class TlsRecords {

    /** The level of an alert after which both sides may go on, in TLS 1.2. */
    public static final int WARNING = 1;
    /** The level of an alert that ends the connection. */
    public static final int FATAL = 2;

    private static final int HEADER_BYTES = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final short VERSION = 0x0303; // what all records of TLS 1.2 and 1.3 say
    private static final int MOST_BYTES = 0xffff; // that the header can say

    private TlsRecords() {}

    /**
     * Give an alert that is not encrypted, whoever forges it.
     *
     * @param level {@link #WARNING} or {@link #FATAL}
     * @param code such as 40 for handshake_failure (RFC 8446, section 6)
     * @return a record
     */
    public static byte[] alert(int level, int code) {
        return record(ALERT, (byte) level, (byte) code);
    }

    /**
     * Give a record of encrypted data that no key has made.
     *
     * @return a record of 64 bytes
     */
    public static byte[] corrupted() {
        return record(APPLICATION_DATA, filled(64));
    }

    /**
     * Give a record of the handshake with bytes that are no message of it.
     *
     * @return a record of 4 bytes
     */
    public static byte[] garbage() {
        return record(HANDSHAKE, filled(4));
    }

    private static byte[] filled(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 0xee);
        return bytes;
    }

    /**
     * Give the header of a record that is longer than any may be.
     *
     * @return 5 bytes, of which the last two say 65535
     */
    public static byte[] oversized() {
        return header(HANDSHAKE, MOST_BYTES).array();
    }

    /**
     * Give a text as it stands.
     *
     * @param text encoded as UTF-8
     * @return no record
     */
    public static byte[] plainText(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] record(int type, byte... content) {
        ByteBuffer head = header(type, content.length);
        return ByteBuffer.allocate(HEADER_BYTES + content.length)
                .put(head.flip())
                .put(content)
                .array();
    }

    private static ByteBuffer header(int type, int length) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) type)
                .putShort(VERSION)
                .putShort((short) length);
    }
}
