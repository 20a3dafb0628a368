package io.github.loopline.packet;

import io.github.loopline.fixture.Accepted;
import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A server of messages (SOCK_SEQPACKET) on a Unix path or an abstract name that accepts and records by itself. The test asks its
 * {@link #connection connections} for what came and drives them, or gives it something to do: a {@link #handle handler}, {@link
 * #echo}, {@link #discard}, a {@link #greeting}. Thread-safe.
 *
 * @since 0.1
 */
public final class PacketServer implements AutoCloseable, AssertProvider<PacketServerAssert> {

    /** Connections that stay half open after the peer's end: the oldest beyond it is closed, or descriptors would run out. */
    private static final int MOST_HALF_OPEN = 1024;

    private final Scope scope;
    private final Options options;
    private final PollEngine engine;
    private final SocketAddress address;
    private final Track track;
    private final Accepted<PacketConnection> connections;
    private final List<PacketIo> open = new ArrayList<>(); // poll thread only; holds closed ones until it is swept
    private final ArrayDeque<PacketIo> halfOpen = new ArrayDeque<>(); // poll thread only
    private int sweepAt = 64; // poll thread only
    private volatile @Nullable PacketListener listener;
    private volatile @Nullable PacketHandler handler;
    private volatile Service service;
    private volatile byte @Nullable [] greeting;
    private final Closing closing;
    private boolean closed; // guarded by this

    private PacketServer(Scope scope, Options options, PollEngine engine, SocketAddress address) {
        this.scope = scope;
        this.options = options;
        this.engine = engine;
        this.closing = new ServerClosing(engine);
        this.address = address;
        this.track = scope.log().track(null, -1, "packet-server:" + Addresses.text(address), options.recordingLimit());
        this.connections = new Accepted<>(track, options.timeout(), "stopped");
        Object declared = options.value(Option.SERVICE);
        this.service = declared == null ? Service.RECORD : (Service) declared;
        this.greeting = options.has(Option.GREETING)
                ? options.text(Option.GREETING, "").getBytes(StandardCharsets.UTF_8)
                : null;
    }

    static PacketServer open(Scope scope, Options options) {
        PollEngine engine = NativeSockets.engine();
        SocketAddress wanted = UnixPaths.nativeOf(options);
        NativeSocket socket = PacketListener.open();
        SocketAddress bound = PacketListener.bind(socket, wanted, options);
        PacketServer server = new PacketServer(scope, options, engine, bound);
        server.listen(socket);
        scope.own(server.closing);
        return server;
    }

    private void listen(NativeSocket socket) {
        scope.log().add(track, EventKind.OPENED, address);
        listener = PacketListener.listen(this, track, engine, socket, options);
    }

    /**
     * Give the path to connect to.
     *
     * @return the address of the socket file, never null
     * @throws FixtureException on a server with an abstract name
     */
    public UnixDomainSocketAddress path() {
        if (address instanceof UnixDomainSocketAddress path) {
            return path;
        }
        throw new FixtureException(track + " has no path but an abstract name. Use socketAddress().");
    }

    /**
     * Give the path or the abstract name.
     *
     * @return what to connect to, never null
     */
    public SocketAddress socketAddress() {
        return address;
    }

    /**
     * List the connections that were accepted so far, also ended ones.
     *
     * @return a snapshot in the order of acceptance, potentially empty
     */
    public List<PacketConnection> connections() {
        return connections.all();
    }

    /**
     * Wait for a connection.
     *
     * @param index its ordinal, 0 for the first
     * @return the connection, never null
     * @throws FixtureException if it does not come in time, or cannot come because the server is stopped
     */
    public PacketConnection connection(int index) {
        return connections.await(index, () -> listener == null);
    }

    /**
     * Serve each later connection with code of the test, on a thread of its own. The connection is closed when the code
     * returns; what it throws fails the test.
     *
     * @param code the handler
     * @return this
     */
    public PacketServer handle(PacketHandler code) {
        handler = Objects.requireNonNull(code, "handle must be given code but was given null.");
        return this;
    }

    /**
     * Send back what comes, message by message, on each later connection: {@link Service#ECHO}.
     *
     * @return this
     */
    public PacketServer echo() {
        service = Service.ECHO;
        return this;
    }

    /**
     * Count and hash what comes, on each later connection: {@link Service#DISCARD}.
     *
     * @return this
     */
    public PacketServer discard() {
        service = Service.DISCARD;
        return this;
    }

    /**
     * Send a message to each later connection before anything else.
     *
     * @param text sent as UTF-8; empty for an empty message
     * @return this
     */
    public PacketServer greeting(String text) {
        greeting = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /**
     * Leave further connections in the kernel's queue until it is full: {@code backlog} + 1 on Linux.
     *
     * @return this
     */
    public PacketServer stopAccepting() {
        pause(true);
        return this;
    }

    /**
     * Accept again.
     *
     * @return this
     */
    public PacketServer resumeAccepting() {
        pause(false);
        return this;
    }

    private void pause(boolean paused) {
        onEngine(() -> {
            PacketListener current = listener;
            if (current != null) {
                current.pause(paused);
            }
        });
    }

    /**
     * Tell whether the server listens.
     *
     * @return false after {@link #stop()} and {@link #close()}
     */
    public boolean isListening() {
        return listener != null;
    }

    /** Stop listening and close every connection. When it returns, connects are refused. Idempotent. */
    public void stop() {
        onEngine(this::closeAll);
    }

    private void closeAll() {
        PacketListener current = listener;
        if (current != null) {
            listener = null;
            scope.log().add(track, EventKind.STOPPED, null);
            current.close();
        }
        for (PacketIo io : open) {
            io.close(EventKind.CLOSED, null);
        }
        open.clear();
        halfOpen.clear();
    }

    /**
     * Listen again on the same path or name. Does nothing while listening.
     *
     * @return this
     * @throws FixtureException if somebody else has taken it, or the server is closed
     */
    public synchronized PacketServer start() {
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
        return this;
    }

    /** Stop for good, and delete the file. Idempotent. */
    @Override
    public void close() {
        closing.close();
    }

    private final class ServerClosing extends Closing {

        ServerClosing(PollEngine loop) {
            super(loop, PacketServer.this);
        }

        @Override
        protected void begin() {
            synchronized (PacketServer.this) {
                closed = true;
            }
        }

        @Override
        protected void closeSockets() {
            closeAll();
        }

        @Override
        protected void end() {
            try {
                UnixPaths.delete(address, options);
            } catch (IOException e) {
                scope.log().add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
            }
        }
    }

    /** Takes a connection; on the poll thread. */
    void accepted(NativeSocket socket) throws IOException {
        PacketHandler code = handler;
        byte[] first = greeting;
        NativeSockets.set(socket, options);
        PacketConnection connection;
        synchronized (scope.log()) {
            Service mode = code == null ? service : Service.RECORD;
            int limit = mode == Service.DISCARD ? 0 : options.recordingLimit();
            Track lane = scope.log().track(track, connections.count(), null, limit);
            PacketIo io = new PacketIo(engine, socket, lane, mode, code == null ? this::finReceived : null);
            connection = new PacketConnection(lane, io, socket, options.timeout());
            connections.add(connection);
            scope.log().add(lane, EventKind.ACCEPTED, connection.remote());
            NativeSockets.noteGranted(lane, socket, options); // whoever sees it sees what it has
        }
        PacketIo io = connection.io();
        sweep();
        open.add(io);
        io.start();
        if (first != null) {
            io.send(new OutgoingMessage(first));
        }
        if (code != null) {
            scope.run(connection.track(), () -> connection.serve(code));
        }
    }

    private void finReceived(PacketIo io) {
        halfOpen.add(io);
        if (halfOpen.size() > MOST_HALF_OPEN && !halfOpen.removeIf(PacketIo::isClosed)) {
            halfOpen.removeFirst().close(EventKind.CLOSED, "since " + MOST_HALF_OPEN + " later ones are half open");
        }
    }

    /** Forgets closed connections, each time their number may have doubled. */
    private void sweep() {
        if (open.size() >= sweepAt) {
            open.removeIf(PacketIo::isClosed);
            halfOpen.removeIf(PacketIo::isClosed);
            sweepAt = Math.max(64, 2 * open.size());
        }
    }

    private void onEngine(Handover.Work work) {
        Handover.call(engine, track, work);
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(server)} finds the assertions of a server. */
    @Override
    public PacketServerAssert assertThat() {
        return new PacketServerAssert(this);
    }

    /** Name the server, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
