package io.github.loopline.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes DER, the one binary form of an ASN.1 value (ITU-T X.690, clause 8 for the types, clauses 10 and 11 for what DER leaves
 * open), as far as certificates need it.
 */
final class Der {

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final Instant LAST_UTC_TIME = Instant.parse("2050-01-01T00:00:00Z");
    private static final DateTimeFormatter UTC = time("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED = time("yyyyMMddHHmmss'Z'");

    private Der() {}

    private static DateTimeFormatter time(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(SET, parts);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] yes() {
        return value(BOOLEAN, new byte[] {(byte) 0xff}); // 11.1
    }

    static byte[] nothing() {
        return value(NULL);
    }

    static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a string of whole bytes. */
    static byte[] bits(byte[] bytes) {
        return value(BIT_STRING, new byte[1], bytes);
    }

    /** Writes named bits, the first of which is the highest; 0 bits at the end are left out (11.2.2). */
    static byte[] namedBits(int bits) {
        return value(BIT_STRING, new byte[] {(byte) Integer.numberOfTrailingZeros(bits), (byte) bits});
    }

    /** Writes an object identifier given in its usual form, such as 2.5.4.3 (8.19). */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        base128(bytes, Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            base128(bytes, Integer.parseInt(arcs[i]));
        }
        return value(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    private static void base128(ByteArrayOutputStream bytes, int arc) {
        int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros(arc)) / 7);
        for (int group = groups - 1; group >= 0; group--) {
            bytes.write(arc >>> 7 * group & 0x7f | (group == 0 ? 0 : 0x80));
        }
    }

    /** Writes a time in whole seconds: UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
    static byte[] time(Instant time) {
        boolean shortForm = time.isBefore(LAST_UTC_TIME);
        String text = (shortForm ? UTC : GENERALIZED).format(time);
        return value(shortForm ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes [number] around whole values: an explicit tag, or an implicit one of a sequence. */
    static byte[] tagged(int number, byte[]... values) {
        return value(CONTEXT | CONSTRUCTED | number, values);
    }

    /** Writes [number] instead of the tag of a string. */
    static byte[] taggedString(int number, byte[] content) {
        return value(CONTEXT | number, content);
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 6);
        bytes.write(tag);
        length(bytes, length);
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** Writes a length in as few bytes as can be (10.1). */
    private static void length(ByteArrayOutputStream bytes, int length) {
        if (length < 0x80) {
            bytes.write(length);
            return;
        }
        int count = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        bytes.write(0x80 | count);
        for (int i = count - 1; i >= 0; i--) {
            bytes.write(length >>> 8 * i);
        }
    }
}
