package io.github.loopline.packet;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Assertions on a {@link Packet}.
 *
 * @since 0.1
 */
public class PacketAssert extends FixtureAssert<PacketAssert, Packet> {

    private static final String FINAL = "a message does not change";

    /**
     * Create an assertion; {@code assertThat(packet)} does.
     *
     * @param actual the message
     */
    public PacketAssert(Packet actual) {
        super(actual, PacketAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.log();
    }

    @Override
    protected String subject() {
        return actual.name();
    }

    /**
     * Verify the content.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it differs
     */
    public PacketAssert hasData(String text) {
        return hasData(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Verify the content.
     *
     * @param bytes what it must be
     * @return this
     * @throws AssertionError if it differs
     */
    public PacketAssert hasData(byte[] bytes) {
        return data(Expectation.exactly(bytes));
    }

    /**
     * Verify that the content contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it does not
     */
    public PacketAssert hasDataContaining(String text) {
        return data(Expectation.containing(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Verify that the content matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if it does not
     */
    public PacketAssert hasDataMatching(String regex) {
        return data(Expectation.matching(regex));
    }

    /**
     * Verify the content.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if it differs
     */
    public PacketAssert hasHex(String hex) {
        return data(Expectation.hex(hex));
    }

    private PacketAssert data(Expectation expected) {
        return check(() -> expected.matches(actual.bytes())
                ? null
                : new Failure(() -> expected.text(Difference.Words.IS, actual.bytes(), actual.state()), FINAL));
    }

    /**
     * Verify the real length.
     *
     * @param length bytes
     * @return this
     * @throws AssertionError if it differs
     */
    public PacketAssert hasLength(int length) {
        return holds(
                packet -> packet.length() == length,
                "to have a length of " + Bytes.count(length),
                packet -> "has " + Bytes.count(packet.length()));
    }

    /**
     * Verify that its data is only a part, because the buffer that was asked for was smaller.
     *
     * @return this
     * @throws AssertionError if it is whole
     */
    public PacketAssert isTruncated() {
        return holds(Packet::isTruncated, "to be truncated", Packet::state);
    }

    /**
     * Verify that its data is whole.
     *
     * @return this
     * @throws AssertionError if it is truncated
     */
    public PacketAssert isNotTruncated() {
        return holds(packet -> !packet.isTruncated(), "to be whole", Packet::state);
    }

    private PacketAssert holds(Predicate<Packet> condition, String rule, Function<Packet, String> found) {
        return check(() ->
                condition.test(actual) ? null : new Failure("  " + rule + "\n  but it " + found.apply(actual), FINAL));
    }
}
