package io.github.loopline.stream;

import io.github.loopline.fault.StreamFault;
import io.github.loopline.fault.pipe.Door;
import io.github.loopline.fault.pipe.Entrance;
import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Fillers;
import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listening side of a server: its queue, its stops and starts, and its end. */
final class Listening extends Closing implements Door.Host {

    private static final int MOST_FILLERS = 10_000;

    private final StreamServer server;
    private final Track track;
    private final Options options;
    private final SocketAddress bound;
    private final List<SocketAddress> toDrop = new ArrayList<>(); // engine thread only: they only filled the queue
    private final Fillers fillers; // guarded by this
    private volatile @Nullable Entrance entrance;
    private volatile Door.State wanted = Door.State.LISTENING; // by faults
    private boolean closed; // guarded by this

    Listening(StreamServer server, Options options, SocketAddress bound) {
        super(Engine.shared(), server);
        this.server = server;
        this.track = server.track();
        this.options = options;
        this.bound = bound;
        this.fillers = new Fillers(track, MOST_FILLERS);
    }

    void listen(ServerSocketChannel channel) {
        track.log().add(track, EventKind.OPENED, bound);
        try {
            Granted.note(track, channel, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
            entrance = Entrance.listening(this, track, bound, options, channel);
        } catch (IOException e) {
            throw Listeners.failed(channel, server.socketAddress(), e);
        }
    }

    boolean isOn() {
        return entrance != null;
    }

    /** Does with connects what faults want; on the engine's thread. {@link #fillIfUnanswering} is called afterwards. */
    void update(Door.State state) {
        wanted = state;
        Entrance current = entrance;
        if (current != null) {
            current.update(state);
        }
    }

    void fillIfUnanswering() {
        Entrance current = entrance;
        if (current != null) {
            current.fill();
        }
    }

    /** Fills it on another thread; on the engine's. */
    void fillSoon() {
        Entrance current = entrance;
        if (current != null) {
            current.fillSoon();
        }
    }

    @Override
    public void accepted(SocketChannel channel) throws IOException {
        server.accepted(channel);
    }

    @Override
    public void overwhelmed(Door door) {
        door.pause(true);
    }

    synchronized void checkOpen(String verb) {
        if (closed) {
            throw track.closed(verb);
        }
    }

    /** Refuses what needs a second socket on the port, where open connections keep that from being bound. */
    void check(StreamFault fault) {
        boolean shares = options.flag(Option.REUSE_ADDRESS, true) || options.flag(Option.REUSE_PORT, false);
        if (fault.effect().isOfListener() && !shares && !(bound instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException(fault.effect() + " needs a port that can change hands but " + track
                    + " has reuseAddress = false. Remove that, or apply the fault to a link.");
        }
    }

    void pause() {
        try {
            Engine.shared().drain(); // who has connected is accepted
        } catch (IOException e) {
            throw failed(e);
        }
        pause(true);
    }

    synchronized void resume() {
        List<SocketAddress> fakes = fillers.addresses();
        onEngine(() -> toDrop.addAll(fakes));
        pause(false);
        fillers.close();
    }

    private void pause(boolean paused) {
        onEngine(() -> {
            Entrance current = entrance;
            if (current != null) {
                current.pause(paused);
            }
        });
    }

    synchronized int fill() {
        if (entrance == null) {
            throw new FixtureException(track + " is stopped and has no queue. Call start() first.");
        }
        pause();
        return fillers.fill(server.socketAddress());
    }

    /** Closes a connection that only filled the queue, and tells so; on the engine's thread. */
    boolean drops(SocketChannel accepted) throws IOException {
        boolean fake = !toDrop.isEmpty()
                && toDrop.remove(accepted.getRemoteAddress()); // a Unix client has no name: any will do
        if (fake) {
            accepted.close();
        }
        return fake;
    }

    synchronized void stop() {
        boolean listens = entrance != null;
        onEngine(this::closeSockets);
        fillers.close();
        if (listens) {
            Listeners.awaitFree(bound, options);
        }
    }

    synchronized void start() {
        if (closed) {
            throw new FixtureException(track + " is closed and does not start again. Call stop() before start().");
        }
        if (entrance == null) {
            try {
                if (bound instanceof UnixDomainSocketAddress path) {
                    Files.deleteIfExists(path.getPath()); // the kernel leaves it, and does not bind to what is there
                }
            } catch (IOException e) {
                throw Listeners.failed(null, bound, e);
            }
            listen(Listeners.listen(bound, options));
            onEngine(() -> update(wanted));
            fillIfUnanswering();
        }
    }

    @Override
    protected synchronized void begin() {
        closed = true;
        server.serveNoMore();
    }

    @Override
    protected void closeSockets() throws IOException {
        Entrance current = entrance;
        if (current != null) {
            entrance = null;
            track.log().add(track, EventKind.STOPPED, null);
            current.close();
        }
        server.closeConnections();
        toDrop.clear();
    }

    @Override
    protected synchronized void end() {
        fillers.close();
        try {
            UnixPaths.delete(bound, options);
        } catch (IOException e) {
            track.log().add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
        }
    }

    private void onEngine(Handover.Work work) {
        Handover.call(Engine.shared(), track, work);
    }

    private FixtureException failed(IOException e) {
        return new FixtureException("Failed on " + track + ": " + e.getMessage() + ".", e);
    }
}
