package io.github.loopline.stream;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;

/**
 * A server on a loopback address or a Unix path that accepts and records by itself. The test asks its {@link #connection
 * connections} for what came and drives them, or gives it something to do: a {@link #handle handler}, {@link #echo},
 * {@link #discard}, a {@link #greeting}. Thread-safe.
 *
 * @since 0.1
 */
public final class StreamServer implements AutoCloseable, AssertProvider<StreamServerAssert> {

    private final Scope scope;
    private final Options options;
    private final SocketAddress address; // by which it is reached
    private final Track track;
    private final List<Connection> connections = new ArrayList<>(); // guarded by the log
    private final OpenConnections open = new OpenConnections(); // engine thread only
    private final Listening listening;
    private final Serving serving;
    private volatile Service service;
    private volatile byte[] greeting;

    private StreamServer(Scope scope, Options options, SocketAddress bound) {
        this.scope = scope;
        this.options = options;
        this.address = bound instanceof InetSocketAddress inet ? Hosts.reached(inet) : bound;
        this.track = scope.log().track(null, -1, label(address), options.recordingLimit());
        this.listening = new Listening(this, options, bound);
        this.serving = new Serving(scope, track);
        Object declared = options.value(Option.SERVICE);
        this.service = declared == null ? Service.RECORD : (Service) declared;
        this.greeting = options.text(Option.GREETING, "").getBytes(StandardCharsets.UTF_8);
    }

    private static String label(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? "tcp-server:" + inet.getPort() : "unix-server:" + address;
    }

    static StreamServer open(Scope scope, Options options, boolean unix) {
        ServerSocketChannel channel = Listeners.open(options, unix);
        StreamServer server = new StreamServer(scope, options, Listeners.address(channel));
        server.listening.listen(channel);
        scope.own(server.listening);
        return server;
    }

    /**
     * Give the address to connect to.
     *
     * @return an IPv4 or IPv6 loopback address with the port, also where the server is bound to the wildcard; never null
     * @throws FixtureException on a Unix server, which has a {@link #path()}
     */
    public InetSocketAddress address() {
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new FixtureException(track + " has no IP address but a path. Use path() or socketAddress().");
    }

    /**
     * Give the path to connect to.
     *
     * @return the address of the socket file, never null
     * @throws FixtureException on a TCP server, which has an {@link #address()}
     */
    public UnixDomainSocketAddress path() {
        if (address instanceof UnixDomainSocketAddress path) {
            return path;
        }
        throw new FixtureException(track + " has no path but an IP address. Use address() or socketAddress().");
    }

    /**
     * Give the address or the path.
     *
     * @return what to connect to, never null
     */
    public SocketAddress socketAddress() {
        return address;
    }

    /**
     * Give the port.
     *
     * @return 1 to 65535
     * @throws FixtureException on a Unix server
     */
    public int port() {
        return address().getPort();
    }

    /**
     * List the connections that were accepted so far, also ended ones.
     *
     * @return a snapshot in the order of acceptance, potentially empty
     */
    public List<Connection> connections() {
        synchronized (scope.log()) {
            return List.copyOf(connections);
        }
    }

    /** Counts the connections without listing them; cheap, however many there are. */
    int connectionCount() {
        synchronized (scope.log()) {
            return connections.size();
        }
    }

    /**
     * Wait for a connection.
     *
     * @param index its ordinal, 0 for the first
     * @return the connection, never null
     * @throws FixtureException if it does not come in time, or cannot come because the server is stopped
     */
    public Connection connection(int index) {
        Indexes.check("connection", index);
        Duration timeout = options.timeout();
        boolean known = scope.log().await(Deadline.after(timeout), () -> index < connections.size() || !isListening());
        synchronized (scope.log()) {
            if (index < connections.size()) {
                return connections.get(index);
            }
            int count = connections.size();
            String came = count == 0 ? "none has come." : count == 1 ? "1 has come." : count + " have come.";
            String wanted = " connection #" + index + " of " + track;
            throw new FixtureException(
                    known
                            ? "Cannot get" + wanted + ": it is stopped, and " + came
                            : StreamReader.waited(timeout) + " for" + wanted + " but " + came);
        }
    }

    /**
     * Serve each later connection with code of the test, on a thread of its own. The connection is closed when the code
     * returns; what it throws fails the test.
     *
     * @param code the handler
     * @return this
     */
    public StreamServer handle(ConnectionHandler code) {
        serving.handle(Objects.requireNonNull(code, "handle must be given code but was given null."));
        return this;
    }

    /**
     * Play a script on each later connection, from its first step on: {@code server.script(s -> s.expect("HELO\r\n").send("250
     * ok\r\n"))}. What does not go as written fails the test, and so does a script that no connection has come to play.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be
     */
    public StreamServer script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script on each later connection, from its first step on.
     *
     * @param script any script
     * @return this
     */
    public StreamServer script(Script script) {
        serving.play(Objects.requireNonNull(script, "script"));
        return this;
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be
     */
    public StreamServer script(int index, ScriptCode code) {
        return script(index, Script.of(code));
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param script any script
     * @return this
     * @throws FixtureException if that connection has come already
     */
    public StreamServer script(int index, Script script) {
        Indexes.check("script", index);
        synchronized (scope.log()) {
            if (index < connections.size()) {
                throw new FixtureException("Cannot play a script on connection #" + index + " of " + track
                        + " from its beginning: it has come already. Use connection(" + index + ").script(...).");
            }
            serving.play(index, script);
        }
        return this;
    }

    /**
     * Say how messages lie in the streams, to answer them or push some: {@code server.framing(lines()).answer(request ->
     * "ok")}.
     *
     * @param framing such as {@code Framing.lengthPrefixed(4)}
     * @return the server, seen as one of messages; never null
     */
    public FramedServer framing(Framing framing) {
        return new FramedServer(this, Objects.requireNonNull(framing, "framing"));
    }

    Scope scope() {
        return scope;
    }

    /**
     * Send back what comes, on each later connection: {@link Service#ECHO}.
     *
     * @return this
     */
    public StreamServer echo() {
        service = Service.ECHO;
        return this;
    }

    /**
     * Count and hash what comes, on each later connection: {@link Service#DISCARD}.
     *
     * @return this
     */
    public StreamServer discard() {
        service = Service.DISCARD;
        return this;
    }

    /**
     * Send a text to each later connection before anything else.
     *
     * @param text sent as UTF-8; empty for none
     * @return this
     */
    public StreamServer greeting(String text) {
        greeting = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /**
     * Leave further connections in the kernel's queue until it is full: {@code backlog} + 1 on Linux.
     *
     * @return this
     */
    public StreamServer stopAccepting() {
        listening.pause();
        return this;
    }

    /**
     * Accept again, but for the connections of {@link #fillBacklog()}. A TCP client whose connect was pending gets through when
     * its kernel tries again: within about a second.
     *
     * @return this
     */
    public StreamServer resumeAccepting() {
        listening.resume();
        return this;
    }

    /**
     * Stop accepting and fill the kernel's queue, so that further connects stay pending (TCP) or wait for room (Unix), until
     * {@link #drain()}. What clients had connected before is accepted first.
     *
     * @return how many connections the queue took: {@code backlog} + 1 on Linux
     * @throws FixtureException if the server is stopped, or the queue does not get full within 10,000 connections
     */
    public int fillBacklog() {
        return listening.fill();
    }

    /**
     * Undo {@link #fillBacklog()}: the same as {@link #resumeAccepting()}.
     *
     * @return this
     */
    public StreamServer drain() {
        return resumeAccepting();
    }

    /**
     * Tell whether the server listens.
     *
     * @return false after {@link #stop()} and {@link #close()}
     */
    public boolean isListening() {
        return listening.isOn();
    }

    /**
     * Stop listening and close every connection, waiting for no peer, whatever {@code lingerSeconds} says. When it returns, the
     * port is refused and free. Idempotent.
     */
    public void stop() {
        listening.stop();
    }

    /**
     * Listen again on the same port or path. Does nothing while listening.
     *
     * @return this
     * @throws FixtureException if somebody else has taken the port, or the server is closed
     */
    public StreamServer start() {
        listening.start();
        return this;
    }

    /** Stop for good, and delete the file of a Unix server. Idempotent. */
    @Override
    public void close() {
        listening.close();
    }

    /** Takes a connection; on the engine's thread. */
    void accepted(SocketChannel channel) throws IOException {
        if (listening.drops(channel)) {
            return;
        }
        byte[] first = greeting;
        boolean unix = address instanceof UnixDomainSocketAddress;
        channel.configureBlocking(false);
        StreamOptions.setAccepted(channel, options, unix);
        Connection connection;
        Serving.Part part;
        synchronized (scope.log()) {
            part = serving.next(connections.size());
            connection = track(channel, part);
            Script script = part.script();
            if (script != null) {
                connection.prepare(script); // before anybody can ask for it
            }
            connections.add(connection);
            scope.log().add(connection.track(), EventKind.ACCEPTED, connection.remote());
            StreamOptions.noteGranted(connection.track(), channel, options); // whoever sees it sees what it has
        }
        StreamIo io = connection.io();
        open.add(io);
        io.start();
        if (first.length > 0) {
            io.send(new Outgoing(first, 0, first.length));
        }
        ConnectionHandler code = part.handler();
        if (code != null) {
            connection.reader().attach();
            scope.run(connection.track(), () -> connection.serve(code));
        }
        io.advance();
    }

    private Connection track(SocketChannel channel, Serving.Part part) throws IOException {
        boolean served = part.handler() != null || part.script() != null;
        Service mode = served ? Service.RECORD : service;
        int limit = mode == Service.DISCARD ? 0 : options.recordingLimit();
        Track lane = scope.log().track(track, connections.size(), null, limit);
        int linger = options.number(Option.LINGER_SECONDS, Options.LINGER_OFF);
        StreamIo io = new StreamIo(channel, lane, mode, linger, open.listener(served));
        return new Connection(
                scope, lane, io, channel.getLocalAddress(), channel.getRemoteAddress(), options.timeout(), linger);
    }

    /** Closes the connections; on the engine's thread. */
    void closeConnections() {
        open.close();
    }

    Track track() {
        return track;
    }

    /** Enter AssertJ: {@code assertThat(server)} finds the assertions of a server. */
    @Override
    public StreamServerAssert assertThat() {
        return new StreamServerAssert(this);
    }

    /** Name the server, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
