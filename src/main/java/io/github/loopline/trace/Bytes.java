package io.github.loopline.trace;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * How bytes are written in messages: as text where they are text, every other byte as an escape.
 *
 * @since 0.1
 */
public final class Bytes {

    private static final String HEX = "0123456789abcdef";

    private Bytes() {}

    /**
     * Write a count of bytes.
     *
     * @param count zero or more
     * @return such as {@code 1 byte} or {@code 6 bytes}
     */
    public static String count(long count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }

    /**
     * Write bytes as a string literal: UTF-8 text as it is, {@code \r \n \t \" \\}, and {@code \xHH} or a
     * Unicode escape for what is no printable text.
     *
     * @param bytes any bytes
     * @return the literal with its quotes, never null
     */
    public static String quote(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 2).append('"');
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = utf8.decode(in, chars, true);
            appendText(out, chars.flip());
            chars.clear();
            if (!result.isError()) {
                return out.append('"').toString();
            }
            for (int i = 0; i < result.length(); i++) {
                appendHex(out, in.get());
            }
            utf8.reset();
        }
    }

    private static void appendText(StringBuilder out, CharBuffer chars) {
        int i = 0;
        while (i < chars.length()) {
            int c = Character.codePointAt(chars, i);
            i += Character.charCount(c);
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < 0x80 && isInvisible(c)) {
                        appendHex(out, (byte) c);
                    } else if (isInvisible(c)) {
                        appendUnicode(out, c);
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        }
    }

    /**
     * What a terminal would act on, or show as a space or not at all: C1 controls, marks that turn the direction of text,
     * spaces that are not the space.
     */
    static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> false;
        };
    }

    /** Tells whether bytes can be read as text without escapes but those of tabs and lines' ends; the last character may be cut. */
    static boolean isText(byte[] bytes) {
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), chars, false)
                .isError();
        return !malformed
                && chars.flip().codePoints().allMatch(c -> c == '\r' || c == '\n' || c == '\t' || !isInvisible(c));
    }

    private static void appendHex(StringBuilder out, byte b) {
        out.append("\\x").append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }

    static void appendUnicode(StringBuilder out, int codePoint) {
        for (char c : Character.toChars(codePoint)) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX.charAt(c >> shift & 15));
            }
        }
    }

    /**
     * Write bytes as pairs of hex digits with a space between.
     *
     * @param bytes any bytes
     * @return such as {@code 48 45 4c 4f}, never null
     */
    public static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            if (!out.isEmpty()) {
                out.append(' ');
            }
            out.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        return out.toString();
    }
}
