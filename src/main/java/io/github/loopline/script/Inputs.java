package io.github.loopline.script;

import io.github.loopline.fixture.Expectation;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/** Makes inputs of what the test says, or says in one line what is wrong with it. */
final class Inputs {

    private Inputs() {}

    static Input bytes(String verb, byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException(
                    verb + " must be given 1 byte or more but was given none. Remove the step.");
        }
        byte[] copy = bytes.clone();
        return Input.of(Expectation.exactly(copy), copy);
    }

    static Input hex(String verb, String hex) {
        Expectation expected = Expectation.hex(hex);
        if (expected.length() == 0) {
            throw new IllegalArgumentException(
                    verb + " must be given 1 byte or more but was given none. Remove the step.");
        }
        String digits = hex.replaceAll("\\s|\\?.*", "");
        return Input.of(expected, HexFormat.of().parseHex(digits));
    }

    static Input matching(String verb, String regex) {
        return compiled(verb, regex, () -> Input.matching(verb, regex));
    }

    static Expectation regex(String verb, String regex) {
        return compiled(verb, regex, () -> Expectation.matching(regex));
    }

    private static <T> T compiled(String verb, String regex, Supplier<T> made) {
        try {
            return made.get();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    verb + " must be given a regular expression but /" + regex + "/ is none: " + e.getDescription()
                            + (e.getIndex() < 0 ? "" : " at index " + e.getIndex()) + ".",
                    e);
        }
    }

    /** Expects a line, which is refused if there is none such. */
    static Input line(String verb, String line) {
        byte[] text = Framing.utf8(line);
        Input input = Input.framed(Framing.lines(), "the line", Input.Content.plain(text));
        Framing.lines().checkCanCome(verb, input.toString(), text);
        return input;
    }

    /** Expects a message, which is refused if its framing never gives it. */
    static Input frame(String verb, Framing framing, byte[] message) {
        Input input = frame(framing, Expectation.exactly(message), false);
        framing.checkCanCome(verb, input.toString(), message);
        return input;
    }

    static Input line(Expectation expected, boolean isRegex) {
        return Input.framed(Framing.lines(), "the line", Input.Content.of(expected, isRegex));
    }

    static Input lineWhere(Predicate<byte[]> test) {
        return Input.framed(Framing.lines(), "a line", Input.Content.where(test));
    }

    static Input frame(Framing framing, Expectation expected, boolean isRegex) {
        return Input.framed(framing, "the message", Input.Content.of(expected, isRegex));
    }

    static Input frameWhere(Framing framing, Predicate<byte[]> test) {
        return Input.framed(framing, "a message", Input.Content.where(test));
    }

    static Input any(Framing framing, String noun) {
        return Input.framed(framing, noun, Input.Content.ANY);
    }
}
