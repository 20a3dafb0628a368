package io.github.loopline.link;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.trace.EventLog;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Assertions on a {@link StreamLink}: the connections that came through it.
 *
 * @since 0.1
 */
public class StreamLinkAssert extends FixtureAssert<StreamLinkAssert, StreamLink> {

    /**
     * Create an assertion; {@code assertThat(link)} does.
     *
     * @param actual the link
     */
    public StreamLinkAssert(StreamLink actual) {
        super(actual, StreamLinkAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    /**
     * Go to a connection. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that connection, never null
     * @throws AssertionError if there is no such connection
     */
    public LinkedConnectionAssert connection(int index) {
        Indexes.check("connection", index);
        check(() -> {
            int count = actual.connectionCount();
            String hint = isPatient() ? "" : "\n  (to wait for it, write within(...) before connection(" + index + "))";
            return index < count
                    ? null
                    : new Failure("  to have a connection #" + index + "\n  " + came(count) + hint, null);
        });
        List<LinkedConnection> all = actual.connections();
        boolean missing = index >= all.size();
        return navigate(new LinkedConnectionAssert(missing ? null : all.get(index), log()), missing);
    }

    private static String came(int count) {
        return count == 0
                ? "but it has none"
                : count == 1
                        ? "but it has 1 connection, #0"
                        : "but it has " + count + " connections, #0 to #" + (count - 1);
    }

    /**
     * Verify how many connections have come, ended ones included.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public StreamLinkAssert hasConnections(int count) {
        return connections("to have " + count(count), n -> n == count, n -> n > count);
    }

    /**
     * Verify that at least so many connections have come, ended ones included.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is less
     */
    public StreamLinkAssert hasConnectionsAtLeast(int count) {
        return connections("to have at least " + count(count), n -> n >= count, n -> false);
    }

    /**
     * Verify that nobody has connected.
     *
     * @return this
     * @throws AssertionError if somebody has
     */
    public StreamLinkAssert hasNoConnections() {
        return connections("to have no connections", n -> n == 0, n -> n > 0);
    }

    private static String count(int count) {
        return count == 1 ? "1 connection" : count + " connections";
    }

    private StreamLinkAssert connections(String rule, IntPredicate holds, IntPredicate hopeless) {
        return check(() -> {
            int count = actual.connectionCount();
            return holds.test(count)
                    ? null
                    : new Failure("  " + rule + "\n  " + came(count), hopeless.test(count) ? "more have come" : null);
        });
    }
}
