package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Times;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Assertions on a {@link DatagramLink}: the datagrams that it delivered.
 *
 * @since 0.1
 */
public class DatagramLinkAssert extends FixtureAssert<DatagramLinkAssert, DatagramLink> {

    private static final int SHOWN = 10;

    /**
     * Create an assertion; {@code assertThat(link)} does.
     *
     * @param actual the link
     */
    public DatagramLinkAssert(DatagramLink actual) {
        super(actual, DatagramLinkAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    /**
     * Verify that some datagram with this text was delivered to a server.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none was
     */
    public DatagramLinkAssert hasPassedToServer(String text) {
        return hasPassedToServer(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Verify that some datagram with these bytes was delivered to a server.
     *
     * @param bytes all of it
     * @return this
     * @throws AssertionError if none was
     */
    public DatagramLinkAssert hasPassedToServer(byte[] bytes) {
        return passed(Direction.TO_SERVER, bytes);
    }

    /**
     * Verify that some datagram with this text was delivered to a client.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none was
     */
    public DatagramLinkAssert hasPassedToClient(String text) {
        return hasPassedToClient(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Verify that some datagram with these bytes was delivered to a client.
     *
     * @param bytes all of it
     * @return this
     * @throws AssertionError if none was
     */
    public DatagramLinkAssert hasPassedToClient(byte[] bytes) {
        return passed(Direction.TO_CLIENT, bytes);
    }

    private DatagramLinkAssert passed(Direction direction, byte[] bytes) {
        return check(() -> {
            List<byte[]> passed = actual.passed(direction);
            return passed.stream().anyMatch(each -> Arrays.equals(each, bytes))
                    ? null
                    : new Failure(
                            () -> new Failure.Text("  to have passed " + direction + ": " + Bytes.quote(bytes)
                                    + "\n  but what passed is" + list(passed)),
                            null);
        });
    }

    private static String list(List<byte[]> passed) {
        StringBuilder text = new StringBuilder();
        for (byte[] each : passed.subList(0, Math.min(SHOWN, passed.size()))) {
            text.append("\n    ").append(Bytes.quote(each));
        }
        int more = passed.size() - SHOWN;
        return passed.isEmpty() ? " nothing" : text + (more > 0 ? "\n    and " + more + " more" : "");
    }

    /**
     * Verify how many datagrams were delivered, copies included.
     *
     * @param direction to whom
     * @param times how many
     * @return this
     * @throws AssertionError if more or less were
     */
    public DatagramLinkAssert hasPassed(Direction direction, Times times) {
        return check(() -> {
            Traffic traffic = actual.traffic(direction);
            int count = (int) Math.min(Integer.MAX_VALUE, traffic.passed());
            return times.matches(count)
                    ? null
                    : new Failure(
                            "  to have passed a datagram " + direction + " " + times + "\n  but it did "
                                    + Times.times(count) + "; " + traffic.lost() + " of " + traffic.arrived()
                                    + " are lost",
                            times.isPossible(count) ? null : "too many have passed");
        });
    }

    /**
     * Verify how many flows there were so far.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public DatagramLinkAssert hasFlows(int count) {
        return check(() -> {
            int flows = actual.flowCount();
            return flows == count
                    ? null
                    : new Failure(
                            "  to have " + count + (count == 1 ? " flow" : " flows") + "\n  but it has " + flows,
                            flows > count ? "more have come" : null);
        });
    }
}
