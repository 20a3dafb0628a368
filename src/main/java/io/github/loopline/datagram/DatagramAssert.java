package io.github.loopline.datagram;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link Datagram}.
 *
 * @since 0.1
 */
public class DatagramAssert extends FixtureAssert<DatagramAssert, Datagram> {

    private static final String FINAL = "a datagram does not change";

    private final @Nullable DatagramPeerAssert peer;

    /**
     * Create an assertion; {@code assertThat(datagram)} does.
     *
     * @param actual the datagram
     */
    public DatagramAssert(Datagram actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a datagram that has not come is muted and never looks at it
    DatagramAssert(@Nullable Datagram actual, @Nullable DatagramPeerAssert peer) {
        super(actual, DatagramAssert.class);
        this.peer = peer;
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
     * Go back to the peer that this was reached from.
     *
     * @return the peer's assertion, never null
     * @throws IllegalStateException if it was not reached from a peer
     */
    public DatagramPeerAssert returnToPeer() {
        if (peer == null) {
            throw new IllegalStateException("This assertion was not reached from a peer: write assertThat(peer).");
        }
        return peer;
    }

    /**
     * Verify the payload.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it differs
     */
    public DatagramAssert hasData(String text) {
        return hasData(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Verify the payload.
     *
     * @param bytes what it must be
     * @return this
     * @throws AssertionError if it differs
     */
    public DatagramAssert hasData(byte[] bytes) {
        return data(Expectation.exactly(bytes));
    }

    /**
     * Verify that the payload contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it does not
     */
    public DatagramAssert hasDataContaining(String text) {
        return data(Expectation.containing(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Verify that the payload matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if it does not
     */
    public DatagramAssert hasDataMatching(String regex) {
        return data(Expectation.matching(regex));
    }

    /**
     * Verify the payload.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if it differs
     */
    public DatagramAssert hasHex(String hex) {
        return data(Expectation.hex(hex));
    }

    private DatagramAssert data(Expectation expected) {
        return check(() -> expected.matches(actual.bytes())
                ? null
                : new Failure(() -> expected.text(Difference.Words.IS, actual.bytes(), actual.state()), FINAL));
    }

    /**
     * Verify the real length of the payload.
     *
     * @param length bytes
     * @return this
     * @throws AssertionError if it differs
     */
    public DatagramAssert hasLength(int length) {
        return holds(
                datagram -> datagram.length() == length,
                "to have a length of " + Bytes.count(length),
                datagram -> "has " + Bytes.count(datagram.length()));
    }

    /**
     * Verify who sent it.
     *
     * @param sender an address
     * @return this
     * @throws AssertionError if somebody else did
     */
    public DatagramAssert isFrom(SocketAddress sender) {
        return holds(
                datagram -> datagram.sender().equals(sender),
                "to be from " + Addresses.text(sender),
                datagram -> "is from " + Addresses.text(datagram.sender()));
    }

    /**
     * Verify who sent it.
     *
     * @param sender a peer of this test
     * @return this
     * @throws AssertionError if somebody else did
     */
    public DatagramAssert isFrom(DatagramPeer sender) {
        return isFrom(Objects.requireNonNull(sender, "sender").socketAddress());
    }

    /**
     * Verify that its data is only a part, because the buffer that was asked for was smaller.
     *
     * @return this
     * @throws AssertionError if it is whole
     */
    public DatagramAssert isTruncated() {
        return holds(Datagram::isTruncated, "to be truncated", datagram -> "is " + datagram.state());
    }

    /**
     * Verify that its data is whole.
     *
     * @return this
     * @throws AssertionError if it is truncated
     */
    public DatagramAssert isNotTruncated() {
        return holds(datagram -> !datagram.isTruncated(), "to be whole", datagram -> "is " + datagram.state());
    }

    private DatagramAssert holds(Predicate<Datagram> condition, String rule, Function<Datagram, String> found) {
        return check(() ->
                condition.test(actual) ? null : new Failure("  " + rule + "\n  but it " + found.apply(actual), FINAL));
    }
}
