package io.github.loopline.packet;

import io.github.loopline.trace.EventLog;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link PacketConnection}: what it received and how it ended.
 *
 * @since 0.1
 */
public class PacketConnectionAssert extends PacketsAssert<PacketConnectionAssert, PacketConnection> {

    private final @Nullable PacketServerAssert server;

    /**
     * Create an assertion; {@code assertThat(connection)} does.
     *
     * @param actual the connection
     */
    public PacketConnectionAssert(PacketConnection actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a connection that has not come is muted and never looks at it
    PacketConnectionAssert(@Nullable PacketConnection actual, @Nullable PacketServerAssert server) {
        super(actual, PacketConnectionAssert.class);
        this.server = server;
    }

    /**
     * Go back to the server that this was reached from.
     *
     * @return the server's assertion, never null
     * @throws IllegalStateException if it was not reached from a server
     */
    public PacketServerAssert returnToServer() {
        if (server == null) {
            throw new IllegalStateException("This assertion was not reached from a server: write assertThat(server).");
        }
        return server;
    }

    @Override
    PacketConnection connection() {
        return actual;
    }

    @Override
    protected EventLog log() {
        return Objects.requireNonNull(actual).track().log();
    }
}
