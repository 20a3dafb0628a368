package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.trace.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The assertions on the messages that came over a connection, shared by {@link PacketConnectionAssert} and {@link
 * PacketClientAssert}.
 *
 * @param <S> the assertion's own type
 * @param <A> the type of what is asserted
 * @since 0.1
 */
public abstract class PacketsAssert<S extends PacketsAssert<S, A>, A> extends FixtureAssert<S, A> {

    private static final int SHOWN = 10;

    PacketsAssert(A actual, Class<?> self) {
        super(actual, self);
    }

    /** Gives the connection whose messages count, or null if there is none. */
    abstract @Nullable PacketConnection connection();

    /**
     * Go to a message. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that message, never null
     * @throws AssertionError if there is no such message
     */
    public PacketAssert packet(int index) {
        Objects.checkIndex(index, Integer.MAX_VALUE);
        on(connection ->
                index < connection.receivedCount() ? null : failure(connection, "to have a message #" + index));
        PacketConnection connection = connection();
        boolean missing = connection == null || index >= connection.receivedCount();
        Packet found = connection == null || missing ? null : connection.packet(index);
        return navigate(new PacketAssert(found, !missing), missing);
    }

    /**
     * Verify that some message is this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none is
     */
    public S hasReceived(String text) {
        return hasReceived(utf8(text));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param bytes what must have come
     * @return this
     * @throws AssertionError if none is
     */
    public S hasReceived(byte[] bytes) {
        return some(Expectation.exactly(bytes));
    }

    /**
     * Verify that some message contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none does
     */
    public S hasReceivedContaining(String text) {
        return some(Expectation.containing(utf8(text)));
    }

    /**
     * Verify that some message matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if none does
     */
    public S hasReceivedMatching(String regex) {
        return some(Expectation.matching(regex));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if none is
     */
    public S hasReceivedHex(String hex) {
        return some(Expectation.hex(hex));
    }

    private S some(Expectation expected) {
        return on(connection -> someFailure(connection, expected));
    }

    /** Tells why no message is as expected; the log is locked. */
    static @Nullable Failure someFailure(PacketConnection connection, Expectation expected) {
        List<Packet> all = connection.received();
        for (Packet packet : all) {
            if (expected.matches(packet.bytes())) {
                return null;
            }
        }
        Packet nearest = nearest(all, expected);
        if (nearest == null) {
            return failure(connection, "to have received: " + expected);
        }
        String message =
                expected.difference(nearest.bytes(), "as message #" + nearest.index() + ", " + connection.state());
        String others = all.size() == 1 ? "" : "\n  the others are" + list(all, nearest);
        return new Failure(message + others, endOf(connection));
    }

    private static @Nullable Packet nearest(List<Packet> all, Expectation expected) {
        byte[] bytes = expected.bytes();
        Packet nearest = null;
        int best = -1;
        for (Packet packet : all) {
            int similarity = bytes == null ? 0 : Math.max(0, Arrays.mismatch(bytes, packet.bytes()));
            if (similarity > best) {
                best = similarity;
                nearest = packet;
            }
        }
        return nearest;
    }

    /**
     * Verify that exactly these messages have come, in this order.
     *
     * @param texts encoded as UTF-8
     * @return this
     * @throws AssertionError if others have, or in another order
     */
    public S hasReceivedInOrder(String... texts) {
        List<String> expected = List.of(texts);
        return on(connection -> {
            List<String> got = connection.received().stream().map(Packet::text).toList();
            if (got.equals(expected)) {
                return null;
            }
            int common = Math.min(got.size(), expected.size());
            boolean possible =
                    got.size() < expected.size() && got.subList(0, common).equals(expected.subList(0, common));
            String quoted = expected.stream()
                    .map(text -> Bytes.quote(utf8(text)))
                    .toList()
                    .toString();
            return new Failure(
                    "  to have received in this order " + quoted + found(connection),
                    possible ? endOf(connection) : "others have come");
        });
    }

    /**
     * Verify how many messages have come, kept or not.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public S hasReceivedCount(int count) {
        return on(connection -> {
            long actualCount = connection.receivedCount();
            if (actualCount == count) {
                return null;
            }
            String rule = "  to have received " + (count == 1 ? "1 message" : count + " messages");
            return new Failure(rule + found(connection), actualCount > count ? "more have come" : endOf(connection));
        });
    }

    /**
     * Verify that no message has come so far.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public S hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that no message has come, and none comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as one comes
     */
    public S hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        PacketConnection connection = connection();
        return connection == null || connection.receivedCount() == 0
                ? null
                : new Failure("  to have received nothing" + found(connection), "it has come already");
    }

    /**
     * Verify that the peer has ended the connection, by a close or a reset.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEnded() {
        return ended(null);
    }

    /**
     * Verify that the peer has closed, or shut its output down.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByFin() {
        return ended(End.FIN);
    }

    /**
     * Verify that the peer has closed with messages unread, which is a reset.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByRst() {
        return ended(End.RST);
    }

    private S ended(@Nullable End wanted) {
        return on(connection -> {
            End end = connection.end();
            if (end == wanted || wanted == null && (end == End.FIN || end == End.RST)) {
                return null;
            }
            return new Failure(
                    "  to have ended by " + (wanted == null ? "FIN or RST" : wanted) + "\n  but " + connection.state(),
                    endOf(connection));
        });
    }

    /**
     * Verify that neither side has ended the connection.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public S isOpen() {
        return on(connection -> connection.end() == End.OPEN
                ? null
                : new Failure("  to be open\n  but " + connection.state(), endOf(connection)));
    }

    /** What an assertion says of a connection. */
    private interface Rule {
        @Nullable
        Failure of(PacketConnection connection);
    }

    private S on(Rule rule) {
        return check(() -> {
            PacketConnection connection = connection();
            return connection == null
                    ? new Failure("  to have received something, but it has not connected.", null)
                    : rule.of(connection);
        });
    }

    private static Failure failure(PacketConnection connection, String rule) {
        return new Failure("  " + rule + found(connection), endOf(connection));
    }

    private static @Nullable String endOf(PacketConnection connection) {
        return connection.end() == End.OPEN ? null : connection.state();
    }

    private static String found(PacketConnection connection) {
        long count = connection.receivedCount();
        if (count == 0) {
            return "\n  but nothing has come, " + connection.state();
        }
        return "\n  but " + (count == 1 ? "1 message has" : count + " messages have") + " come, " + connection.state()
                + list(connection.received(), null);
    }

    private static String list(List<Packet> all, @Nullable Packet but) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Packet packet : all) {
            if (packet != but && shown++ < SHOWN) {
                text.append("\n    ").append(packet);
            }
        }
        return text.append(shown > SHOWN ? "\n    and " + (shown - SHOWN) + " more" : "")
                .toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
