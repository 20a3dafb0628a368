package io.github.loopline.datagram;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramEffect;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.FixtureException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The verbs of a {@link DatagramPeer} by which faults act on it. */
abstract class FaultyPeer extends DatagramSender {

    private final Scope scope;
    private final DatagramIo io;
    private volatile @Nullable PeerFaults faults; // null until one is applied

    FaultyPeer(Scope scope, SocketAddress address, DatagramIo io, Duration timeout) {
        super(address, io, timeout);
        this.scope = scope;
        this.io = io;
    }

    @Override
    final void sending(SocketAddress destination) {
        scope.sending(destination);
    }

    /**
     * Apply a fault to what this peer receives and to what it sends, behind those that are applied, until what this returns is
     * closed, {@link #clear()} is called, or its time is over. The addresses that it hears or sends to are its flows, and
     * datagrams are numbered for each and each way, from the first {@code apply} on. What is lost or delayed on the way out counts as
     * sent for whoever sends it.
     *
     * @param fault such as {@code loss(0.1)}; any that {@code @UdpLink} takes, but foreignSender and unreachable
     * @return what lifts it, never null
     * @throws IllegalArgumentException if it names a direction, or is one of those two, or forges without ports
     * @throws FixtureException if the peer is closed
     */
    public AppliedFault apply(DatagramFault fault) {
        return applying("apply", fault).apply(fault, fault.toString());
    }

    /**
     * Apply a fault to what this peer receives.
     *
     * @param fault as {@link #apply} takes it
     * @return what lifts it, never null
     * @throws IllegalArgumentException as {@link #apply}
     * @throws FixtureException if the peer is closed
     */
    public AppliedFault applyToReceived(DatagramFault fault) {
        return applying("applyToReceived", fault).apply(fault.toServer(), fault + " to what it receives");
    }

    /**
     * Apply a fault to what this peer sends.
     *
     * @param fault as {@link #apply} takes it
     * @return what lifts it, never null
     * @throws IllegalArgumentException as {@link #apply}
     * @throws FixtureException if the peer is closed
     */
    public AppliedFault applyToSent(DatagramFault fault) {
        return applying("applyToSent", fault).apply(fault.toClient(), fault + " to what it sends");
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public DatagramPeer clear() {
        PeerFaults applied = faults;
        if (applied != null) {
            applied.clear();
        }
        return self();
    }

    private PeerFaults applying(String verb, DatagramFault fault) {
        Objects.requireNonNull(fault, () -> verb + " must be given a fault but was given null.");
        DatagramEffect.Kind kind = fault.effect().kind();
        if (kind == DatagramEffect.Kind.FOREIGN_SENDER || kind == DatagramEffect.Kind.UNREACHABLE) {
            throw new IllegalArgumentException(kind + " has no effect on a DatagramPeer. Apply it to a @UdpLink.");
        }
        if (kind == DatagramEffect.Kind.FORGE && !(socketAddress() instanceof InetSocketAddress)) {
            throw new IllegalArgumentException(
                    "FORGE needs ports, which " + track() + " has not. Apply it to a @UdpPeer.");
        }
        if (fault.selection().isOneWay()) {
            throw new IllegalArgumentException("A DatagramPeer is neither client nor server but was given " + fault
                    + ". Write applyToReceived(...) or applyToSent(...).");
        }
        if (track().isClosed()) {
            throw track().closed("apply " + fault);
        }
        synchronized (io) {
            PeerFaults known = faults;
            if (known == null) {
                known = new PeerFaults(self(), io, scope.draws().at(scope.nextOrdinal()));
                faults = known;
            }
            return known;
        }
    }

    final @Nullable PeerFaults faults() {
        return faults;
    }
}
