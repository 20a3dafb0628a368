package io.github.loopline.stream;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A server on a loopback address or a Unix path that accepts and records by itself. The test asks its {@link #connection
 * connections} for what came and drives them, or gives it something to do: a {@link #handle handler}, {@link #echo},
 * {@link #discard}, a {@link #greeting}. Thread-safe.
 *
 * @since 0.1
 */
public final class StreamServer extends InstructedServer implements AutoCloseable, AssertProvider<StreamServerAssert> {

    private final Scope scope;
    private final Options options;
    private final Track track;
    private final Acceptor acceptor;
    private final Listening listening;
    private volatile boolean trusted;

    private StreamServer(Scope scope, Options options, SocketAddress bound, @Nullable TlsContext tls) {
        super(bound instanceof InetSocketAddress inet ? Hosts.reached(inet) : bound);
        this.scope = scope;
        this.options = options;
        this.track = scope.log().track(null, -1, label(socketAddress()), options.recordingLimit());
        this.acceptor = new Acceptor(scope, options, track, isUnix(), tls);
        this.listening = new Listening(this, options, bound);
    }

    private static String label(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? "tcp-server:" + inet.getPort() : "unix-server:" + address;
    }

    static StreamServer open(Scope scope, Options options, boolean unix) {
        TlsContext tls = Securing.server(options);
        ServerSocketChannel channel = Listeners.open(options, unix);
        StreamServer server = new StreamServer(scope, options, Listeners.address(channel), tls);
        server.listening.listen(channel);
        DeclaredFaults.ofStream(options).forEach(server::apply);
        scope.own(server.listening);
        return server;
    }

    /**
     * List the connections that were accepted so far, also ended ones.
     *
     * @return a snapshot in the order of acceptance, potentially empty
     */
    public List<Connection> connections() {
        return acceptor.connections().all();
    }

    /** Counts the connections without listing them; cheap, however many there are. */
    int connectionCount() {
        return acceptor.connections().count();
    }

    /**
     * Wait for a connection.
     *
     * @param index its ordinal, 0 for the first
     * @return the connection, never null
     * @throws FixtureException if it does not come in time, or cannot come because the server is stopped
     */
    public Connection connection(int index) {
        return acceptor.connections().await(index, () -> !isListening());
    }

    /**
     * Apply a fault to the connections of this server, on top of those that are applied, until what this returns is closed, {@link
     * #clear()} is called, or its time is over. It acts as a link would between the peer and this fixture, whose recording has what
     * passed it: what a fault cut, changed or holds back was not sent. Open connections that it ends are closed here.
     *
     * @param fault such as {@code close().afterBytes(100).toClient()}
     * @return what lifts it, never null
     * @throws FixtureException if this server is closed
     * @throws IllegalArgumentException for a fault of listening sockets, if {@code reuseAddress} is false: the port cannot change
     *     hands while connections have it
     */
    public AppliedFault apply(StreamFault fault) {
        listening.checkOpen(
                "apply " + Objects.requireNonNull(fault, "apply must be given a fault but was given null."));
        listening.check(fault);
        return acceptor.apply(fault, listening);
    }

    /**
     * Lift all faults.
     *
     * @return this
     */
    public StreamServer clear() {
        acceptor.clearFaults();
        return this;
    }

    /**
     * Speak TLS on each later connection, or speak it in another way: with another certificate, say.
     *
     * @param tls how
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer tls(TlsOptions tls) {
        listening.checkOpen("speak TLS in another way");
        acceptor.tls(Securing.server(tls, options));
        return this;
    }

    /**
     * Speak TLS on each later connection in another way than until now: {@code server.tls(tls -> tls.certificate(EXPIRED))}.
     *
     * @param change makes of what is spoken now what is to be spoken
     * @return this
     * @throws FixtureException if the server speaks plain text, or is closed
     */
    public StreamServer tls(UnaryOperator<TlsOptions> change) {
        return tls(change.apply(secured().options()));
    }

    /**
     * Tell whether connections speak TLS, from their beginning or later.
     *
     * @return false for plain text
     */
    public boolean speaksTls() {
        return acceptor.tls() != null;
    }

    /**
     * Give what a client needs to believe the server's certificate, be it a good one or not.
     *
     * @return the trust, never null
     * @throws FixtureException if the server speaks plain text
     */
    public Trust trust() {
        Trust trust = secured().trust();
        trusted = true;
        return trust;
    }

    /**
     * Tell whether somebody has asked for {@link #trust()}, and is to believe this server and nobody else.
     *
     * @return true if it was asked for
     */
    public boolean hasGivenTrust() {
        return trusted;
    }

    private TlsContext secured() {
        TlsContext tls = acceptor.tls();
        if (tls == null) {
            throw new FixtureException(track + " speaks plain text. Declare it with tls = @Tls.");
        }
        return tls;
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
        if (!listening.drops(channel)) {
            acceptor.accept(channel);
        }
    }

    Scope scope() {
        return scope;
    }

    @Override
    StreamServer self() {
        return this;
    }

    @Override
    Acceptor acceptor() {
        return acceptor;
    }

    void serveNoMore() {
        acceptor.serving().close();
    }

    /** Closes the connections; on the engine's thread. */
    void closeConnections() {
        acceptor.close();
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
