package io.github.loopline.datagram;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventLog;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link DatagramPeer}: the datagrams that it received.
 *
 * @since 0.1
 */
public class DatagramPeerAssert extends FixtureAssert<DatagramPeerAssert, DatagramPeer> {

    private static final int SHOWN = 10;

    /**
     * Create an assertion; {@code assertThat(peer)} does.
     *
     * @param actual the peer
     */
    public DatagramPeerAssert(DatagramPeer actual) {
        super(actual, DatagramPeerAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    /**
     * Go to a datagram. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that datagram, never null
     * @throws AssertionError if there is no such datagram
     */
    public DatagramAssert datagram(int index) {
        Objects.checkIndex(index, Integer.MAX_VALUE);
        check(() -> index < actual.receivedCount() ? null : failure("to have a datagram #" + index));
        boolean missing = index >= actual.receivedCount();
        Datagram found = missing ? null : actual.datagram(index);
        return navigate(new DatagramAssert(found, this), missing);
    }

    /**
     * Verify that some datagram is this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none is
     */
    public DatagramPeerAssert hasReceived(String text) {
        return hasReceived(utf8(text));
    }

    /**
     * Verify that some datagram is these bytes.
     *
     * @param bytes what must have come
     * @return this
     * @throws AssertionError if none is
     */
    public DatagramPeerAssert hasReceived(byte[] bytes) {
        return some(Expectation.exactly(bytes));
    }

    /**
     * Verify that some datagram contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none does
     */
    public DatagramPeerAssert hasReceivedContaining(String text) {
        return some(Expectation.containing(utf8(text)));
    }

    /**
     * Verify that some datagram matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if none does
     */
    public DatagramPeerAssert hasReceivedMatching(String regex) {
        return some(Expectation.matching(regex));
    }

    /**
     * Verify that some datagram is these bytes.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if none is
     */
    public DatagramPeerAssert hasReceivedHex(String hex) {
        return some(Expectation.hex(hex));
    }

    private DatagramPeerAssert some(Expectation expected) {
        return check(() -> {
            List<Datagram> all = actual.received();
            for (Datagram datagram : all) {
                if (expected.matches(datagram.bytes())) {
                    return null;
                }
            }
            Datagram nearest = nearest(all, expected);
            if (nearest == null) {
                return failure("to have received: " + expected);
            }
            String message = expected.difference(nearest.bytes(), "as datagram #" + nearest.index());
            return new Failure(message + others(all, nearest), closed());
        });
    }

    private static @Nullable Datagram nearest(List<Datagram> all, Expectation expected) {
        byte[] bytes = expected.bytes();
        Datagram nearest = null;
        int best = -1;
        for (Datagram datagram : all) {
            int similarity = bytes == null ? 0 : Math.max(0, Arrays.mismatch(bytes, datagram.bytes()));
            if (similarity > best) {
                best = similarity;
                nearest = datagram;
            }
        }
        return nearest;
    }

    /**
     * Verify that exactly these datagrams came, in any order.
     *
     * @param texts encoded as UTF-8
     * @return this
     * @throws AssertionError if one is missing or another came
     */
    public DatagramPeerAssert hasReceivedOnly(String... texts) {
        List<String> expected = sorted(List.of(texts));
        return all(
                "only, in any order, " + quoted(List.of(texts)),
                got -> sorted(got).equals(expected),
                texts.length);
    }

    /**
     * Verify that exactly these datagrams came, in this order.
     *
     * @param texts encoded as UTF-8
     * @return this
     * @throws AssertionError if one is missing, another came, or the order differs
     */
    public DatagramPeerAssert hasReceivedInOrder(String... texts) {
        List<String> expected = List.of(texts);
        return all("in this order " + quoted(expected), got -> got.equals(expected), texts.length);
    }

    private DatagramPeerAssert all(String rule, Predicate<List<String>> holds, int count) {
        return check(() -> {
            List<String> got = actual.received().stream().map(Datagram::text).toList();
            if (holds.test(got)) {
                return null;
            }
            String hopeless =
                    got.size() > count ? "more have come" : got.size() == count ? "others have come" : closed();
            return new Failure("  to have received " + rule + found(), hopeless);
        });
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static List<String> quoted(List<String> texts) {
        return texts.stream().map(text -> Bytes.quote(utf8(text))).toList();
    }

    /**
     * Verify that some datagram came from an address.
     *
     * @param sender an address
     * @return this
     * @throws AssertionError if none did
     */
    public DatagramPeerAssert hasReceivedFrom(SocketAddress sender) {
        return check(() -> actual.received().stream().anyMatch(d -> d.sender().equals(sender))
                ? null
                : failure("to have received something from " + Addresses.text(sender)));
    }

    /**
     * Verify how many datagrams came, kept or not.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public DatagramPeerAssert hasReceivedCount(int count) {
        return check(() -> {
            long actualCount = actual.receivedCount();
            if (actualCount == count) {
                return null;
            }
            String rule = "  to have received " + (count == 1 ? "1 datagram" : count + " datagrams");
            return new Failure(rule + found(), actualCount > count ? "more have come" : closed());
        });
    }

    /**
     * Verify that no datagram has come so far.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public DatagramPeerAssert hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that no datagram has come, and none comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as one comes
     */
    public DatagramPeerAssert hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        return actual.receivedCount() == 0
                ? null
                : new Failure("  to have received nothing" + found(), "it has come already");
    }

    /**
     * Verify that the kernel dropped nothing because the receive buffer was full.
     *
     * @return this
     * @throws AssertionError if it did
     * @throws CapabilityException where the kernel does not tell (it does on Linux)
     */
    public DatagramPeerAssert hasNoDrops() {
        return check(() -> {
            long dropped = actual.dropped();
            return dropped == 0
                    ? null
                    : new Failure(
                            "  to have lost nothing\n  but the kernel dropped " + dropped, "it has dropped already");
        });
    }

    private Failure failure(String rule) {
        return new Failure("  " + rule + found(), closed());
    }

    private @Nullable String closed() {
        return actual.track().isClosed() ? "the socket is closed" : null;
    }

    private String found() {
        if (actual.receivedCount() == 0) {
            return "\n  but nothing has come" + drops();
        }
        return "\n  but "
                + (actual.receivedCount() == 1 ? "1 datagram has" : actual.receivedCount() + " datagrams have")
                + " come" + drops() + list(actual.received(), null);
    }

    private String others(List<Datagram> all, Datagram nearest) {
        return all.size() == 1 ? drops() : "\n  the others are" + list(all, nearest) + drops();
    }

    private static String list(List<Datagram> all, @Nullable Datagram but) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Datagram datagram : all) {
            if (datagram != but && shown++ < SHOWN) {
                text.append("\n    ").append(datagram);
            }
        }
        return text.append(shown > SHOWN ? "\n    and " + (shown - SHOWN) + " more" : "")
                .toString();
    }

    private String drops() {
        try {
            long dropped = actual.track().isClosed() ? 0 : actual.dropped();
            return dropped == 0 ? "" : " (and the kernel dropped " + dropped + ": the receive buffer was full)";
        } catch (CapabilityException e) {
            return ""; // this kernel does not tell
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
