package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.Lane;
import io.github.loopline.fault.pipe.Passage;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of a datagram link, and the socket that the server knows it by. Everything runs on the engine's thread, but for
 * questions about traffic.
 */
final class Flow implements LinkSocket.Reader {

    /** What waits for a receiver that has no room: whoever sends waits then, too. */
    private static final int MOST_WAITING = 16;

    /** How often that one is asked again. No poll tells: the socket is connected to nobody. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Flows flows;
    private final SocketAddress client;
    private final SocketAddress server;
    private final LinkSocket socket;
    private final EventLog log;
    private final Track serverSide;
    private final Way toServer;
    private final Way toClient;
    private boolean closed;

    Flow(Flows flows, int index, SocketAddress client, SocketAddress server, LinkSocket socket, Track[] tracks) {
        this.flows = flows;
        this.client = client;
        this.server = server;
        this.socket = socket;
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
        private final ArrayDeque<Parcel> waiting = new ArrayDeque<>(0);
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

        /** Gives what passed as if from somebody else; guarded by the log. */
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

        /** Gives up what is under way; gives how much. */
        private long discard() {
            long unsent = waiting.stream().filter(Parcel::counts).count();
            failed += unsent;
            waiting.clear();
            return unsent + lane.discard();
        }

        void refresh() {
            synchronized (log) {
                lane.refresh(flows.faults());
            }
        }

        @Override
        public void deliver(Passage passage) {
            SocketAddress receiver = direction == Direction.TO_SERVER ? server : client;
            try {
                byte[] forgery = passage.forgery();
                if (forgery != null) {
                    Flows.Stranger forger = flows.stranger(receiver);
                    post(new Parcel(forger.socket(), forger.track(), forgery, receiver, false));
                }
                byte[] forerunner = passage.forerunner();
                if (forerunner != null) {
                    post(new Parcel(towards(), to, forerunner, receiver, false));
                }
                if (passage.isForeign()) {
                    Flows.Stranger stranger = flows.stranger(receiver);
                    post(new Parcel(stranger.socket(), stranger.track(), passage.data(), receiver, true));
                } else {
                    post(new Parcel(towards(), to, passage.data(), receiver, true));
                }
            } catch (IOException | RuntimeException e) {
                fail(e, true);
            }
        }

        @Override
        public byte @Nullable [] question() {
            return (direction == Direction.TO_SERVER ? toClient : toServer).lane.latest();
        }

        private LinkSocket towards() {
            return direction == Direction.TO_SERVER ? socket : flows.socket();
        }

        private LinkSocket source() {
            return direction == Direction.TO_SERVER ? flows.socket() : socket;
        }

        private void post(Parcel parcel) {
            if (waiting.isEmpty() && transmit(parcel)) {
                return;
            }
            waiting.add(parcel);
            if (waiting.size() == 1) {
                retryLater();
            }
            if (waiting.size() >= MOST_WAITING) {
                source().pause(true);
            }
        }

        private void retryLater() {
            Timer timer = new Timer() {
                @Override
                protected void fire() {
                    retry();
                }
            };
            loop().schedule(timer, RETRY_NANOS);
        }

        private void retry() {
            while (!closed && !waiting.isEmpty() && transmit(waiting.peek())) {
                waiting.poll();
            }
            if (!closed && !waiting.isEmpty()) {
                retryLater();
            } else {
                source().pause(false);
            }
        }

        /** Hands it to the kernel, which takes it or loses it; false if the receiver has no room for it now. */
        private boolean transmit(Parcel parcel) {
            try {
                ByteBuffer data = loop().scratch(parcel.data);
                synchronized (log) { // whoever looks once the receiver has it finds it recorded
                    if (!parcel.out.send(data, parcel.receiver)) {
                        return false;
                    }
                    Event event = log.addBytes(parcel.track, EventKind.SENT, data.rewind(), parcel.receiver);
                    passed += parcel.counts ? 1 : 0;
                    if (parcel.counts && parcel.track != to) {
                        foreign.add(event);
                    }
                }
            } catch (IOException | RuntimeException e) {
                fail(e, parcel.counts);
            }
            return true;
        }

        private void fail(Exception e, boolean counts) {
            synchronized (log) {
                failed += counts ? 1 : 0;
                log.add(to, EventKind.SEND_FAILED, String.valueOf(e.getMessage()));
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public EventLoop loop() {
            return socket.loop();
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

    /** What goes out, as long as it may have to wait for room. */
    private record Parcel(LinkSocket out, Track track, byte[] data, SocketAddress receiver, boolean counts) {}

    Way way(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    void refresh() {
        toServer.refresh();
        toClient.refresh();
    }

    @Override
    public void received(ByteBuffer data, SocketAddress sender) {
        toClient.arrive(data, sender);
    }

    @Override
    public void failed(Throwable failure) {
        log.add(serverSide, EventKind.ERROR, failure);
        close(null);
    }

    private static @Nullable String join(@Nullable String one, @Nullable String other) {
        return one == null ? other : other == null ? one : one + ", " + other;
    }

    void close(@Nullable String why) {
        if (!closed) {
            closed = true;
            synchronized (log) {
                long rest = toServer.discard() + toClient.discard();
                String under =
                        rest == 0 ? null : "with " + rest + (rest == 1 ? " datagram" : " datagrams") + " under way";
                log.add(serverSide, EventKind.CLOSED, join(why, under));
            }
            try {
                socket.close();
            } catch (IOException e) {
                log.add(serverSide, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
    }
}
