package io.github.loopline.link;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fault.pipe.Door;
import io.github.loopline.fault.pipe.Entrance;
import io.github.loopline.fault.pipe.StreamFaults;
import io.github.loopline.fixture.Accepted;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Reachable;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.Trust;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A link between clients and a server: it has an address of its own, and passes what comes there on to {@link #to wherever the
 * test says}, byte by byte, with half-close and reset, until a {@link #apply fault is applied}. Both sides are recorded. Before
 * {@code to} was called it refuses connects. Thread-safe.
 *
 * @since 0.1
 */
public final class StreamLink extends Reachable implements AutoCloseable, AssertProvider<StreamLinkAssert> {

    private final Options options;
    private final LinkTls tls;
    private final EventLog log;
    private final Track track;
    private final Entrance entrance;
    private final StreamFaults faults;
    private final Set<LinkIo> open = new LinkedHashSet<>(); // engine thread only
    private final Accepted<LinkedConnection> connections;
    private volatile @Nullable SocketAddress upstream;
    private volatile boolean closed;

    private StreamLink(Scope scope, Options options, LinkTls tls, SocketAddress address, SocketChannel holder) {
        super(address);
        this.options = options;
        this.tls = tls;
        this.log = scope.log();
        String label = isUnix() ? "unix-link:" + address : "tcp-link:" + ((InetSocketAddress) address).getPort();
        this.track = log.track(null, -1, label, 0);
        this.connections = new Accepted<>(track, options.timeout(), "closed");
        this.entrance = Entrance.refusing(new Guard(), track, address, options, holder);
        this.faults = new StreamFaults(new Faulty(), track, scope.draws().at(scope.nextOrdinal()));
    }

    static StreamLink open(Scope scope, Options options, boolean unix) {
        SocketAddress wanted = Listeners.wanted(options, unix);
        LinkTls tls = LinkTls.of(options);
        try {
            SocketChannel holder = Door.hold(wanted);
            StreamLink link = new StreamLink(scope, options, tls, holder.getLocalAddress(), holder);
            link.log.add(link.track, EventKind.OPENED, link.socketAddress());
            link.log.add(link.track, EventKind.NOTE, "refuses connects until to(...) is called");
            scope.own(link);
            DeclaredFaults.ofStream(options).forEach(link::apply);
            return link;
        } catch (FixtureException e) {
            Listeners.discard(wanted, options);
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a channel that was just bound has an address", e);
        }
    }

    /**
     * Set where later connections go, and begin to accept.
     *
     * @param server any stream server of the test
     * @return this
     */
    public StreamLink to(StreamServer server) {
        return to(Objects.requireNonNull(server, "to must be given a server but was given null.")
                .socketAddress());
    }

    /**
     * Set where later connections go, and begin to accept.
     *
     * @param server a loopback address or a path; nobody needs to listen there yet
     * @return this
     * @throws IllegalArgumentException for an address beyond this machine, or without a port
     * @throws FixtureException if this link is closed
     */
    public StreamLink to(SocketAddress server) {
        return lead(Upstreams.local(Objects.requireNonNull(server, "to must be given a server but was given null.")));
    }

    /**
     * Set where later connections go, on this machine or beyond it. Nothing else in this library leaves the machine.
     *
     * @param server a resolved address
     * @return this
     * @throws IllegalArgumentException if it is not resolved, or has no port
     * @throws FixtureException if this link is closed
     */
    public StreamLink toRemote(InetSocketAddress server) {
        return lead(Upstreams.resolved(
                Objects.requireNonNull(server, "toRemote must be given a server but was given null.")));
    }

    private StreamLink lead(SocketAddress server) {
        Upstreams.check(server, socketAddress());
        checkOpen("lead to " + Addresses.text(server));
        onEngine(() -> {
            upstream = server;
            log.add(track, EventKind.NOTE, "leads to " + Addresses.text(server));
            updateEntrance();
        });
        entrance.fill();
        return this;
    }

    /**
     * Give what a client needs to believe this link, whose certificate it sees where the link speaks TLS to it.
     *
     * @return the trust, never null
     * @throws FixtureException if clients speak plain text with the link, or TLS with the server behind it
     */
    public Trust trust() {
        TlsContext client = tls.client();
        if (client == null) {
            throw new FixtureException(track + " speaks no TLS with clients. Declare it with tls = @Tls, or take the"
                    + " server's trust().");
        }
        return client.trust();
    }

    private void checkOpen(String verb) {
        if (closed) {
            throw track.closed(verb);
        }
    }

    /**
     * Apply a fault, on top of those that are applied, until what this returns is closed, {@link #clear()} is called, or its time
     * is over.
     *
     * @param fault such as {@code latency(ofMillis(100)).toClient()}
     * @return what lifts it, never null
     * @throws FixtureException if this link is closed
     */
    public AppliedFault apply(StreamFault fault) {
        checkOpen("apply " + Objects.requireNonNull(fault, "apply must be given a fault but was given null."));
        return faults.apply(fault);
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public StreamLink clear() {
        faults.clear();
        return this;
    }

    private final class Faulty implements StreamFaults.Owner {

        @Override
        public void change(Runnable work) {
            onEngine(work::run);
            entrance.fill();
        }

        @Override
        public void refresh() {
            updateEntrance();
            for (LinkIo io : List.copyOf(open)) {
                io.refresh(faults.active());
            }
        }

        @Override
        public void expired() {
            entrance.fillSoon();
        }

        @Override
        public int connectionCount() {
            return StreamLink.this.connectionCount();
        }
    }

    private void updateEntrance() {
        if (!closed) {
            entrance.update(upstream == null ? Door.State.REFUSING : faults.door());
        }
    }

    private final class Guard implements Door.Host {

        @Override
        public void accepted(SocketChannel channel) throws IOException {
            StreamLink.this.accepted(channel);
        }

        @Override
        public void overwhelmed(Door door) {
            door.giveUp();
        }
    }

    /**
     * Reset all open connections, both sides, once.
     *
     * @return this
     */
    public StreamLink reset() {
        onEngine(() -> List.copyOf(open).forEach(LinkIo::reset));
        return this;
    }

    /**
     * List the connections that came so far, also ended ones.
     *
     * @return a snapshot in the order of acceptance, potentially empty
     */
    public List<LinkedConnection> connections() {
        return connections.all();
    }

    int connectionCount() {
        return connections.count();
    }

    /**
     * Wait for a connection.
     *
     * @param index its ordinal, 0 for the first
     * @return the connection, never null
     * @throws FixtureException if it does not come in time, or cannot come because the link is closed
     */
    public LinkedConnection connection(int index) {
        return connections.await(index, () -> closed);
    }

    /**
     * Count the bytes of a direction, over all connections.
     *
     * @param direction to whom
     * @return the counts so far, never null
     */
    public Traffic traffic(Direction direction) {
        Traffic sum = Traffic.NONE;
        for (LinkedConnection connection : connections()) {
            sum = sum.plus(connection.traffic(direction));
        }
        return sum;
    }

    /** Takes a connection; on the engine's thread. */
    void accepted(SocketChannel channel) throws IOException {
        SocketAddress server = Objects.requireNonNull(upstream);
        channel.configureBlocking(false);
        StreamOptions.setAccepted(channel, options, isUnix());
        LinkIo io;
        synchronized (log) {
            int index = connections.count();
            Track[] sides =
                    log.tracks(track, index, null, "server side #" + index + " of " + track, options.recordingLimit());
            sides[0].local(channel.getLocalAddress());
            Side client = new Side(sides[0], tls.client());
            Side upstreamSide = new Side(sides[1], tls.upstream());
            io = new LinkIo(this, index, client, upstreamSide, options, channel.getRemoteAddress(), server);
            connections.add(new LinkedConnection(this, io));
            log.add(sides[0], EventKind.ACCEPTED, io.clientAddress());
        }
        open.add(io);
        io.start(channel, faults.active());
    }

    /** Forgets a connection that is over; on the engine's thread. */
    void ended(LinkIo io) {
        open.remove(io);
    }

    /** Close everything, waiting for no peer. When it returns, the port is refused and free. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        onEngine(() -> {
            closed = true;
            entrance.close();
            List.copyOf(open).forEach(LinkIo::abandon);
            log.add(track, EventKind.STOPPED, null);
        });
        Listeners.awaitFree(socketAddress(), options);
        if (socketAddress() instanceof UnixDomainSocketAddress path) {
            try {
                UnixPaths.delete(path, options);
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
            }
        }
    }

    void onEngine(Handover.Work work) {
        Handover.call(Engine.shared(), track, work);
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(link)} finds the assertions of a link. */
    @Override
    public StreamLinkAssert assertThat() {
        return new StreamLinkAssert(this);
    }

    /** Name the link, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
