package io.github.loopline.stream;

import io.github.loopline.trace.EventLog;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link Connection}: what it received and how it ended.
 *
 * @since 0.1
 */
public class ConnectionAssert extends StreamAssert<ConnectionAssert, Connection> {

    private final @Nullable StreamServerAssert server;

    /**
     * Create an assertion; {@code assertThat(connection)} does.
     *
     * @param actual the connection
     */
    public ConnectionAssert(Connection actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a connection that has not come is muted and never looks at it
    ConnectionAssert(@Nullable Connection actual, @Nullable StreamServerAssert server) {
        super(actual, ConnectionAssert.class);
        this.server = server;
    }

    /**
     * Go back to the server that this was reached from.
     *
     * @return the server's assertion, never null
     * @throws IllegalStateException if it was not reached from a server
     */
    public StreamServerAssert returnToServer() {
        if (server == null) {
            throw new IllegalStateException("This assertion was not reached from a server: write assertThat(server).");
        }
        return server;
    }

    @Override
    Connection connection() {
        return actual;
    }

    @Override
    boolean canReconnect() {
        return false;
    }

    @Override
    protected EventLog log() {
        return Objects.requireNonNull(actual).track().log();
    }
}
