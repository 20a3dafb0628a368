package io.github.loopline.packet;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.SocketAddresses;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A client of messages (SOCK_SEQPACKET) that connects to a server under test, records what it gets, and is driven by the verbs
 * of {@link PacketEndpoint}, which act on its latest connection. It can connect again after that one was closed. Thread-safe.
 *
 * @since 0.1
 */
public final class PacketClient extends PacketEndpoint<PacketClient>
        implements AutoCloseable, AssertProvider<PacketClientAssert> {

    private final Scope scope;
    private final Options options;
    private final Track track;
    private final List<PacketConnection> connections = new ArrayList<>(); // guarded by the log
    private @Nullable PacketConnector pending; // guarded by this
    private boolean closed; // guarded by this

    private PacketClient(Scope scope, Options options) {
        this.scope = scope;
        this.options = options;
        this.track = scope.log().track(null, -1, "packet-client:" + scope.nextOrdinal(), options.recordingLimit());
    }

    static PacketClient open(Scope scope, Options options) {
        PacketClient client = new PacketClient(scope, options);
        scope.log().add(client.track, EventKind.OPENED, null);
        return scope.own(client);
    }

    /**
     * Connect, waiting for room in the server's queue.
     *
     * @param address a Unix path or an abstract name
     * @return this
     * @throws FixtureException if it does not succeed in time, with the errno's meaning
     */
    public PacketClient connect(SocketAddress address) {
        PacketConnectOutcome outcome = connectEx(address);
        if (!outcome.isConnected()) {
            throw new FixtureException(
                    "Cannot connect " + track + " to " + Addresses.text(address) + ": " + outcome.words() + ".");
        }
        return this;
    }

    /**
     * Connect to a fixture.
     *
     * @param server any server of messages
     * @return this
     * @throws FixtureException as {@link #connect(SocketAddress)}
     */
    public PacketClient connect(PacketServer server) {
        return connect(server.socketAddress());
    }

    /**
     * Connect, and tell what became of it instead of throwing. Each try uses a fresh socket. A client that does not block gets
     * EAGAIN at once from a server whose queue is full.
     *
     * @param address a Unix path or an abstract name
     * @return the outcome with its errno, never null
     * @throws IllegalArgumentException for an address of another family, and for a path of more than 107 bytes
     */
    public PacketConnectOutcome connectEx(SocketAddress address) {
        boolean named = address instanceof UnixDomainSocketAddress
                ? !address.toString().isEmpty()
                : address instanceof AbstractUnixAddress;
        if (!named) {
            throw new IllegalArgumentException("A PacketClient connects to Unix sockets only but was given "
                    + Addresses.text(address) + ". Connect to a path or an abstract name.");
        }
        SocketAddresses.encode(address); // refuses a path that is too long
        PacketConnector connector;
        synchronized (this) {
            Errno already = already();
            if (already != null) {
                return PacketConnectOutcome.of(already);
            }
            connector = new PacketConnector(this, address, options);
            pending = connector;
        }
        return connector.connect();
    }

    private @Nullable Errno already() {
        if (closed) {
            return Errno.EBADF;
        }
        PacketConnector before = pending;
        if (before != null && !before.isSettled()) {
            return Errno.EALREADY;
        }
        synchronized (scope.log()) {
            PacketConnection last = connections.isEmpty() ? null : connections.get(connections.size() - 1);
            return last != null && !last.track().isClosed() ? Errno.EISCONN : null;
        }
    }

    /** Adds a connection; the log is locked. */
    PacketConnection add(PacketConnection connection) {
        connections.add(connection);
        return connection;
    }

    /** Gives the ordinal that the next connection gets; the log is locked. */
    int next() {
        return connections.size();
    }

    /**
     * Give the latest connection.
     *
     * @return the connection, also after its end; never null
     * @throws FixtureException if none came about
     */
    public PacketConnection connection() {
        synchronized (scope.log()) {
            if (connections.isEmpty()) {
                throw new FixtureException(track + " is not connected. Call connect(address) first.");
            }
            return connections.get(connections.size() - 1);
        }
    }

    /**
     * List the connections of this client, the latest last.
     *
     * @return a snapshot, potentially empty
     */
    public List<PacketConnection> connections() {
        synchronized (scope.log()) {
            return List.copyOf(connections);
        }
    }

    /** Close the connection, if there is one, and connect no more. Idempotent. */
    @Override
    public void close() {
        PacketConnector connector;
        synchronized (this) {
            closed = true;
            connector = pending;
        }
        if (connector != null) {
            connector.abandon();
        }
        for (PacketConnection connection : connections()) {
            connection.closeNow();
        }
    }

    Scope scope() {
        return scope;
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(client)} finds the assertions of a client. */
    @Override
    public PacketClientAssert assertThat() {
        return new PacketClientAssert(this);
    }

    /** Name the client, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }

    @Override
    PacketConnection target() {
        return connection();
    }

    @Override
    PacketClient self() {
        return this;
    }
}
