package io.github.loopline.script;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** One line of a script in a file: a verb, and what stands behind it. Read from left to right. */
final class ScriptLine {

    private final String where;
    private final String verb;
    private String rest;

    ScriptLine(String where, String line) {
        this.where = where;
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        verb = line.substring(0, end);
        rest = line.substring(end).strip();
    }

    String verb() {
        return verb;
    }

    Step.Source source() {
        return new Step.Source(where, null);
    }

    /** Adds the place to a message. */
    IllegalArgumentException wrong(String message, Throwable cause) {
        return new IllegalArgumentException(where + ": " + message, cause);
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                verb + " must be followed by " + expected + " but is by " + (rest.isEmpty() ? "nothing" : rest) + ".");
    }

    boolean hasMore() {
        return !rest.isEmpty();
    }

    void end() {
        if (hasMore()) {
            throw wrong("nothing more");
        }
    }

    /** Takes all that is left. */
    String all() {
        String taken = rest;
        rest = "";
        return taken;
    }

    String word(String expected) {
        String[] parts = rest.split("\\s+", 2);
        if (parts[0].isEmpty() || parts[0].startsWith("\"")) {
            throw wrong(expected);
        }
        rest = parts.length == 1 ? "" : parts[1];
        return parts[0];
    }

    int number() {
        String before = rest;
        try {
            return Integer.parseInt(word("a number"));
        } catch (NumberFormatException e) {
            rest = before;
            throw wrong("a number");
        }
    }

    /** Takes a time such as {@code 50 ms}. */
    Duration time() {
        String[] parts = rest.split("\\s+", 3);
        boolean millis = parts.length > 1 && parts[1].equals("ms");
        if (millis || parts.length > 1 && parts[1].equals("s")) {
            try {
                long count = Long.parseLong(parts[0]);
                rest = parts.length > 2 ? parts[2] : "";
                return millis ? Duration.ofMillis(count) : Duration.ofSeconds(count);
            } catch (NumberFormatException e) {
                // told below
            }
        }
        throw wrong("a time, such as 50 ms");
    }

    /** Takes an expression between slashes, as it stands. */
    String regex() {
        if (rest.length() < 2 || !rest.startsWith("/") || !rest.endsWith("/")) {
            throw wrong("an expression between slashes, such as /GET .*\\n/");
        }
        String all = all();
        return all.substring(1, all.length() - 1);
    }

    /** Takes texts in quotes, as many as there are, as one. */
    byte[] texts() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        do {
            all.writeBytes(text());
        } while (rest.startsWith("\""));
        return all.toByteArray();
    }

    /** Takes a text in quotes, with escapes. */
    byte[] text() {
        if (!rest.startsWith("\"")) {
            throw wrong("a text in quotes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 1;
        while (at < rest.length() && rest.charAt(at) != '"') {
            if (rest.charAt(at) == '\\') {
                at += escape(at, bytes);
            } else {
                int c = rest.codePointAt(at);
                bytes.writeBytes(Framing.utf8(Character.toString(c)));
                at += Character.charCount(c);
            }
        }
        if (at >= rest.length()) {
            throw wrong("a text in quotes");
        }
        rest = rest.substring(at + 1).strip();
        return bytes.toByteArray();
    }

    /** Writes what an escape stands for; gives how long it is. */
    private int escape(int at, ByteArrayOutputStream bytes) {
        char kind = at + 1 < rest.length() ? rest.charAt(at + 1) : ' ';
        int plain = "rnt0\"\\".indexOf(kind);
        if (plain >= 0) {
            bytes.write("\r\n\t\0\"\\".charAt(plain));
            return 2;
        }
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
        try {
            int code = Integer.parseInt(rest, at + 2, at + 2 + digits, 16);
            if (kind == 'x') {
                bytes.write(code);
            } else {
                bytes.writeBytes(Framing.utf8(Character.toString(code)));
            }
            return 2 + digits;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "\\" + kind + " is no escape. Write one of \\r \\n \\t \\0 \\\" \\\\ \\x0d \\u20ac.", e);
        }
    }
}
