package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Accepted;
import io.github.loopline.fixture.Fillers;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Reachable;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Connects that fill a queue of one: two on Linux; other kernels count otherwise, none near this. */
    private static final int MOST_FILLERS = 64;

    private final Scope scope;
    private final Options options;
    private final EventLog log;
    private final Track track;
    private final int ordinal;
    private final Gate gate; // engine thread only, as the next two
    private final Set<Wire> open = new LinkedHashSet<>();
    private final List<AppliedStreamFault> faults = new ArrayList<>();
    private final Accepted<LinkedConnection> connections;
    private volatile @Nullable SocketAddress upstream;
    private volatile boolean closed;
    private int applied; // faults so far; engine thread only, as the next
    private @Nullable Fillers fillers;
    private volatile boolean unfilled; // it is to answer no more, and its queue is not full yet

    private StreamLink(Scope scope, Options options, SocketAddress address, SocketChannel holder) {
        super(address);
        this.scope = scope;
        this.options = options;
        this.log = scope.log();
        this.ordinal = scope.nextOrdinal();
        String label = isUnix() ? "unix-link:" + address : "tcp-link:" + ((InetSocketAddress) address).getPort();
        this.track = log.track(null, -1, label, 0);
        this.connections = new Accepted<>(track, options.timeout(), "closed");
        this.gate = new Gate(this, track, address, options, holder);
    }

    static StreamLink open(Scope scope, Options options, boolean unix) {
        SocketAddress wanted = Listeners.wanted(options, unix);
        try {
            SocketChannel holder = Gate.hold(wanted);
            StreamLink link = new StreamLink(scope, options, holder.getLocalAddress(), holder);
            link.log.add(link.track, EventKind.OPENED, link.socketAddress());
            link.log.add(link.track, EventKind.NOTE, "refuses connects until to(...) is called");
            return scope.own(link);
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
        return to(server.socketAddress());
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
        return lead(Upstreams.local(server));
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
        return lead(Upstreams.resolved(server));
    }

    private StreamLink lead(SocketAddress server) {
        Upstreams.check(server, socketAddress());
        checkOpen("lead to " + Addresses.text(server));
        change(() -> {
            upstream = server;
            log.add(track, EventKind.NOTE, "leads to " + Addresses.text(server));
            updateGate();
        });
        return this;
    }

    private void checkOpen(String verb) {
        if (closed) {
            throw new FixtureException("Cannot " + verb + ": " + track + " is closed. Do so before its close.");
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
        checkOpen("apply " + fault);
        AppliedStreamFault[] made = new AppliedStreamFault[1];
        change(() -> {
            AppliedStreamFault next = new AppliedStreamFault(
                    this, fault, track, scope.draws().at(ordinal).at(applied++), connectionCount());
            made[0] = next;
            faults.add(next);
            refresh();
            Duration lasting = fault.selection().lasting();
            if (lasting != null) {
                expire(next, lasting);
            }
        });
        return Objects.requireNonNull(made[0]);
    }

    /** Changes what the gate depends on, and fills its queue if it is to answer no more. */
    private void change(Work work) {
        onEngine(work);
        if (unfilled) {
            fillQueue();
        }
    }

    /** Fills the shortest queue that there is. It takes a moment, so not on the engine's thread, and may be over by then. */
    private void fillQueue() {
        Fillers filling = new Fillers(track, MOST_FILLERS);
        try {
            filling.fill(socketAddress());
        } finally {
            onEngine(() -> {
                if (gate.state() == Gate.State.UNANSWERING && fillers == null) {
                    fillers = filling;
                    unfilled = false;
                } else {
                    filling.close();
                }
            });
        }
    }

    private void expire(AppliedStreamFault fault, Duration lasting) {
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                liftNow(fault);
                            }
                        },
                        lasting.toNanos());
    }

    private void refresh() {
        updateGate();
        for (Wire wire : List.copyOf(open)) {
            wire.refresh(faults);
        }
    }

    void lift(AppliedStreamFault fault) {
        change(() -> liftNow(fault));
    }

    private void liftNow(AppliedStreamFault fault) {
        if (fault.end()) {
            faults.remove(fault);
            refresh();
        }
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public StreamLink clear() {
        change(() -> {
            faults.removeIf(AppliedFault::end);
            refresh();
        });
        return this;
    }

    private void updateGate() {
        if (closed) {
            return;
        }
        Gate.State wanted = upstream == null ? Gate.State.REFUSING : Gate.State.LISTENING;
        for (AppliedStreamFault fault : faults) {
            StreamFault.Effect effect = fault.fault().effect();
            if (effect == StreamFault.Effect.REFUSE || wanted == Gate.State.REFUSING) {
                wanted = Gate.State.REFUSING;
            } else if (effect == StreamFault.Effect.UNRESPONSIVE) {
                wanted = Gate.State.UNANSWERING;
            }
        }
        try {
            gate.set(wanted);
            unfilled = wanted == Gate.State.UNANSWERING && fillers == null;
            if (fillers != null && wanted != Gate.State.UNANSWERING) {
                fillers.close();
                fillers = null;
            }
        } catch (IOException | FixtureException e) {
            log.add(track, EventKind.ERROR, e);
        }
    }

    /**
     * Reset all open connections, both sides, once.
     *
     * @return this
     */
    public StreamLink reset() {
        onEngine(() -> List.copyOf(open).forEach(Wire::reset));
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
        Wire wire;
        synchronized (log) {
            int index = connections.count();
            Track[] sides =
                    log.tracks(track, index, null, "server side #" + index + " of " + track, options.recordingLimit());
            wire = new Wire(this, index, sides, options, channel.getRemoteAddress(), server);
            connections.add(new LinkedConnection(this, wire));
            log.add(sides[0], EventKind.ACCEPTED, wire.clientAddress());
        }
        open.add(wire);
        wire.start(channel, faults);
    }

    /** Forgets a connection that is over; on the engine's thread. */
    void ended(Wire wire) {
        open.remove(wire);
    }

    /** Close everything, waiting for no peer. When it returns, the port is refused and free. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        onEngine(() -> {
            closed = true;
            gate.close();
            if (fillers != null) {
                fillers.close();
            }
            List.copyOf(open).forEach(Wire::close);
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

    /** What the engine does for a caller. */
    interface Work {
        void run() throws IOException;
    }

    void onEngine(Work work) {
        try {
            Engine.shared().call(new Task() {
                @Override
                protected void run() throws IOException {
                    work.run();
                }
            });
        } catch (IOException e) {
            throw new FixtureException("Failed on " + track + ": " + e.getMessage() + ".", e);
        }
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
