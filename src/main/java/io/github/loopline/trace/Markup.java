package io.github.loopline.trace;

import java.io.IOException;

/**
 * Writes HTML. Text is hostile: whatever comes in by {@link #text} stays text, and no character in it is acted on by a reader,
 * turned around or unseen.
 */
final class Markup {

    private final Appendable out;

    Markup(Appendable out) {
        this.out = out;
    }

    /** Writes markup of the library's own. */
    Markup raw(String markup) throws IOException {
        out.append(markup);
        return this;
    }

    Markup raw(long number) throws IOException {
        out.append(Long.toString(number));
        return this;
    }

    /** Writes text of anybody: in an element, or in an attribute between quotes. */
    Markup text(String text) throws IOException {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, plain, i);
            int whole = text.codePointAt(i);
            out.append(escaped(whole));
            i += Character.charCount(whole) - 1;
            plain = i + 1;
        }
        out.append(text, plain, text.length());
        return this;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '<' && c != '>' && c != '&' && c != '"' && c != '\'';
    }

    private static String escaped(int c) {
        return switch (c) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            case '\n', '\t' -> Character.toString(c);
            case '\r' -> ""; // of a line's end in a message
            default -> isVisible(c) ? Character.toString(c) : escape(c);
        };
    }

    private static boolean isVisible(int c) {
        return !Bytes.isInvisible(c) && Character.getType(c) != Character.SURROGATE;
    }

    private static String escape(int c) {
        StringBuilder escape = new StringBuilder();
        Bytes.appendUnicode(escape, c);
        return escape.toString();
    }
}
