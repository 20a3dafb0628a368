package io.github.loopline.datagram;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.DatagramFaults;
import io.github.loopline.fault.pipe.Faults;
import io.github.loopline.fault.pipe.Lane;
import io.github.loopline.fault.pipe.Passage;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a peer, and the lanes that its datagrams take through them: two for each address that it hears or sends to. On the
 * peer's loop, but for applying and lifting.
 */
final class PeerFaults implements Faults.Owner {

    /** Addresses that are remembered: the oldest beyond it is numbered anew. */
    private static final int MOST_FLOWS = 1024;

    private final DatagramPeer peer;
    private final DatagramIo io;
    private final DatagramFaults faults;
    private final Map<SocketAddress, Flow> flows = new LinkedHashMap<>();
    private int flowCount;

    PeerFaults(DatagramPeer peer, DatagramIo io, Draws draws) {
        this.peer = peer;
        this.io = io;
        faults = new DatagramFaults(this, io.track(), draws);
    }

    AppliedFault apply(DatagramFault fault, String text) {
        return faults.apply(fault, text);
    }

    void clear() {
        faults.clear();
    }

    @Override
    public void change(Runnable work) {
        peer.onEngine(engineSide -> work.run());
    }

    @Override
    public void refresh() {
        for (Flow flow : flows.values()) {
            flow.received.refresh(faults.active());
            flow.sent.refresh(faults.active());
        }
    }

    @Override
    public EventLoop loop() {
        return io.loop();
    }

    /** Takes what came; the peer gets it when, and as, the faults let it through. */
    void receive(ByteBuffer data, SocketAddress sender) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        flow(sender).received.arrive(copy, faults.active());
    }

    /** Takes what is to be sent; what is lost or comes later counts as sent at once. */
    void send(OutgoingDatagram datagram) {
        Flow flow = flow(datagram.destination());
        flow.going = datagram;
        flow.sent.arrive(datagram.data().clone(), faults.active());
        if (flow.going != null) {
            flow.going = null;
            datagram.done();
        }
    }

    private void forge(byte[] data, SocketAddress remote) {
        try {
            io.forge(data, remote);
        } catch (IOException e) {
            io.track().log().add(io.track(), EventKind.NOTE, "nothing forged: " + e.getMessage());
        }
    }

    private Flow flow(SocketAddress remote) {
        Flow known = flows.get(remote);
        if (known != null) {
            return known;
        }
        if (flows.size() >= MOST_FLOWS) {
            Flow oldest = flows.values().iterator().next();
            flows.remove(oldest.remote);
            oldest.over = true;
            io.track()
                    .log()
                    .add(io.track(), EventKind.NOTE, "what faults hold for the oldest of more than 1024 peers is lost");
        }
        Flow made = new Flow(remote, flowCount++);
        flows.put(remote, made);
        return made;
    }

    /** One address, and the lanes from and to it. */
    private final class Flow {

        final SocketAddress remote;
        final Lane received;
        final Lane sent;
        private @Nullable OutgoingDatagram going; // whose sender waits, until it is on its way
        private boolean over;

        Flow(SocketAddress remote, int index) {
            this.remote = remote;
            received = new Lane(index, Direction.TO_SERVER, io.track(), new In(this), faults.active());
            sent = new Lane(index, Direction.TO_CLIENT, io.track(), new Out(this), faults.active());
        }

        private void transmit(Passage passage) {
            OutgoingDatagram first = going;
            if (first != null && Arrays.equals(first.data(), passage.data())) {
                going = null;
                io.transmit(first);
            } else {
                io.transmit(new OutgoingDatagram(passage.data(), remote));
            }
        }
    }

    /** Where a lane of a peer leads. */
    private abstract class End implements Lane.Outlet {

        final Flow flow;

        End(Flow flow) {
            this.flow = flow;
        }

        @Override
        public final boolean isClosed() {
            return flow.over || io.track().isClosed();
        }

        @Override
        public final EventLoop loop() {
            return io.loop();
        }

        @Override
        public final boolean isRecorded() {
            return false;
        }
    }

    private final class In extends End {

        In(Flow flow) {
            super(flow);
        }

        @Override
        public void deliver(Passage passage) {
            byte[] forerunner = passage.forerunner();
            if (forerunner != null) {
                peer.deliver(ByteBuffer.wrap(forerunner), flow.remote);
            }
            peer.deliver(ByteBuffer.wrap(passage.data()), flow.remote);
        }

        @Override
        public byte @Nullable [] question() {
            return flow.sent.latest();
        }

        @Override
        public String way() {
            return "received from " + Addresses.text(flow.remote);
        }
    }

    private final class Out extends End {

        Out(Flow flow) {
            super(flow);
        }

        @Override
        public void deliver(Passage passage) {
            byte[] forgery = passage.forgery();
            if (forgery != null) {
                forge(forgery, flow.remote);
            }
            byte[] forerunner = passage.forerunner();
            if (forerunner != null) {
                io.transmit(new OutgoingDatagram(forerunner, flow.remote));
            }
            flow.transmit(passage);
        }

        @Override
        public byte @Nullable [] question() {
            return flow.received.latest();
        }

        @Override
        public String way() {
            return "sent to " + Addresses.text(flow.remote);
        }
    }
}
