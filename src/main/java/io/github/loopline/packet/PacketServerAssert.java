package io.github.loopline.packet;

import io.github.loopline.fixture.ConnectionsAssert;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.trace.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link PacketServer}: its connections, and the messages that came over any of them.
 *
 * @since 0.1
 */
public class PacketServerAssert extends ConnectionsAssert<PacketServerAssert, PacketServer> {

    /**
     * Create an assertion; {@code assertThat(server)} does.
     *
     * @param actual the server
     */
    public PacketServerAssert(PacketServer actual) {
        super(actual, PacketServerAssert.class);
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
    public PacketConnectionAssert connection(int index) {
        hasConnection(index);
        List<PacketConnection> all = actual.connections();
        boolean missing = index >= all.size();
        return navigate(new PacketConnectionAssert(missing ? null : all.get(index), this), missing);
    }

    @Override
    protected @Nullable String over() {
        return actual.isListening() ? null : "it is stopped";
    }

    /**
     * Verify that the server listens.
     *
     * @return this
     * @throws AssertionError if it is stopped
     */
    public PacketServerAssert isListening() {
        return check(() -> actual.isListening() ? null : new Failure("  to be listening\n  but it is stopped", null));
    }

    /**
     * Verify that the server does not listen.
     *
     * @return this
     * @throws AssertionError if it does
     */
    public PacketServerAssert isStopped() {
        return check(() -> actual.isListening() ? new Failure("  to be stopped\n  but it listens", null) : null);
    }

    /**
     * Verify that some message is this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none has
     */
    public PacketServerAssert hasReceived(String text) {
        return received(Expectation.exactly(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param bytes what must have come
     * @return this
     * @throws AssertionError if none has
     */
    public PacketServerAssert hasReceived(byte[] bytes) {
        return received(Expectation.exactly(bytes));
    }

    /**
     * Verify that some message contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none has
     */
    public PacketServerAssert hasReceivedContaining(String text) {
        return received(Expectation.containing(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Verify that some message matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if none does
     */
    public PacketServerAssert hasReceivedMatching(String regex) {
        return received(Expectation.matching(regex));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if none has
     */
    public PacketServerAssert hasReceivedHex(String hex) {
        return received(Expectation.hex(hex));
    }

    private PacketServerAssert received(Expectation expected) {
        return check(() -> {
            List<Inbox> all = actual.connections().stream()
                    .map(connection -> connection.reader().inbox())
                    .toList();
            if (all.isEmpty()) {
                String stopped = actual.isListening() ? "" : ", and it is stopped";
                return new Failure("  to have received: " + expected + "\n  but nobody has connected" + stopped, null);
            }
            for (Inbox inbox : all) {
                if (inbox.has(expected)) {
                    return null;
                }
            }
            return new Failure(() -> text(all, expected), null); // another connection may still bring it
        });
    }

    private static Failure.Text text(List<Inbox> all, Expectation expected) {
        Inbox nearest = all.get(0);
        for (Inbox inbox : all) {
            nearest = inbox.similarity(expected) > nearest.similarity(expected) ? inbox : nearest;
        }
        String which = "\n  nearest is connection #" + nearest.connection().index() + " of " + all.size();
        return nearest.miss(expected).and(all.size() == 1 ? "" : which);
    }

    /**
     * Verify that no connection has received anything so far.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public PacketServerAssert hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that nothing has come, and nothing comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as something comes
     */
    public PacketServerAssert hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        for (PacketConnection connection : actual.connections()) {
            Failure failure = PacketsAssert.something(connection);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }
}
