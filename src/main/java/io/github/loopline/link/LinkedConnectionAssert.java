package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.stream.TlsAssert;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a connection through a link: what was delivered to either side.
 *
 * @since 0.1
 */
public class LinkedConnectionAssert extends FixtureAssert<LinkedConnectionAssert, LinkedConnection> {

    private final @Nullable EventLog log; // of the link, for when there is no connection

    /**
     * Create an assertion; {@code assertThat(connection)} does.
     *
     * @param actual the connection
     */
    public LinkedConnectionAssert(LinkedConnection actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a connection that has not come is muted and never looks at it
    LinkedConnectionAssert(@Nullable LinkedConnection actual, @Nullable EventLog log) {
        super(actual, LinkedConnectionAssert.class);
        this.log = log;
    }

    @Override
    protected EventLog log() {
        return log == null ? actual.log() : log;
    }

    /**
     * Verify that all bytes delivered to the server so far are this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if they are not
     */
    public LinkedConnectionAssert hasPassedToServer(String text) {
        return passed(Direction.TO_SERVER, Expectation.exactly(utf8(text)));
    }

    /**
     * Verify that all bytes delivered to the server so far are these.
     *
     * @param bytes what must have been delivered
     * @return this
     * @throws AssertionError if they are not
     */
    public LinkedConnectionAssert hasPassedToServer(byte[] bytes) {
        return passed(Direction.TO_SERVER, Expectation.exactly(bytes));
    }

    /**
     * Verify that a text was delivered to the server, among other bytes or not.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it was not
     */
    public LinkedConnectionAssert hasPassedToServerContaining(String text) {
        return passed(Direction.TO_SERVER, Expectation.containing(utf8(text)));
    }

    /**
     * Verify that all bytes delivered to the client so far are this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if they are not
     */
    public LinkedConnectionAssert hasPassedToClient(String text) {
        return passed(Direction.TO_CLIENT, Expectation.exactly(utf8(text)));
    }

    /**
     * Verify that all bytes delivered to the client so far are these.
     *
     * @param bytes what must have been delivered
     * @return this
     * @throws AssertionError if they are not
     */
    public LinkedConnectionAssert hasPassedToClient(byte[] bytes) {
        return passed(Direction.TO_CLIENT, Expectation.exactly(bytes));
    }

    /**
     * Verify that a text was delivered to the client, among other bytes or not.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it was not
     */
    public LinkedConnectionAssert hasPassedToClientContaining(String text) {
        return passed(Direction.TO_CLIENT, Expectation.containing(utf8(text)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private LinkedConnectionAssert passed(Direction direction, Expectation expected) {
        boolean toServer = direction == Direction.TO_SERVER;
        Difference.Words words = toServer ? Difference.Words.PASSED_TO_SERVER : Difference.Words.PASSED_TO_CLIENT;
        return check(() -> {
            byte[] passed;
            boolean over;
            String state;
            synchronized (log()) {
                passed = actual.passed(direction);
                over = !actual.isOpen();
                state = state(direction);
            }
            if (expected.matches(passed)) {
                return null;
            }
            String hopeless =
                    over ? "the connection is over" : expected.isPossible(passed) ? null : "nothing can mend it";
            return new Failure(() -> expected.text(words, passed, state), hopeless);
        });
    }

    private String state(Direction direction) {
        Traffic traffic = actual.traffic(direction);
        long rest = traffic.arrived() - traffic.passed() - traffic.lost();
        StringBuilder state = new StringBuilder(actual.isOpen() ? "connection open" : "connection over");
        if (rest > 0) {
            state.append(", ").append(Bytes.count(rest)).append(" under way");
        }
        if (traffic.lost() > 0) {
            state.append(", ").append(Bytes.count(traffic.lost())).append(" lost");
        }
        return state.toString();
    }

    /**
     * Go to what is known of TLS with the client, which ends in the link.
     *
     * @return the assertion of it, never null
     */
    public TlsAssert<LinkedConnection> tls() {
        return tls(Direction.TO_CLIENT);
    }

    /**
     * Go to what is known of TLS with the server, which begins in the link.
     *
     * @return the assertion of it, never null
     */
    public TlsAssert<LinkedConnection> upstreamTls() {
        return tls(Direction.TO_SERVER);
    }

    @SuppressWarnings("NullAway") // as above: without a connection nothing is looked at
    private TlsAssert<LinkedConnection> tls(Direction towards) {
        LinkIo io = actual == null ? null : actual.io();
        Track side = io == null ? null : towards == Direction.TO_SERVER ? io.server() : io.client();
        return navigate(new TlsAssert<>(actual, side, () -> io.tls(towards), log()), false);
    }

    /**
     * Verify that the link still has it.
     *
     * @return this
     * @throws AssertionError if both sides have ended, or one was reset
     */
    public LinkedConnectionAssert isOpen() {
        return check(() -> actual.isOpen() ? null : new Failure("  to be open\n  but it is over", "it is over"));
    }

    /**
     * Verify that both sides have ended, or one was reset.
     *
     * @return this
     * @throws AssertionError if not
     */
    public LinkedConnectionAssert isOver() {
        return check(() -> actual.isOpen() ? new Failure("  to be over\n  but it is open", null) : null);
    }
}
