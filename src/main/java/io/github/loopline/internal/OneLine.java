package io.github.loopline.internal;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a failure in one line. */
public final class OneLine {

    private static final int MOST = 1000;

    /** Rows of hex, and the marks below them. */
    private static final Pattern DUMP =
            Pattern.compile("([a-z]+ )?[0-9a-f]{8}  [0-9a-f]{2}\\b.*|\\^+|\\.\\.\\.( .*)?", Pattern.DOTALL);

    /** What aligns the parts of a message below each other. */
    private static final Pattern ALIGNED = Pattern.compile("^([a-z ]*[a-z]) +: ");

    private OneLine() {}

    /**
     * Say what went wrong: what was expected, what there was, and what else is told, but no dump of bytes.
     *
     * @param failure of the test, whose text may fail
     * @return a line, long ones cut; never null
     */
    public static String of(Throwable failure) {
        return of(text(failure));
    }

    static String of(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty() && !DUMP.matcher(part).matches())
                .map(part -> ALIGNED.matcher(part).replaceFirst("$1: "))
                .collect(Collectors.joining(" "));
        return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
    }

    /**
     * Give what a failure says, or else its class and what went wrong.
     *
     * @param failure of the test
     * @return the text, never null
     */
    public static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return failure.getClass().getName() + ", whose text fails with "
                    + e.getClass().getName();
        }
    }
}
