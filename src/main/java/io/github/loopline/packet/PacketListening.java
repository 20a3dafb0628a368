package io.github.loopline.packet;

import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** The listening side of a server: its pauses, its stops and starts, and its end. */
final class PacketListening extends Closing {

    private final PacketServer server;
    private final PacketAcceptor acceptor;
    private final PollEngine engine;
    private final Track track;
    private final Options options;
    private final SocketAddress address;
    private volatile @Nullable PacketListener listener;
    private boolean closed; // guarded by this

    PacketListening(PacketServer server, PacketAcceptor acceptor, PollEngine engine, Options options) {
        super(engine, server);
        this.server = server;
        this.acceptor = acceptor;
        this.engine = engine;
        this.track = server.track();
        this.options = options;
        this.address = server.socketAddress();
    }

    void listen(NativeSocket bound) {
        track.log().add(track, EventKind.OPENED, address);
        listener = PacketListener.listen(server, track, engine, bound, options);
    }

    boolean isOn() {
        return listener != null;
    }

    void pause(boolean paused) {
        onEngine(() -> {
            PacketListener current = listener;
            if (current != null) {
                current.pause(paused);
            }
        });
    }

    void stop() {
        onEngine(this::closeSockets);
    }

    synchronized void start() {
        if (closed) {
            throw new FixtureException(track + " is closed and does not start again. Call stop() before start().");
        }
        if (listener == null) {
            try {
                if (address instanceof UnixDomainSocketAddress path) {
                    Files.deleteIfExists(path.getPath()); // the kernel leaves it, and does not bind to what is there
                }
            } catch (IOException e) {
                throw new FixtureException("Cannot bind to " + address + ": " + e.getMessage() + ".", e);
            }
            NativeSocket socket = PacketListener.open();
            PacketListener.bind(socket, address, options);
            listen(socket);
        }
    }

    @Override
    protected synchronized void begin() {
        closed = true;
        acceptor.serving().close();
    }

    @Override
    protected void closeSockets() {
        PacketListener current = listener;
        if (current != null) {
            listener = null;
            track.log().add(track, EventKind.STOPPED, null);
            current.close();
        }
        acceptor.close();
    }

    @Override
    protected void end() {
        try {
            UnixPaths.delete(address, options);
        } catch (IOException e) {
            track.log().add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
        }
    }

    private void onEngine(Handover.Work work) {
        Handover.call(engine, track, work);
    }
}
