package io.github.loopline.trace;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Shows where bytes differ from expected ones: both as text with their sizes, and as hex with the first difference marked.
 * Long data is shown around the difference only.
 */
public final class Difference {

    /** In a pattern: any byte will do. */
    public static final int ANY = -1;

    private static final int END = -2;
    static final int ROW = 16;
    private static final int MOST_ROWS = 8;
    private static final int SHOWN = 96;
    private static final int BEFORE = 32;
    private static final int OVERVIEW = 512;
    private static final int COMPARED = 16 * 1024;

    private Difference() {}

    /** What a message says of expected and actual bytes. */
    public enum Words {
        /** A stream or a peer received them. */
        RECEIVED("  to have received: ", "  but received    : "),
        /** A link delivered them to the server. */
        PASSED_TO_SERVER("  to have passed to the server: ", "  but what passed is          : "),
        /** A link delivered them to the client. */
        PASSED_TO_CLIENT("  to have passed to the client: ", "  but what passed is          : "),
        /** Something is them. */
        IS("  to be : ", "  but is: ");

        private final String wanted;
        private final String found;

        Words(String wanted, String found) {
            this.wanted = wanted;
            this.found = found;
        }

        /**
         * Make the two lines that begin a message.
         *
         * @param expected a description of what is expected
         * @param actual a description of what there is
         * @param state what else is known, such as {@code the peer is still connected}
         * @return the lines, without a line's end behind the second; never null
         */
        public String lines(String expected, String actual, String state) {
            return wanted + expected + "\n" + found + actual + ", " + state;
        }
    }

    /**
     * Describe the difference between what should have come and what came.
     *
     * @param expected what should have come
     * @param actual what came, something else
     * @param state what else is known of the stream, such as {@code the peer is still connected}
     * @return lines that are indented by two and separated by {@code \n}, never null
     */
    public static String of(byte[] expected, byte[] actual, String state) {
        return of(Words.RECEIVED, expected, actual, state);
    }

    /**
     * Describe the difference between expected and actual bytes.
     *
     * @param words what the message says of them
     * @param expected the expected bytes
     * @param actual other bytes
     * @param state what else is known
     * @return lines that are indented by two and separated by {@code \n}, never null
     */
    public static String of(Words words, byte[] expected, byte[] actual, String state) {
        int at = Math.max(0, Arrays.mismatch(expected, actual));
        String lines = words.lines(shown(expected, at), shown(actual, at), state);
        return lines + marked(cells(expected), expected.length, actual, at);
    }

    /**
     * Show the rows of hex around the first difference, with a mark below it.
     *
     * @param expected gives each expected byte, or {@link #ANY}
     * @param length how many bytes are expected
     * @param actual what there is
     * @param at where the first difference is
     * @return lines that begin with {@code \n}; none if there is nothing to compare
     */
    public static String marked(IntUnaryOperator expected, int length, byte[] actual, int at) {
        if (actual.length == 0 || length == 0) {
            return "";
        }
        IntUnaryOperator wanted = i -> i < length ? expected.applyAsInt(i) : END;
        IntUnaryOperator found = cells(actual);
        int row = at / ROW * ROW;
        String mark = " ".repeat("  expected 00000000  ".length() + 3 * (at - row)) + "^^";
        return "\n  first difference at byte " + at + ": "
                + cell(wanted.applyAsInt(at), "expected ", "expected the end")
                + " but " + cell(found.applyAsInt(at), "got ", "got no more")
                + "\n  expected " + row(wanted, row) + "\n  received " + row(found, row) + "\n" + mark;
    }

    static IntUnaryOperator cells(byte[] bytes) {
        return i -> i < bytes.length ? bytes[i] & 0xff : END;
    }

    private static String cell(int cell, String verb, String end) {
        return cell == END ? end : verb + "0x" + hex(cell);
    }

    private static String hex(int cell) {
        return cell == ANY ? "??" : Bytes.hex(new byte[] {(byte) cell});
    }

    /** Writes a row of 16 cells: offset, hex, text. */
    static String row(IntUnaryOperator cells, int from) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (int i = from; i < from + ROW && cells.applyAsInt(i) != END; i++) {
            int cell = cells.applyAsInt(i);
            hex.append(hex.isEmpty() ? "" : " ").append(hex(cell));
            text.append(cell == ANY ? '?' : cell >= ' ' && cell < 0x7f ? (char) cell : '.');
        }
        String offset = Integer.toHexString(from);
        return "0".repeat(8 - offset.length()) + offset + "  " + hex + " ".repeat(3 * ROW - 1 - hex.length()) + "  |"
                + text + "|";
    }

    /**
     * Write data with its size, shortened around an offset.
     *
     * @param bytes the data
     * @param at the offset that must be in view
     * @return such as {@code "PING\r\n" (6 bytes)}, never null
     */
    public static String shown(byte[] bytes, int at) {
        return sized(bytes, window(bytes, at, SHOWN, BEFORE));
    }

    /**
     * Write data with its size, its beginning and its end if it is long.
     *
     * @param bytes the data
     * @return such as {@code "PING\r\n" (6 bytes)}, never null
     */
    public static String overview(byte[] bytes) {
        if (bytes.length <= OVERVIEW) {
            return sized(bytes, Bytes.quote(bytes));
        }
        byte[] head = Arrays.copyOf(bytes, OVERVIEW / 2);
        byte[] tail = Arrays.copyOfRange(bytes, bytes.length - OVERVIEW / 2, bytes.length);
        return sized(bytes, Bytes.quote(head) + "..." + Bytes.quote(tail));
    }

    private static String sized(byte[] bytes, String text) {
        return bytes.length == 0 ? "nothing" : text + " (" + Bytes.count(bytes.length) + ")";
    }

    private static String window(byte[] bytes, int at, int most, int before) {
        int from = bytes.length <= most ? 0 : Math.max(0, Math.min(at - before, bytes.length - most));
        int to = Math.min(bytes.length, from + most);
        return (from > 0 ? "..." : "")
                + Bytes.quote(Arrays.copyOfRange(bytes, from, to))
                + (to < bytes.length ? "..." : "");
    }

    /**
     * Show the first rows of data in hex, if it is no text.
     *
     * @param bytes the data
     * @return lines that begin with {@code \n}; none for text
     */
    public static String dump(byte[] bytes) {
        byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, ROW * MOST_ROWS));
        if (Bytes.isText(first)) {
            return "";
        }
        StringBuilder rows = new StringBuilder("\n  in hex:");
        for (int from = 0; from < first.length; from += ROW) {
            rows.append("\n    ").append(row(cells(first), from));
        }
        int more = bytes.length - first.length;
        return rows.append(more > 0 ? "\n    and " + Bytes.count(more) + " more" : "")
                .toString();
    }

    /**
     * Write data for an IDE to compare, line by line; shortened around an offset only if it is really long.
     *
     * @param bytes the data
     * @param at the offset that must be in view
     * @return the data as text, never null
     */
    public static String compared(byte[] bytes, int at) {
        return window(bytes, at, COMPARED, COMPARED / 2).replace("\\n", "\\n\n");
    }
}
