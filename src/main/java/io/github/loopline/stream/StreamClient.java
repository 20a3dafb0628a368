package io.github.loopline.stream;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A client that connects to a server under test, records what it gets, and is driven by the verbs of {@link Endpoint}, which
 * act on its latest connection. It can connect again after that one was closed. Only loopback addresses are connected to.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class StreamClient extends Endpoint<StreamClient>
        implements AutoCloseable, AssertProvider<StreamClientAssert> {

    private final Scope scope;
    private final Options options;
    private final boolean unix;
    private final @Nullable TlsContext tls;
    private final Track track;
    private final List<Connection> connections = new ArrayList<>(); // guarded by the log
    private volatile @Nullable Connector pending; // written under this
    private final Closing closing = new ClientClosing();
    private final int ordinal;
    private volatile @Nullable FixtureFaults faults; // once one was applied; written under this
    private boolean closed; // guarded by this

    private StreamClient(Scope scope, Options options, boolean unix, @Nullable TlsContext tls) {
        this.tls = tls;
        this.scope = scope;
        this.options = options;
        this.unix = unix;
        String kind = unix ? "unix-client:" : "tcp-client:";
        this.ordinal = scope.nextOrdinal();
        this.track = scope.log().track(null, -1, kind + ordinal, options.recordingLimit());
    }

    static StreamClient open(Scope scope, Options options, boolean unix) {
        StreamClient client = new StreamClient(scope, options, unix, Securing.client(options));
        scope.log().add(client.track, EventKind.OPENED, null);
        scope.own(client.closing);
        DeclaredFaults.ofStream(options).forEach(client::apply);
        return client;
    }

    /**
     * Connect, waiting for it.
     *
     * @param address a loopback address, or a Unix path for a Unix client
     * @return this
     * @throws FixtureException if it does not succeed in time, with the errno's meaning; the cause is the JDK's exception
     */
    public StreamClient connect(SocketAddress address) {
        ConnectOutcome outcome = connectEx(address);
        if (!outcome.isConnected() && outcome.kind() != ConnectOutcome.Kind.IN_PROGRESS) {
            Throwable cause = outcome.cause();
            String words = cause == null || cause.getMessage() == null ? "" : ", " + cause.getMessage();
            throw new FixtureException(
                    "Cannot connect " + track + " to " + Addresses.text(address) + ": " + outcome.kind() + " (errno "
                            + outcome.errno() + words + ")." + remedy(outcome.kind()),
                    cause);
        }
        return this;
    }

    private static String remedy(ConnectOutcome.Kind kind) {
        return switch (kind) {
            case ALREADY_CONNECTED -> " Close its connection() first, or use another client.";
            case ALREADY_PENDING -> " Wait for its connection, or use another client.";
            case CLOSED -> " Connect before the close, or use another client.";
            default -> "";
        };
    }

    /**
     * Connect to a fixture.
     *
     * @param server any stream server
     * @return this
     * @throws FixtureException as {@link #connect(SocketAddress)}
     */
    public StreamClient connect(StreamServer server) {
        return connect(server.socketAddress());
    }

    /**
     * Connect to a port of this machine, by the family of this client.
     *
     * @param port 1 to 65535; nobody listens on 0
     * @return this
     * @throws IllegalArgumentException if there is no such port
     * @throws FixtureException as {@link #connect(SocketAddress)}
     */
    public StreamClient connect(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A StreamClient connects to a port between 1 and 65535 but was given "
                    + port + ". Write the port of a server.");
        }
        return connect(new InetSocketAddress(Hosts.of(options.family()), port));
    }

    /**
     * Connect, and tell what became of it instead of throwing. Each try uses a fresh socket. A client that does not block
     * answers {@link ConnectOutcome.Kind#IN_PROGRESS} and goes on connecting.
     *
     * @param address a loopback address, or a Unix path for a Unix client
     * @return the outcome with its errno, never null
     * @throws IllegalArgumentException for an address beyond this machine
     */
    public ConnectOutcome connectEx(SocketAddress address) {
        checkLoopback(address);
        Connector connector;
        synchronized (this) {
            ConnectOutcome.Kind already = already();
            if (already != null) {
                return new ConnectOutcome(already, null, null);
            }
            connector = new Connector(this, address, options, unix);
            pending = connector;
        }
        scope.connecting(address);
        return connector.connect();
    }

    private ConnectOutcome.@Nullable Kind already() {
        if (closed) {
            return ConnectOutcome.Kind.CLOSED;
        }
        if (isPending()) {
            return ConnectOutcome.Kind.ALREADY_PENDING;
        }
        synchronized (scope.log()) {
            Connection last = connections.isEmpty() ? null : connections.get(connections.size() - 1);
            return last != null && !last.track().isClosed() ? ConnectOutcome.Kind.ALREADY_CONNECTED : null;
        }
    }

    private static void checkLoopback(SocketAddress address) {
        if (address instanceof InetSocketAddress inet
                && !inet.isUnresolved()
                && !inet.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("A StreamClient connects to loopback addresses only but was given "
                    + Addresses.text(address) + ". Connect to 127.0.0.1 or ::1.");
        }
    }

    /** Adds a connection; the log is locked. */
    Connection add(Connection connection) {
        connections.add(connection);
        return connection;
    }

    /** Gives the ordinal that the next connection gets; the log is locked. */
    int next() {
        return connections.size();
    }

    Scope scope() {
        return scope;
    }

    Track track() {
        return track;
    }

    /** Gives how TLS is spoken, or null for plain text. */
    @Nullable
    TlsContext secured() {
        return tls;
    }

    /**
     * Give the latest connection.
     *
     * @return the connection, also after its end; never null
     * @throws FixtureException if none came about
     */
    public Connection connection() {
        boolean pending = isPending();
        synchronized (scope.log()) {
            if (connections.isEmpty()) {
                throw new FixtureException(track + " is not connected"
                        + (pending ? " yet: its connect is under way." : ". Call connect(address) first."));
            }
            return connections.get(connections.size() - 1);
        }
    }

    private boolean isPending() {
        Connector latest = pending;
        return latest != null && !latest.isSettled();
    }

    /**
     * List the connections of this client, the latest last.
     *
     * @return a snapshot, potentially empty
     */
    public List<Connection> connections() {
        synchronized (scope.log()) {
            return List.copyOf(connections);
        }
    }

    /**
     * Apply a fault to the connections of this client, on top of those that are applied, until what this returns is closed, {@link
     * #clear()} is called, or its time is over. It acts as a link would between the peer and this fixture, whose recording has what
     * passed it: what a fault cut, changed or holds back was not sent. Open connections that it ends are closed here.
     *
     * @param fault such as {@code close().afterBytes(100).toServer()}
     * @return what lifts it, never null
     * @throws FixtureException if this client is closed
     * @throws IllegalArgumentException for a fault of listening sockets
     */
    public AppliedFault apply(StreamFault fault) {
        if (Objects.requireNonNull(fault, "apply must be given a fault but was given null.")
                .effect()
                .isOfListener()) {
            throw new IllegalArgumentException(fault.effect() + " has no effect on " + track
                    + ", which does not listen. Apply it to a server or a link.");
        }
        return faults(fault).apply(fault);
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public StreamClient clear() {
        FixtureFaults made = faults;
        if (made != null) {
            made.clear();
        }
        return this;
    }

    private synchronized FixtureFaults faults(StreamFault fault) {
        if (closed) {
            throw track.closed("apply " + fault);
        }
        FixtureFaults made = faults;
        if (made == null) {
            made = new FixtureFaults(
                    track,
                    scope.draws().at(ordinal),
                    Direction.TO_SERVER,
                    this::open,
                    () -> connections().size(),
                    null);
            faults = made;
        }
        return made;
    }

    private List<StreamIo> open() {
        return connections().stream()
                .map(Connection::io)
                .filter(io -> io.channel().isOpen())
                .toList();
    }

    /** Lets the faults act on a connection that has come about; on the engine's thread. */
    void begin(StreamIo io) {
        FixtureFaults acting = faults;
        if (acting != null) {
            acting.begin(io);
        }
    }

    /**
     * Close the connection, if there is one, and connect no more. Waits for nothing: who wants {@code lingerSeconds} to count
     * closes the {@link #connection()}. Idempotent.
     */
    @Override
    public void close() {
        closing.close();
    }

    private final class ClientClosing extends Closing {

        ClientClosing() {
            super(Engine.shared(), StreamClient.this);
        }

        @Override
        protected void begin() {
            synchronized (StreamClient.this) {
                closed = true;
            }
        }

        @Override
        protected void closeSockets() {
            Connector connector = pending;
            if (connector != null) {
                connector.abandon();
            }
            for (Connection connection : connections()) {
                connection.abandon();
            }
        }
    }

    /** Enter AssertJ: {@code assertThat(client)} finds the assertions of a client. */
    @Override
    public StreamClientAssert assertThat() {
        return new StreamClientAssert(this);
    }

    /** Name the client, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }

    @Override
    Connection target() {
        return connection();
    }

    @Override
    StreamClient self() {
        return this;
    }
}
