package io.github.loopline.link;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramEffect.Kind;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.DatagramFaults;
import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fault.pipe.Faults;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Reachable;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A link between clients and a server of UDP or Unix datagrams: it has an address of its own, and passes each datagram that comes
 * there on to {@link #to wherever the test says}, and the answers back, until a {@link #apply fault is applied}. The server sees each
 * client, a flow, by a port or a path of the link. Both sides are recorded. Before {@code to} was called it is unreachable.
 * Thread-safe.
 *
 * <p>Over Unix sockets, a server that does not read keeps clients waiting, as without a link. Clients without a path are one flow,
 * whose server cannot answer, as without a link. A client that was connected while the link was unreachable has to connect again, as
 * if its server had been started again.
 *
 * @since 0.1
 */
public final class DatagramLink extends Reachable implements AutoCloseable, AssertProvider<DatagramLinkAssert> {

    private final EventLog log;
    private final Track track;
    private final LinkSocket socket;
    private final DatagramFaults faults;
    private final Flows flows;
    private volatile @Nullable SocketAddress upstream;
    private volatile boolean closed;

    private DatagramLink(Scope scope, Options options, String name, LinkSocket socket, SocketAddress address) {
        super(address);
        this.socket = socket;
        this.log = scope.log();
        this.track = log.track(null, -1, name, 0);
        this.faults = new DatagramFaults(new Faulty(), track, scope.draws().at(scope.nextOrdinal()));
        this.flows = new Flows(track, socket, faults, options);
    }

    /** Makes the link of a socket that is bound, and hands it to its owner. */
    static DatagramLink open(Scope scope, Options options, String kind, LinkSocket socket) {
        try {
            SocketAddress address = socket.address();
            String where = address instanceof InetSocketAddress inet ? "" + inet.getPort() : Addresses.text(address);
            DatagramLink link = new DatagramLink(scope, options, kind + ":" + where, socket, address);
            link.log.add(link.track, EventKind.OPENED, address);
            link.log.add(link.track, EventKind.NOTE, "is unreachable until to(...) is called");
            socket.beReachable(false);
            socket.read(link.new Clients());
            scope.own(link);
            DeclaredFaults.ofDatagrams(options).forEach(link::apply);
            return link;
        } catch (IOException e) {
            throw new FixtureException("Cannot open a " + kind + ": " + e.getMessage() + ".", e);
        }
    }

    /** What clients send. */
    private final class Clients implements LinkSocket.Reader {

        @Override
        public void received(ByteBuffer data, SocketAddress client) throws IOException {
            flows.of(client, Objects.requireNonNull(upstream))
                    .way(Direction.TO_SERVER)
                    .arrive(data, client);
        }

        @Override
        public void failed(Throwable failure) {
            log.add(track, EventKind.ERROR, failure);
            closeNow();
        }
    }

    /**
     * Set where later datagrams go.
     *
     * @param server any peer of the test
     * @return this
     */
    public DatagramLink to(DatagramPeer server) {
        return to(Objects.requireNonNull(server, "to must be given a server but was given null.")
                .socketAddress());
    }

    /**
     * Set where later datagrams go.
     *
     * @param server of the link's kind: a loopback address, or a path or an {@link io.github.loopline.net.AbstractUnixAddress};
     *     nobody needs to be bound there yet
     * @return this
     * @throws IllegalArgumentException for an address of another kind, or beyond this machine, or without a port
     * @throws FixtureException if this link is closed
     */
    public DatagramLink to(SocketAddress server) {
        socket.check(Objects.requireNonNull(server, "to must be given a server but was given null."));
        return lead(server instanceof InetSocketAddress ? Upstreams.local(server) : server);
    }

    /**
     * Set where later datagrams go, on this machine or beyond it. Nothing else in this library leaves the machine.
     *
     * @param server a resolved address
     * @return this
     * @throws IllegalArgumentException if it is not resolved, or has no port, or the link is one of Unix sockets
     * @throws FixtureException if this link is closed
     */
    public DatagramLink toRemote(InetSocketAddress server) {
        socket.check(Objects.requireNonNull(server, "toRemote must be given a server but was given null."));
        return lead(Upstreams.resolved(server));
    }

    private DatagramLink lead(SocketAddress server) {
        Upstreams.check(server, socketAddress());
        checkOpen("lead to " + Addresses.text(server));
        onEngine(() -> {
            upstream = server;
            log.add(track, EventKind.NOTE, "leads to " + Addresses.text(server));
            refresh();
        });
        return this;
    }

    private void checkOpen(String verb) {
        if (closed) {
            throw track.closed(verb);
        }
    }

    /**
     * Apply a fault, behind those that are applied, until what this returns is closed, {@link #clear()} is called, or its time is
     * over. A datagram meets the faults in the order in which they were applied; one that loses it is the last.
     *
     * @param fault such as {@code loss(0.1).toServer()}
     * @return what lifts it, never null
     * @throws FixtureException if this link is closed
     */
    public AppliedFault apply(DatagramFault fault) {
        checkOpen("apply " + Objects.requireNonNull(fault, "apply must be given a fault but was given null."));
        return faults.apply(fault, fault.toString());
    }

    private final class Faulty implements Faults.Owner {

        @Override
        public void change(Runnable work) {
            onEngine(work::run);
        }

        @Override
        public void refresh() {
            DatagramLink.this.refresh();
        }
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public DatagramLink clear() {
        faults.clear();
        return this;
    }

    private void refresh() {
        if (closed) {
            return;
        }
        try {
            socket.beReachable(upstream != null && !faults.has(Kind.UNREACHABLE));
        } catch (IOException e) {
            log.add(track, EventKind.ERROR, e);
        }
        flows.refresh();
    }

    /**
     * Count the flows so far: the clients, and once more those that the link has led elsewhere since.
     *
     * @return the count
     */
    public int flowCount() {
        return flows.count();
    }

    /**
     * Count the datagrams of a direction, over all flows.
     *
     * @param direction to whom
     * @return the counts so far, never null
     */
    public Traffic traffic(Direction direction) {
        return flows.traffic(direction);
    }

    /**
     * Copy the datagrams that were delivered, over all flows, in the order of their delivery.
     *
     * @param direction to whom
     * @return a snapshot, potentially empty; without those that came beyond {@code recordingLimit}
     */
    public List<byte[]> passed(Direction direction) {
        return flows.passed(direction);
    }

    /** Close everything. When it returns, the port is free, and the socket file is deleted. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            onEngine(this::closeNow);
        }
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        closed = true;
        flows.close();
        flows.close(socket);
        log.add(track, EventKind.STOPPED, null);
    }

    private void onEngine(Handover.Work work) {
        Handover.call(socket.loop(), track, work);
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(link)} finds the assertions of a link. */
    @Override
    public DatagramLinkAssert assertThat() {
        return new DatagramLinkAssert(this);
    }

    /** Name the link, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
