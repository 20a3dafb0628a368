package io.github.loopline.stream;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Times;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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

    /** Tells whether another connection can still take its place, so that its end decides nothing. */
    abstract boolean canReconnect();

    @Override
    protected boolean hasNothing() {
        Connection connection = connection();
        return connection == null || connection.receivedCount() == 0;
    }

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
     * Go to the messages that have come.
     *
     * @param framing how they lie in the stream
     * @return the assertion of the messages, never null
     */
    public FramesAssert<A> framed(Framing framing) {
        return navigate(
                new FramesAssert<>(
                        actual, framing, () -> Stream.ofNullable(connection()).toList(), false, log()),
                false);
    }

    /**
     * Go to what is known of TLS.
     *
     * @return the assertion of it, never null
     */
    public TlsAssert<A> tls() {
        return navigate(new TlsAssert<>(actual, actual, () -> TlsSide.of(connection()), log()), false);
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
            if (connection == null) {
                return StreamFailures.notConnected("to have received: " + expected);
            }
            Received came = Received.on(connection);
            return came.matches(expected)
                    ? null
                    : new Failure(() -> came.text(expected), canReconnect() ? null : came.hopeless(expected));
        });
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
            return StreamFailures.lineFailure(connection == null ? List.of() : List.of(connection), line, times);
        });
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
        if (sha256.length != 32) {
            throw new IllegalArgumentException("A SHA-256 must have 32 bytes but has " + sha256.length + ".");
        }
        return check(() -> {
            Connection connection = connection();
            if (connection == null) {
                return StreamFailures.notConnected("to have received bytes with SHA-256 " + StreamFailures.hex(sha256));
            }
            synchronized (connection.track().log()) {
                Recording in = connection.track().received();
                byte[] digest = in.digest();
                return Arrays.equals(digest, sha256)
                        ? null
                        : new Failure(
                                "  to have received bytes with SHA-256 " + StreamFailures.hex(sha256)
                                        + "\n  but that of "
                                        + Bytes.count(in.size()) + " is " + StreamFailures.hex(digest) + ", "
                                        + connection.reader().state(),
                                end(connection));
            }
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
            if (connection == null) {
                return count == 0 ? null : StreamFailures.notConnected("to have received: " + Bytes.count(count));
            }
            synchronized (connection.track().log()) {
                long actual = connection.track().received().size();
                return actual == count
                        ? null
                        : new Failure(
                                "  to have received: " + Bytes.count(count) + "\n  but received    : "
                                        + Bytes.count(actual) + ", "
                                        + connection.reader().state(),
                                actual > count && !canReconnect() ? "more have come" : end(connection));
            }
        });
    }

    /** Tells what makes it sure that no more comes, or null while more can. */
    private @Nullable String end(Connection connection) {
        boolean ended =
                connection.track().peerEnd() != null || connection.track().isClosed();
        return ended && !canReconnect() ? connection.reader().state() : null;
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
        return connection == null ? null : StreamFailures.something(connection, "");
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
        String rule = "to have ended by " + (wanted == null ? "FIN or RST" : wanted);
        return check(() -> {
            Connection connection = connection();
            if (connection == null) {
                return StreamFailures.notConnected(rule);
            }
            synchronized (connection.track().log()) {
                End end = connection.end();
                if (end == wanted || wanted == null && (end == End.FIN || end == End.RST)) {
                    return null;
                }
                boolean canReset =
                        end == End.FIN && !connection.track().isClosed(); // a peer that sent FIN can still send RST
                return new Failure(
                        "  " + rule + "\n  but " + connection.reader().state(), canReset ? null : end(connection));
            }
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
            if (connection == null) {
                return StreamFailures.notConnected("to be open");
            }
            synchronized (connection.track().log()) {
                return connection.end() == End.OPEN
                        ? null
                        : new Failure(
                                "  to be open\n  but " + connection.reader().state(), end(connection));
            }
        });
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
