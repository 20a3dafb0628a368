package io.github.loopline.link;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramEffect.Kind;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.DatagramFaults;
import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fault.pipe.Faults;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A link between clients and a UDP server: it has an address of its own, and passes each datagram that comes there on to {@link #to
 * wherever the test says}, and the answers back, until a {@link #apply fault is applied}. The server sees each client, a flow, by
 * a port of the link. Both sides are recorded. Before {@code to} was called it is unreachable. Thread-safe.
 *
 * @since 0.1
 */
public final class DatagramLink implements AutoCloseable, AssertProvider<DatagramLinkAssert> {

    private final InetSocketAddress address;
    private final EventLog log;
    private final Track track;
    private final DatagramChannel channel;
    private final DatagramFaults faults;
    private final Flows flows;
    private volatile @Nullable InetSocketAddress upstream;
    private volatile boolean closed;

    private DatagramLink(Scope scope, Options options, DatagramChannel channel, InetSocketAddress address) {
        this.channel = channel;
        this.address = address;
        this.log = scope.log();
        this.track = log.track(null, -1, "udp-link:" + address.getPort(), 0);
        this.faults = new DatagramFaults(new Faulty(), track, scope.draws().at(scope.nextOrdinal()));
        this.flows = new Flows(track, channel, faults, options);
    }

    static DatagramLink open(Scope scope, Options options) {
        DatagramChannel channel = UdpSockets.bound(options);
        try {
            DatagramLink link =
                    new DatagramLink(scope, options, channel, (InetSocketAddress) channel.getLocalAddress());
            link.log.add(link.track, EventKind.OPENED, link.address);
            link.log.add(link.track, EventKind.NOTE, "is unreachable until to(...) is called");
            channel.configureBlocking(false);
            link.beReachable(false);
            Engine.shared().register(channel, SelectionKey.OP_READ, link.new Clients());
            scope.own(link);
            DeclaredFaults.ofDatagrams(options).forEach(link::apply);
            return link;
        } catch (IOException e) {
            throw Listeners.failed(channel, UdpSockets.wanted(options), e);
        }
    }

    /** What clients send. */
    private final class Clients implements Handler {

        private static final int MOST_READS = 256;

        @Override
        public void ready(SelectionKey ready) throws IOException {
            for (int i = 0; i < MOST_READS && !closed; i++) {
                ByteBuffer buffer = Engine.shared().scratch();
                SocketAddress client = channel.receive(buffer);
                if (client == null) {
                    return;
                }
                flows.of(client, Objects.requireNonNull(upstream))
                        .way(Direction.TO_SERVER)
                        .arrive(buffer.flip(), client);
            }
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
        return to(server.address());
    }

    /**
     * Set where later datagrams go.
     *
     * @param server a loopback address; nobody needs to be bound there yet
     * @return this
     * @throws IllegalArgumentException for an address beyond this machine, or without a port
     * @throws FixtureException if this link is closed
     */
    public DatagramLink to(InetSocketAddress server) {
        Upstreams.local(server);
        return lead(server);
    }

    /**
     * Set where later datagrams go, on this machine or beyond it. Nothing else in this library leaves the machine.
     *
     * @param server a resolved address
     * @return this
     * @throws IllegalArgumentException if it is not resolved, or has no port
     * @throws FixtureException if this link is closed
     */
    public DatagramLink toRemote(InetSocketAddress server) {
        return lead(Upstreams.resolved(server));
    }

    private DatagramLink lead(InetSocketAddress server) {
        Upstreams.check(server, address);
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
            throw new FixtureException("Cannot " + verb + ": " + track + " is closed. Do so before its close.");
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
        checkOpen("apply " + fault);
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
            beReachable(upstream != null && !faults.has(Kind.UNREACHABLE));
        } catch (IOException e) {
            log.add(track, EventKind.ERROR, e);
        }
        flows.refresh();
    }

    /** A socket that is connected elsewhere is unreachable to everybody else, as the kernel tells them. */
    private void beReachable(boolean wanted) throws IOException {
        if (wanted && channel.isConnected()) {
            channel.disconnect();
        } else if (!wanted && !channel.isConnected()) {
            channel.connect(new InetSocketAddress(Hosts.of(UdpSockets.family(address)), UdpSockets.DISCARD));
        }
    }

    /**
     * Give the address to send to.
     *
     * @return an IPv4 or IPv6 loopback address with the port, never null
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Give the port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return address.getPort();
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

    /** Close everything. When it returns, the port is free. Idempotent. */
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
        try {
            Engine.shared().close(channel);
            flows.close();
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
        }
        log.add(track, EventKind.STOPPED, null);
    }

    private void onEngine(StreamLink.Work work) {
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
    public DatagramLinkAssert assertThat() {
        return new DatagramLinkAssert(this);
    }

    /** Name the link, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
