package io.github.loopline.packet;

import io.github.loopline.trace.EventLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link PacketClient}: what its latest connection received and how it ended.
 *
 * @since 0.1
 */
public class PacketClientAssert extends PacketsAssert<PacketClientAssert, PacketClient> {

    /**
     * Create an assertion; {@code assertThat(client)} does.
     *
     * @param actual the client
     */
    public PacketClientAssert(PacketClient actual) {
        super(actual, PacketClientAssert.class);
    }

    @Override
    @Nullable
    PacketConnection connection() {
        List<PacketConnection> connections = actual.connections();
        return connections.isEmpty() ? null : connections.get(connections.size() - 1);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }
}
