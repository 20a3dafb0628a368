package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.Lane;
import io.github.loopline.fault.pipe.Passage;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client of a datagram link, and the socket that the server knows it by. Everything runs on the engine's thread, but for
 * questions about traffic.
 */
final class Flow implements Handler {

    /** Datagrams of one socket before another gets its turn. */
    private static final int MOST_READS = 256;

    private final Flows flows;
    private final SocketAddress client;
    private final SocketAddress server;
    private final DatagramChannel channel;
    private final EventLog log;
    private final Track serverSide;
    private final Way toServer;
    private final Way toClient;
    private boolean closed;

    Flow(Flows flows, int index, SocketAddress client, SocketAddress server, DatagramChannel channel, Track[] tracks) {
        this.flows = flows;
        this.client = client;
        this.server = server;
        this.channel = channel;
        this.log = tracks[0].log();
        this.serverSide = tracks[1];
        toServer = new Way(index, Direction.TO_SERVER, tracks[0], tracks[1]);
        toClient = new Way(index, Direction.TO_CLIENT, tracks[1], tracks[0]);
    }

    /** One direction of it: what comes on one track, and goes out on the other. */
    final class Way implements Lane.Outlet {

        private final Direction direction;
        private final Track from;
        private final Track to;
        private final Lane lane;
        private long passed; // guarded by the log, as the next
        private long failed;
        private final List<Event> foreign = new ArrayList<>(0); // what passed as if from somebody else

        Way(int index, Direction direction, Track from, Track to) {
            this.direction = direction;
            this.from = from;
            this.to = to;
            lane = new Lane(index, direction, from, this, flows.faults());
        }

        Track to() {
            return to;
        }

        List<Event> foreign() {
            return foreign;
        }

        Traffic traffic() {
            synchronized (log) {
                return new Traffic(lane.arrived(), passed, lane.lost() + failed);
            }
        }

        /** Takes a datagram; whoever looks at counts sees those of all that it brings about, or of none. */
        void arrive(ByteBuffer data, SocketAddress sender) {
            byte[] copy = new byte[data.remaining()];
            data.duplicate().get(copy);
            synchronized (log) {
                log.addBytes(from, EventKind.RECEIVED, data, sender);
                lane.arrive(copy, flows.faults());
            }
        }

        void refresh() {
            synchronized (log) {
                lane.refresh(flows.faults());
            }
        }

        /** Hands a datagram to the kernel; what it does not take is lost. */
        @Override
        public void deliver(Passage passage) {
            SocketAddress receiver = direction == Direction.TO_SERVER ? server : client;
            String failure = "the kernel has no room for it";
            try {
                byte[] forgery = passage.forgery();
                if (forgery != null) {
                    flows.stranger(receiver).send(forgery, receiver);
                }
                synchronized (log) { // whoever looks once the receiver has it finds it recorded
                    if (passage.isForeign() ? passesAsForeign(passage, receiver) : passes(passage, receiver)) {
                        passed++;
                        return;
                    }
                }
            } catch (IOException | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            synchronized (log) {
                failed++;
                log.add(to, EventKind.SEND_FAILED, failure);
            }
        }

        private boolean passes(Passage passage, SocketAddress receiver) throws IOException {
            ByteBuffer data = Engine.shared().scratch(passage.data());
            boolean empty = !data.hasRemaining();
            boolean taken = (to == serverSide ? channel : flows.channel()).send(data, receiver) > 0 || empty;
            if (taken) {
                log.addBytes(to, EventKind.SENT, data.rewind(), receiver);
            }
            return taken;
        }

        private boolean passesAsForeign(Passage passage, SocketAddress receiver) throws IOException {
            Event event = flows.stranger(receiver).send(passage.data(), receiver);
            return event != null && foreign.add(event);
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public EventLoop loop() {
            return Engine.shared();
        }

        @Override
        public String way() {
            return direction.toString();
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }

    SocketAddress client() {
        return client;
    }

    boolean leadsTo(SocketAddress address) {
        return server.equals(address);
    }

    Way way(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    void refresh() {
        toServer.refresh();
        toClient.refresh();
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        for (int i = 0; i < MOST_READS && !closed; i++) {
            ByteBuffer buffer = Engine.shared().scratch();
            SocketAddress sender = channel.receive(buffer);
            if (sender == null) {
                return;
            }
            toClient.arrive(buffer.flip(), sender);
        }
    }

    @Override
    public void failed(Throwable failure) {
        log.add(serverSide, EventKind.ERROR, failure);
        close(null);
    }

    void close(@Nullable String why) {
        if (!closed) {
            closed = true;
            log.add(serverSide, EventKind.CLOSED, why);
            try {
                Engine.shared().close(channel);
            } catch (IOException e) {
                log.add(serverSide, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
    }
}
