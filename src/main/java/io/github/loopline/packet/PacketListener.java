package io.github.loopline.packet;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.posix.Capabilities;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.internal.posix.PollHandler;
import io.github.loopline.internal.posix.PollKey;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket that the poll thread accepts from. */
final class PacketListener implements PollHandler {

    /** The most that Linux grants: only a test that asks for less ever fills it. */
    private static final int DEFAULT_BACKLOG = 4096;

    private final PacketServer server;
    private final Track track;
    private final PollEngine engine;
    private final NativeSocket socket;
    private @Nullable PollKey key; // poll thread only

    private PacketListener(PacketServer server, Track track, PollEngine engine, NativeSocket socket) {
        this.server = server;
        this.track = track;
        this.engine = engine;
        this.socket = socket;
    }

    static NativeSocket open() {
        return Capabilities.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0);
    }

    /** Binds; a socket that cannot be bound is closed. */
    static SocketAddress bind(NativeSocket socket, SocketAddress address, Options options) {
        boolean bound = false;
        try {
            SocketAddress local = NativeSockets.bind(socket, address, options);
            bound = true;
            return local;
        } finally {
            if (!bound) {
                socket.close();
            }
        }
    }

    /** Lets a bound socket listen, and the poll thread accept what comes. */
    static PacketListener listen(
            PacketServer server, Track track, PollEngine engine, NativeSocket socket, Options options) {
        try {
            socket.listen(options.number(Option.BACKLOG, DEFAULT_BACKLOG));
            PacketListener listener = new PacketListener(server, track, engine, socket);
            engine.execute(new Task() {
                @Override
                protected void run() {
                    listener.key = engine.register(socket, Constants.POLLIN, listener);
                }
            });
            return listener;
        } catch (ErrnoException e) {
            socket.close();
            throw new FixtureException(
                    "Cannot listen on " + Addresses.text(server.socketAddress()) + ": " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void ready(PollKey ready, int events) throws IOException {
        NativeSocket accepted = socket.accept();
        while (accepted != null) {
            try {
                server.accepted(accepted);
            } catch (IOException | RuntimeException e) {
                track.log().add(track, EventKind.ERROR, e);
                accepted.close();
            }
            accepted = socket.accept();
        }
    }

    /** No descriptor is left, say: the server stops accepting, and the test fails with the reason. */
    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        pause(true);
    }

    void pause(boolean paused) {
        PollKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.events(paused ? 0 : Constants.POLLIN);
        }
    }

    void close() {
        PollKey registered = key;
        if (registered != null) {
            engine.close(registered);
        }
    }
}
