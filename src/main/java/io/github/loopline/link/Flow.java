package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * One client of a datagram link, and the socket that the server knows it by. Everything runs on the engine's thread, but for
 * questions about traffic.
 */
final class Flow implements Handler {

    /** Datagrams of one socket before another gets its turn. */
    private static final int MOST_READS = 256;

    private final DatagramLink link;
    private final int index;
    private final SocketAddress client;
    private final SocketAddress server;
    private final DatagramChannel channel;
    private final Track serverSide;
    private final Lane toServer;
    private final Lane toClient;
    private boolean closed;

    Flow(
            DatagramLink link,
            int index,
            SocketAddress client,
            SocketAddress server,
            DatagramChannel channel,
            Track[] tracks) {
        this.link = link;
        this.index = index;
        this.client = client;
        this.server = server;
        this.channel = channel;
        this.serverSide = tracks[1];
        toServer = new Lane(this, Direction.TO_SERVER, tracks[0], tracks[1]);
        toClient = new Lane(this, Direction.TO_CLIENT, tracks[1], tracks[0]);
    }

    int index() {
        return index;
    }

    SocketAddress client() {
        return client;
    }

    boolean leadsTo(SocketAddress address) {
        return server.equals(address);
    }

    boolean isClosed() {
        return closed;
    }

    Lane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        for (int i = 0; i < MOST_READS && !closed; i++) {
            ByteBuffer buffer = Engine.shared().scratch();
            SocketAddress sender = channel.receive(buffer);
            if (sender == null) {
                return;
            }
            toClient.arrive(buffer.flip(), sender, link.faults());
        }
    }

    @Override
    public void failed(Throwable failure) {
        serverSide.log().add(serverSide, EventKind.ERROR, failure);
        close(null);
    }

    /** Hands a datagram to the kernel; what it does not take is lost. */
    void send(Lane lane, Direction direction, Passage passage) {
        boolean up = direction == Direction.TO_SERVER;
        SocketAddress receiver = up ? server : client;
        ByteBuffer data = Engine.shared().scratch(passage.data());
        String failure = "the kernel has no room for it";
        try {
            DatagramChannel out = passage.isForeign() ? link.stranger(receiver) : up ? channel : link.channel();
            boolean empty = !data.hasRemaining();
            synchronized (serverSide.log()) { // whoever looks once the receiver has it finds it recorded
                if (out.send(data, receiver) > 0 || empty) {
                    lane.sent(data.rewind(), receiver);
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
        }
        lane.lose(1);
        lane.to().log().add(lane.to(), EventKind.SEND_FAILED, failure);
    }

    void close(@Nullable String why) {
        if (!closed) {
            closed = true;
            serverSide.log().add(serverSide, EventKind.CLOSED, why);
            try {
                Engine.shared().close(channel);
            } catch (IOException e) {
                serverSide.log().add(serverSide, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
    }
}
