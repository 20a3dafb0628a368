package io.github.loopline.script;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a script that expect something of the peer; {@link Steps} has the others.
 *
 * @since 0.1
 */
public abstract class Expecting {

    Expecting() {}

    /** Adds a step that waits for an input. */
    abstract Steps input(String verb, Input input);

    /** Adds a step that waits for a message of the socket. */
    abstract Steps message(String verb, Input input);

    /** Adds a step that waits for the peer's end. */
    abstract Steps end(String verb, @Nullable EventKind kind, String text);

    /** Gives what a message is, for a step that has to know. */
    abstract Framing framing(String verb);

    /**
     * Expect a text next.
     *
     * @param text encoded as UTF-8, not empty
     * @return this
     */
    public Steps expect(String text) {
        return expect(Framing.utf8(text));
    }

    /**
     * Expect bytes next.
     *
     * @param bytes copied, not empty
     * @return this
     */
    public Steps expect(byte[] bytes) {
        return input("expect", Inputs.bytes("expect", bytes));
    }

    /**
     * Expect bytes next that are given in hex.
     *
     * @param hex pairs of digits, {@code ??} for any byte: {@code "48 45 ?? 4f"}
     * @return this
     */
    public Steps expectHex(String hex) {
        return input("expectHex", Inputs.hex("expectHex", hex));
    }

    /**
     * Expect text that a regular expression matches. As a stream has no messages, the expression must show by itself where it
     * ends: {@code "GET .*?\r\n\r\n"}. Where more could belong to it, as for {@code \d+}, the step waits for what follows, or
     * for the peer's end. It is tried on up to 1 MiB.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     */
    public Steps expectMatching(String regex) {
        return input("expectMatching", Inputs.matching("expectMatching", regex));
    }

    /**
     * Expect so many bytes, whatever they are.
     *
     * @param count 1 or more
     * @return this
     */
    public Steps expectBytes(int count) {
        return input("expectBytes", Inputs.any(counted("expectBytes", count), Bytes.count(count)));
    }

    /**
     * Expect so many bytes that code of the test accepts.
     *
     * @param count 1 or more
     * @param test gets the bytes, on a thread of the fixture
     * @return this
     */
    public Steps expectBytesWhere(int count, Predicate<byte[]> test) {
        return input(
                "expectBytesWhere",
                Input.framed(counted("expectBytesWhere", count), Bytes.count(count), Input.Content.where(test)));
    }

    private static Framing counted(String verb, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(verb + " must be given 1 byte or more but was " + count + ".");
        }
        return Framing.fixed(count).atMost(count);
    }

    /**
     * Expect a line.
     *
     * @param line without its end (LF or CR LF)
     * @return this
     */
    public Steps expectLine(String line) {
        return input("expectLine", Inputs.line("expectLine", line));
    }

    /**
     * Expect a line, whatever it is.
     *
     * @return this
     */
    public Steps expectLine() {
        return input("expectLine", Inputs.any(Framing.lines(), "a line"));
    }

    /**
     * Expect a line that a regular expression matches from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it
     * @return this
     */
    public Steps expectLineMatching(String regex) {
        return input("expectLineMatching", Inputs.line(Inputs.regex("expectLineMatching", regex), true));
    }

    /**
     * Expect a line that code of the test accepts.
     *
     * @param test gets the line as UTF-8 without its end, on a thread of the fixture
     * @return this
     */
    public Steps expectLineWhere(Predicate<String> test) {
        return input(
                "expectLineWhere", Inputs.lineWhere(bytes -> test.test(new String(bytes, StandardCharsets.UTF_8))));
    }

    /**
     * Expect a message, whatever it is.
     *
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrame() {
        return input("expectFrame", Inputs.any(framing("expectFrame"), "a message"));
    }

    /**
     * Expect a message.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrame(String text) {
        return expectFrame(Framing.utf8(text));
    }

    /**
     * Expect a message.
     *
     * @param message copied
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrame(byte[] message) {
        return input("expectFrame", Inputs.frame("expectFrame", framing("expectFrame"), message));
    }

    /**
     * Expect a message given in hex.
     *
     * @param hex pairs of digits, {@code ??} for any byte
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrameHex(String hex) {
        return input("expectFrameHex", Inputs.frame(framing("expectFrameHex"), Expectation.hex(hex), false));
    }

    /**
     * Expect a message that a regular expression matches from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrameMatching(String regex) {
        Framing how = framing("expectFrameMatching");
        return input("expectFrameMatching", Inputs.frame(how, Inputs.regex("expectFrameMatching", regex), true));
    }

    /**
     * Expect a message that code of the test accepts.
     *
     * @param test gets the message, on a thread of the fixture
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}
     */
    public Steps expectFrameWhere(Predicate<byte[]> test) {
        return input("expectFrameWhere", Inputs.frameWhere(framing("expectFrameWhere"), test));
    }

    /**
     * Expect a datagram or packet, whatever it is, also an empty one.
     *
     * @return this
     */
    public Steps expectMessage() {
        return message("expectMessage", Input.message("a message", Input.Content.ANY));
    }

    /**
     * Expect a datagram or packet that code of the test accepts.
     *
     * @param test gets the message, on a thread of the fixture
     * @return this
     */
    public Steps expectMessageWhere(Predicate<byte[]> test) {
        return message("expectMessageWhere", Input.message("a message", Input.Content.where(test)));
    }

    /**
     * Expect the peer's end, by FIN or RST, and nothing before.
     *
     * @return this
     */
    public Steps expectEnd() {
        return end("expectEnd", null, "its end");
    }

    /**
     * Expect the peer's FIN, and nothing before.
     *
     * @return this
     */
    public Steps expectFin() {
        return end("expectFin", EventKind.FIN_RECEIVED, "a FIN");
    }

    /**
     * Expect the peer's RST. What comes before is dropped.
     *
     * @return this
     */
    public Steps expectRst() {
        return end("expectRst", EventKind.RST_RECEIVED, "an RST");
    }
}
