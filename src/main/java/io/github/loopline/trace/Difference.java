package io.github.loopline.trace;

import java.util.Arrays;

/**
 * Shows where received bytes differ from expected ones: both as text with their sizes, and as hex with the first difference
 * marked. Long data is shown around the difference only.
 */
public final class Difference {

    private static final int ROW = 16;
    private static final int SHOWN = 96;
    private static final int BEFORE = 32;

    private Difference() {}

    /**
     * Describe the difference in the lines of an assertion message.
     *
     * @param expected what should have come
     * @param actual what came
     * @param state what else is known of the stream, such as {@code the peer is still connected}
     * @return lines that are indented by two and separated by {@code \n}, never null
     */
    public static String of(byte[] expected, byte[] actual, String state) {
        int at = Arrays.mismatch(expected, actual);
        if (at < 0) {
            return "  to have received: " + shown(expected, 0) + "\n  and it did, " + state;
        }
        return "  to have received: " + shown(expected, at)
                + "\n  but received    : " + shown(actual, at) + ", " + state
                + "\n  first difference at byte " + at + ": " + byteAt(expected, at, "expected ", "expected the end")
                + " but " + byteAt(actual, at, "got ", "got no more")
                + "\n" + rows(expected, actual, at);
    }

    /**
     * Write data with its size, shortened around an offset.
     *
     * @param bytes the data
     * @param at the offset that must be in view
     * @return such as {@code "PING\r\n" (6 bytes)}, never null
     */
    public static String shown(byte[] bytes, int at) {
        if (bytes.length == 0) {
            return "nothing";
        }
        int from = bytes.length <= SHOWN ? 0 : Math.max(0, Math.min(at - BEFORE, bytes.length - SHOWN));
        int to = Math.min(bytes.length, from + SHOWN);
        return (from > 0 ? "..." : "")
                + Bytes.quote(Arrays.copyOfRange(bytes, from, to))
                + (to < bytes.length ? "..." : "")
                + " (" + Bytes.count(bytes.length) + ")";
    }

    private static String byteAt(byte[] bytes, int at, String verb, String end) {
        return at < bytes.length ? verb + "0x" + Bytes.hex(new byte[] {bytes[at]}) : end;
    }

    private static String rows(byte[] expected, byte[] actual, int at) {
        int row = at / ROW * ROW;
        int column = at - row;
        String mark = " ".repeat("  expected ".length() + 8 + 2 + 3 * column) + "^^";
        return "  expected " + row(expected, row) + "\n  received " + row(actual, row) + "\n" + mark;
    }

    private static String row(byte[] bytes, int from) {
        byte[] part = from >= bytes.length
                ? new byte[0]
                : Arrays.copyOfRange(bytes, from, Math.min(from + ROW, bytes.length));
        StringBuilder text = new StringBuilder();
        for (byte b : part) {
            text.append(b >= ' ' && b < 0x7f ? (char) b : '.');
        }
        String offset = Integer.toHexString(from);
        String hex = Bytes.hex(part);
        return "0".repeat(8 - offset.length()) + offset + "  " + hex + " ".repeat(3 * ROW - 1 - hex.length()) + "  |"
                + text + "|";
    }
}
