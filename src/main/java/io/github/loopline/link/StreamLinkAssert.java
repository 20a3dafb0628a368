package io.github.loopline.link;

import io.github.loopline.fixture.ConnectionsAssert;
import io.github.loopline.trace.EventLog;
import java.util.List;

/**
 * Assertions on a {@link StreamLink}: the connections that came through it.
 *
 * @since 0.1
 */
public class StreamLinkAssert extends ConnectionsAssert<StreamLinkAssert, StreamLink> {

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
    public LinkedConnectionAssert connection(int index) {
        hasConnection(index);
        List<LinkedConnection> all = actual.connections();
        boolean missing = index >= all.size();
        return navigate(new LinkedConnectionAssert(missing ? null : all.get(index), log()), missing);
    }
}
