package io.github.loopline.stream;

import io.github.loopline.fixture.ConnectionsAssert;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.Times;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.EventLog;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link StreamServer}: its connections, and what came over any of them.
 *
 * @since 0.1
 */
public class StreamServerAssert extends ConnectionsAssert<StreamServerAssert, StreamServer> {

    /**
     * Create an assertion; {@code assertThat(server)} does.
     *
     * @param actual the server
     */
    public StreamServerAssert(StreamServer actual) {
        super(actual, StreamServerAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    @Override
    protected boolean hasNothing() {
        return actual.connections().stream().allMatch(connection -> connection.receivedCount() == 0);
    }

    @Override
    protected int connectionCount() {
        return actual.connectionCount();
    }

    /**
     * Go to a connection. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that connection, never null
     * @throws AssertionError if there is no such connection
     */
    public ConnectionAssert connection(int index) {
        hasConnection(index);
        List<Connection> all = actual.connections();
        boolean missing = index >= all.size();
        return navigate(new ConnectionAssert(missing ? null : all.get(index), this), missing);
    }

    @Override
    protected String standing() {
        return actual.isListening() ? "" : ", and is stopped";
    }

    /**
     * Verify that the server listens.
     *
     * @return this
     * @throws AssertionError if it is stopped
     */
    public StreamServerAssert isListening() {
        return check(() -> actual.isListening() ? null : new Failure("  to be listening\n  but it is stopped", null));
    }

    /**
     * Verify that the server does not listen.
     *
     * @return this
     * @throws AssertionError if it does
     */
    public StreamServerAssert isStopped() {
        return check(() -> actual.isListening() ? new Failure("  to be stopped\n  but it listens", null) : null);
    }

    /**
     * Verify that some connection has received exactly this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none has
     */
    public StreamServerAssert hasReceived(String text) {
        return received(Expectation.exactly(StreamAssert.utf8(text)));
    }

    /**
     * Verify that some connection has received exactly these bytes.
     *
     * @param bytes what must have come
     * @return this
     * @throws AssertionError if none has
     */
    public StreamServerAssert hasReceived(byte[] bytes) {
        return received(Expectation.exactly(bytes));
    }

    /**
     * Verify that some connection has received a text, among other bytes or not.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none has
     */
    public StreamServerAssert hasReceivedContaining(String text) {
        return received(Expectation.containing(StreamAssert.utf8(text)));
    }

    /**
     * Verify that all text of some connection matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if none does
     */
    public StreamServerAssert hasReceivedMatching(String regex) {
        return received(Expectation.matching(regex));
    }

    /**
     * Verify that some connection has received exactly these lines.
     *
     * @param lines without their ends (LF or CR LF)
     * @return this
     * @throws AssertionError if none has
     */
    public StreamServerAssert hasReceivedLines(String... lines) {
        return received(Expectation.lines(lines));
    }

    /**
     * Verify that some connection has received exactly these bytes.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if none has
     */
    public StreamServerAssert hasReceivedHex(String hex) {
        return received(Expectation.hex(hex));
    }

    /**
     * Verify how often a line has come over all connections together.
     *
     * @param line without its end (LF or CR LF)
     * @param times how often
     * @return this
     * @throws AssertionError if it has come more or less often
     */
    public StreamServerAssert hasReceivedLine(String line, Times times) {
        return check(() -> StreamFailures.lineFailure(actual.connections(), line, times));
    }

    private StreamServerAssert received(Expectation expected) {
        return check(() -> {
            List<Received> all = Received.on(actual.connections());
            if (all.isEmpty()) {
                String stopped = actual.isListening() ? "" : ", and it is stopped";
                return new Failure("  to have received: " + expected + "\n  but nobody has connected" + stopped, null);
            }
            for (Received came : all) {
                if (came.matches(expected)) {
                    return null;
                }
            }
            return new Failure(() -> text(all, expected), null); // another connection may still bring it
        });
    }

    private static Failure.Text text(List<Received> all, Expectation expected) {
        Received nearest = nearest(all, expected);
        return nearest.text(expected).and(others(all, nearest));
    }

    private static Received nearest(List<Received> all, Expectation expected) {
        Received nearest = all.get(0);
        for (Received came : all) {
            nearest = expected.similarity(came.bytes()) > expected.similarity(nearest.bytes()) ? came : nearest;
        }
        return nearest;
    }

    /** Says which connection the message is about, and what came over the others. */
    private static String others(List<Received> all, Received nearest) {
        if (all.size() == 1) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n  nearest is connection #");
        text.append(nearest.connection().index()).append("; of the others");
        int shown = 0;
        for (Received came : all) {
            if (came != nearest && shown++ < StreamFailures.SHOWN) {
                text.append(came.line());
            }
        }
        int more = shown - StreamFailures.SHOWN;
        return text.append(more > 0 ? "\n    and " + more + " more" : "").toString();
    }

    /**
     * Go to the messages that have come over all connections together. They stand in the order of the connections, and on each in
     * that of their coming.
     *
     * @param framing how they lie in the streams
     * @return the assertion of the messages, never null
     */
    public FramesAssert<StreamServer> framed(Framing framing) {
        return navigate(new FramesAssert<>(actual, framing, actual::connections, true, log()), false);
    }

    /**
     * Verify that no connection has received anything so far.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public StreamServerAssert hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that nothing has come, and nothing comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as something comes
     */
    public StreamServerAssert hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        for (Connection connection : actual.connections()) {
            Failure failure = StreamFailures.something(connection, "connection #" + connection.index() + " ");
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }
}
