package io.github.loopline.stream;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Times;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The assertions on what came over a stream, shared by {@link ConnectionAssert} and {@link StreamClientAssert}. A stream has
 * no messages: "received" is all bytes so far, however they were cut on their way.
 *
 * @param <S> the assertion's own type
 * @param <A> the type of what is asserted
 * @since 0.1
 */
public abstract class StreamAssert<S extends StreamAssert<S, A>, A> extends FixtureAssert<S, A> {

    StreamAssert(A actual, Class<?> self) {
        super(actual, self);
    }

    /** Gives the connection whose bytes count, or null if there is none. */
    abstract @Nullable Connection connection();

    /**
     * Verify that all bytes so far are this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if they are not
     */
    public S hasReceived(String text) {
        return hasReceived(utf8(text));
    }

    /**
     * Verify that all bytes so far are these.
     *
     * @param bytes what must have come
     * @return this
     * @throws AssertionError if they are not
     */
    public S hasReceived(byte[] bytes) {
        return received(Expectation.exactly(bytes));
    }

    /**
     * Verify that a text has come, among other bytes or not.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasReceivedContaining(String text) {
        return hasReceivedContaining(utf8(text));
    }

    /**
     * Verify that bytes have come, among others or not.
     *
     * @param bytes what must be there
     * @return this
     * @throws AssertionError if they are not
     */
    public S hasReceivedContaining(byte[] bytes) {
        return received(Expectation.containing(bytes));
    }

    /**
     * Verify that a text came first.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it did not
     */
    public S hasReceivedStartingWith(String text) {
        return received(Expectation.startingWith(utf8(text)));
    }

    /**
     * Verify that all text so far matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if it does not
     */
    public S hasReceivedMatching(String regex) {
        return received(Expectation.matching(regex));
    }

    /**
     * Verify that exactly these lines have come.
     *
     * @param lines without their ends (LF or CR LF)
     * @return this
     * @throws AssertionError if others have, or the last is not ended
     */
    public S hasReceivedLines(String... lines) {
        return received(Expectation.lines(lines));
    }

    /**
     * Verify that all bytes so far are these.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte: {@code "48 45 ?? 4f"}
     * @return this
     * @throws AssertionError if they are not
     */
    public S hasReceivedHex(String hex) {
        return received(Expectation.hex(hex));
    }

    private S received(Expectation expected) {
        return check(() -> {
            Connection connection = connection();
            return connection == null ? notConnected() : failure(connection, expected);
        });
    }

    private Failure notConnected() {
        return new Failure("  to have received something, but it has not connected.", null);
    }

    /** Tells why a connection has not received what is expected; the log is locked. */
    static @Nullable Failure failure(Connection connection, Expectation expected) {
        byte[] actual = connection.received();
        if (expected.matches(actual)) {
            return null;
        }
        String state = connection.reader().state();
        boolean ended =
                connection.track().peerEnd() != null || connection.track().isClosed();
        String hopeless = ended ? state : expected.isPossible(actual) ? null : "what came is no beginning of it";
        byte[] bytes = expected.bytes();
        return bytes == null
                ? new Failure(expected.difference(actual, state), hopeless)
                : new Failure(expected.difference(actual, state), hopeless, Bytes.quote(actual), Bytes.quote(bytes));
    }

    /**
     * Verify how often a line has come.
     *
     * @param line without its end (LF or CR LF)
     * @param times how often
     * @return this
     * @throws AssertionError if it has come more or less often
     */
    public S hasReceivedLine(String line, Times times) {
        return check(() -> {
            Connection connection = connection();
            List<Connection> one = connection == null ? List.of() : List.of(connection);
            return lineFailure(one, line, times);
        });
    }

    /** Tells why a line has not come as often as expected over several connections; the log is locked. */
    static @Nullable Failure lineFailure(List<Connection> connections, String line, Times times) {
        int count = 0;
        StringBuilder found = new StringBuilder();
        for (Connection connection : connections) {
            List<String> lines = Expectation.linesOf(connection.received());
            count += (int) lines.stream().filter(line::equals).count();
            found.append("\n  ")
                    .append(connection)
                    .append(" received the lines ")
                    .append(lines);
        }
        if (times.matches(count)) {
            return null;
        }
        String message = "  to have received the line " + Bytes.quote(utf8(line)) + " " + times + " but it came "
                + Times.times(count) + found;
        return new Failure(message, times.isPossible(count) ? null : "it has come too often");
    }

    /**
     * Verify the SHA-256 of all bytes so far, also of those beyond {@code recordingLimit}.
     *
     * @param sha256 the digest in hex
     * @return this
     * @throws AssertionError if it differs
     */
    public S hasReceivedDigest(String sha256) {
        return hasReceivedDigest(HexFormat.of().parseHex(sha256.toLowerCase(Locale.ROOT)));
    }

    /**
     * Verify the SHA-256 of all bytes so far, also of those beyond {@code recordingLimit}.
     *
     * @param sha256 the 32 bytes of the digest
     * @return this
     * @throws AssertionError if it differs
     */
    public S hasReceivedDigest(byte[] sha256) {
        return check(() -> {
            Connection connection = connection();
            if (connection == null) {
                return notConnected();
            }
            Recording in = connection.track().received();
            byte[] digest = in.digest();
            return Arrays.equals(digest, sha256)
                    ? null
                    : new Failure(
                            "  to have received bytes with SHA-256 "
                                    + HexFormat.of().formatHex(sha256) + "\n  but of "
                                    + Bytes.count(in.size()) + " it is      "
                                    + HexFormat.of().formatHex(digest) + ", "
                                    + connection.reader().state(),
                            endOf(connection));
        });
    }

    /**
     * Verify how many bytes have come, kept or not.
     *
     * @param count how many
     * @return this
     * @throws AssertionError if it is another count
     */
    public S hasReceivedBytes(long count) {
        return check(() -> {
            Connection connection = connection();
            long actual = connection == null ? 0 : connection.track().received().size();
            if (actual == count) {
                return null;
            }
            String state =
                    connection == null ? "not connected" : connection.reader().state();
            String hopeless = actual > count ? "more have come" : connection == null ? null : endOf(connection);
            return new Failure(
                    "  to have received: " + Bytes.count(count) + "\n  but received    : " + Bytes.count(actual) + ", "
                            + state,
                    hopeless);
        });
    }

    private static @Nullable String endOf(Connection connection) {
        boolean ended =
                connection.track().peerEnd() != null || connection.track().isClosed();
        return ended ? connection.reader().state() : null;
    }

    /**
     * Verify that nothing has come so far.
     *
     * @return this
     * @throws AssertionError if something has
     */
    public S hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that nothing has come, and nothing comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as something comes
     */
    public S hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        Connection connection = connection();
        byte[] actual = connection == null ? new byte[0] : connection.received();
        return actual.length == 0
                ? null
                : new Failure(
                        "  to have received nothing\n  but received: " + Difference.shown(actual, 0),
                        "it has come already");
    }

    /**
     * Verify that the peer has ended the stream, by FIN or RST.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEnded() {
        return ended(null);
    }

    /**
     * Verify that the peer has sent FIN.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByFin() {
        return ended(End.FIN);
    }

    /**
     * Verify that the peer has sent RST.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByRst() {
        return ended(End.RST);
    }

    private S ended(@Nullable End wanted) {
        return check(() -> {
            Connection connection = connection();
            if (connection == null) {
                return notConnected();
            }
            End end = connection.end();
            if (end == wanted || wanted == null && (end == End.FIN || end == End.RST)) {
                return null;
            }
            return new Failure(
                    "  to have ended by " + (wanted == null ? "FIN or RST" : wanted) + "\n  but "
                            + connection.reader().state(),
                    endOf(connection));
        });
    }

    /**
     * Verify that neither side has ended the stream.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public S isOpen() {
        return check(() -> {
            Connection connection = connection();
            return connection != null && connection.end() == End.OPEN
                    ? null
                    : new Failure(
                            "  to be open\n  but "
                                    + (connection == null
                                            ? "it has not connected"
                                            : connection.reader().state()),
                            connection == null ? null : endOf(connection));
        });
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
