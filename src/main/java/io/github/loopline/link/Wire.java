package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault.Effect;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a connection through a link: the client's socket, the one to the server, and a pipe each way. Everything
 * runs on the engine's thread.
 */
final class Wire {

    /** A Unix server whose queue is full refuses at once, where a blocking socket would wait: it is asked again so often. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final StreamLink link;
    private final int index;
    private final EventLog log;
    private final Options options;
    private final SocketAddress clientAddress;
    private final SocketAddress serverAddress;
    private final Side client;
    private final Side server;
    private final Pipe toServer;
    private final Pipe toClient;
    private boolean over;

    Wire(StreamLink link, int index, Track[] tracks, Options options, SocketAddress from, SocketAddress to) {
        this.link = link;
        this.index = index;
        this.log = tracks[0].log();
        this.options = options;
        this.clientAddress = from;
        this.serverAddress = to;
        client = new Side(this, tracks[0]);
        server = new Side(this, tracks[1]);
        toServer = new Pipe(this, Direction.TO_SERVER, client, server);
        toClient = new Pipe(this, Direction.TO_CLIENT, server, client);
        client.join(toServer, toClient);
        server.join(toClient, toServer);
    }

    int index() {
        return index;
    }

    Pipe pipe(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    Track client() {
        return client.track();
    }

    Track server() {
        return server.track();
    }

    SocketAddress clientAddress() {
        return clientAddress;
    }

    SocketAddress address(Side side) {
        return side == client ? clientAddress : serverAddress;
    }

    /** Takes the client's socket; connects to the server unless a fault ends it at once. */
    void start(SocketChannel accepted, List<AppliedStreamFault> faults) throws IOException {
        client.connected(accepted);
        refresh(faults);
        if (!over) {
            connect(Deadline.after(options.timeout()));
        }
    }

    private void connect(Deadline deadline) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(Listeners.family(serverAddress));
            channel.configureBlocking(false);
            StreamOptions.setUnconnected(channel, options, serverAddress instanceof UnixDomainSocketAddress);
            // Over loopback it is connected by now, and the kernel only says so when asked again.
            if (channel.connect(serverAddress) || channel.finishConnect()) {
                server.connected(channel);
                connected();
            } else {
                server.connecting(channel);
            }
        } catch (IOException | RuntimeException e) {
            if (Listeners.isQueueFull(e) && serverAddress instanceof UnixDomainSocketAddress && !deadline.isOver()) {
                retry(deadline);
            } else {
                connectFailed(e);
            }
            discard(channel);
        }
    }

    private static void discard(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close(); // not registered, or closed already
            }
        } catch (IOException e) {
            // nobody has seen it
        }
    }

    /** With a fresh socket: the JDK closes one whose connect has failed. */
    private void retry(Deadline deadline) {
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                if (!over) {
                                    connect(deadline);
                                }
                            }
                        },
                        RETRY_NANOS);
    }

    void finishConnect() {
        try {
            if (server.channel().finishConnect()) {
                server.connected(server.channel());
                connected();
            }
        } catch (IOException e) {
            connectFailed(e);
        }
    }

    private void connected() {
        log.add(server.track(), EventKind.CONNECTED, serverAddress);
        toServer.pump();
        toClient.pump();
        updateInterest();
    }

    private void connectFailed(Exception e) {
        log.add(
                server.track(),
                EventKind.CONNECT_FAILED,
                "to " + Addresses.text(serverAddress) + ": " + e.getMessage() + ", so the client is reset");
        server.drop();
        client.reset();
        finish();
    }

    /** Looks anew which faults act on it, and lets those strike that strike at once. */
    void refresh(List<AppliedStreamFault> faults) {
        for (Pipe pipe : List.of(toServer, toClient)) {
            Conditions conditions = Conditions.NONE;
            for (AppliedStreamFault applied : faults) {
                if (selects(applied, pipe.direction())
                        && Conditions.isLasting(applied.fault().effect())) {
                    conditions = conditions.isClear() ? new Conditions() : conditions;
                    conditions.add(applied);
                }
            }
            pipe.set(conditions);
        }
        for (AppliedStreamFault applied : faults) {
            if (applied.fault().isEnding()) {
                refreshEnding(applied);
            }
        }
        toServer.removeLimitsNotIn(faults);
        toClient.removeLimitsNotIn(faults);
        toServer.pump();
        toClient.pump();
        updateInterest();
    }

    private boolean selects(AppliedStreamFault applied, Direction direction) {
        return applied.fault().selection().selects(direction) && applied.selects(index);
    }

    private void refreshEnding(AppliedStreamFault applied) {
        for (Pipe pipe : List.of(toServer, toClient)) {
            if (!over && selects(applied, pipe.direction())) {
                pipe.limit(applied);
            }
        }
    }

    /** Ends what an ending fault ends, when its time has come in one direction. */
    void strike(AppliedStreamFault applied, Pipe pipe) {
        Effect effect = applied.fault().effect();
        applied.strike(client.track(), applied.fault().toString());
        if (!server.isConnected() && effect == Effect.RESET) {
            reset();
        } else if (!server.isConnected() && effect == Effect.CLOSE) {
            close();
        } else {
            pipe.truncate(effect == Effect.RESET ? Segment.Kind.RST : Segment.Kind.FIN);
            if (effect == Effect.CLOSE) {
                pipe(pipe.direction().opposite()).truncate(Segment.Kind.FIN);
            }
        }
    }

    /** The peer of a side has sent RST: what it sent before goes on to the other side, and then the RST. */
    void resetBy(Side side) {
        if (side.isClosed()) {
            return;
        }
        log.add(side.track(), EventKind.RST_RECEIVED, null);
        side.drop();
        side.out().discard();
        side.in().end(Segment.Kind.RST);
        updateInterest();
    }

    /** Resets both sides now. */
    void reset() {
        toServer.discard();
        toClient.discard();
        client.reset();
        if (server.isConnected()) {
            server.reset();
        } else {
            server.drop();
        }
        finish();
    }

    /** Ends both sides by FIN now; what is under way still arrives. */
    void end() {
        toServer.truncate(Segment.Kind.FIN);
        toClient.truncate(Segment.Kind.FIN);
        updateInterest();
    }

    /** Closes both sockets now, with what is under way. */
    void close() {
        if (over) {
            return;
        }
        long rest = toServer.discard() + toClient.discard();
        String why = rest == 0 ? null : "with " + rest + " bytes under way";
        client.close(why);
        if (server.isConnected()) {
            server.close((String) null);
        } else {
            server.drop();
        }
        finish();
    }

    /** Lets the connection go once each side has ended and got the end of the other. */
    void finishIfDone() {
        if (!over && toServer.isDone() && toClient.isDone()) {
            client.close(null);
            server.close(null);
            finish();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            link.ended(this);
        }
    }

    boolean isOver() {
        return over;
    }

    void updateInterest() {
        client.updateInterest();
        server.updateInterest();
    }
}
