package io.github.loopline.link;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the two sockets of a connection through a link. Everything runs on the engine's thread. */
final class Side implements Handler {

    private final Wire wire;
    private final Track track;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Pipe in; // takes what this socket receives
    private @Nullable Pipe out; // gives what this socket sends
    private boolean connected;
    private boolean closed;

    Side(Wire wire, Track track) {
        this.wire = wire;
        this.track = track;
    }

    void join(Pipe received, Pipe sent) {
        in = received;
        out = sent;
    }

    Track track() {
        return track;
    }

    SocketChannel channel() {
        return Objects.requireNonNull(channel);
    }

    Pipe in() {
        return Objects.requireNonNull(in);
    }

    Pipe out() {
        return Objects.requireNonNull(out);
    }

    boolean isConnected() {
        return connected && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Watches a socket that connects. */
    void connecting(SocketChannel socket) throws IOException {
        channel = socket;
        key = Engine.shared().register(socket, SelectionKey.OP_CONNECT, this);
    }

    /** Takes a socket that is connected. */
    void connected(SocketChannel socket) throws IOException {
        channel = socket;
        connected = true;
        if (key == null) {
            key = Engine.shared().register(socket, 0, this);
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        if (!connected) {
            wire.finishConnect();
            return;
        }
        if (ready.isReadable()) {
            in().fill(); // first: a write would take the peer's RST away from the reads
        }
        if (ready.isValid() && ready.isWritable()) {
            out().unblock();
        }
    }

    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        wire.close();
    }

    void updateInterest() {
        SelectionKey registered = key;
        if (connected && registered != null && registered.isValid()) {
            int ops = (in().wantsInput() ? SelectionKey.OP_READ : 0) | (out().isBlocked() ? SelectionKey.OP_WRITE : 0);
            if (ops != registered.interestOps()) {
                registered.interestOps(ops);
            }
        }
    }

    void shutdownOutput() {
        track.log().add(track, EventKind.FIN_SENT, null);
        try {
            channel().shutdownOutput();
        } catch (IOException e) {
            track.log().add(track, EventKind.NOTE, "no FIN: " + e.getMessage());
        }
    }

    /** Closes with RST. */
    void reset() {
        if (closed) {
            return;
        }
        boolean unix = wire.address(this) instanceof UnixDomainSocketAddress;
        // A Unix socket resets by itself if something is unread, and never else.
        close(
                unix ? EventKind.CLOSED : EventKind.RST_SENT,
                unix ? "for a reset, which a Unix socket sends only if something is unread" : null,
                true);
    }

    void close(@Nullable String why) {
        close(EventKind.CLOSED, why, false);
    }

    private void close(EventKind kind, @Nullable String why, boolean abortive) {
        if (closed) {
            return;
        }
        track.log().add(track, kind, why);
        if (abortive && channel != null) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                track.log().add(track, EventKind.NOTE, "no RST: " + e.getMessage());
            }
        }
        drop();
    }

    /** Closes what the peer has ended already. */
    void drop() {
        closed = true;
        if (channel != null) {
            try {
                Engine.shared().close(channel);
            } catch (IOException e) {
                track.log().add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
    }
}
