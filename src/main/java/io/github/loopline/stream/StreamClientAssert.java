package io.github.loopline.stream;

import io.github.loopline.trace.EventLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link StreamClient}: what its latest connection received and how it ended.
 *
 * @since 0.1
 */
public class StreamClientAssert extends StreamAssert<StreamClientAssert, StreamClient> {

    /**
     * Create an assertion; {@code assertThat(client)} does.
     *
     * @param actual the client
     */
    public StreamClientAssert(StreamClient actual) {
        super(actual, StreamClientAssert.class);
    }

    @Override
    @Nullable
    Connection connection() {
        List<Connection> connections = actual.connections();
        return connections.isEmpty() ? null : connections.get(connections.size() - 1);
    }

    @Override
    boolean canReconnect() {
        return true;
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }
}
