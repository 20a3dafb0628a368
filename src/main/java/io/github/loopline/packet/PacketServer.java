package io.github.loopline.packet;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;

/**
 * A server of messages (SOCK_SEQPACKET) on a Unix path or an abstract name that accepts and records by itself. The test asks its
 * {@link #connection connections} for what came and drives them, or gives it something to do: a {@link #handle handler}, {@link
 * #echo}, {@link #discard}, a {@link #greeting}. Thread-safe.
 *
 * @since 0.1
 */
public final class PacketServer implements AutoCloseable, AssertProvider<PacketServerAssert> {

    private final SocketAddress address;
    private final Track track;
    private final PacketAcceptor acceptor;
    private final PacketListening listening;

    private PacketServer(Scope scope, Options options, PollEngine engine, SocketAddress address) {
        this.address = address;
        this.track = scope.log().track(null, -1, "packet-server:" + Addresses.text(address), options.recordingLimit());
        this.acceptor = new PacketAcceptor(scope, options, engine, track);
        this.listening = new PacketListening(this, acceptor, engine, options);
    }

    static PacketServer open(Scope scope, Options options) {
        PollEngine engine = NativeSockets.engine();
        SocketAddress wanted = UnixPaths.nativeOf(options);
        NativeSocket socket = PacketListener.open();
        SocketAddress bound = PacketListener.bind(socket, wanted, options);
        PacketServer server = new PacketServer(scope, options, engine, bound);
        server.listening.listen(socket);
        scope.own(server.listening);
        return server;
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
        return acceptor.connections().all();
    }

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
    public PacketConnection connection(int index) {
        return acceptor.connections().await(index, () -> !listening.isOn());
    }

    /**
     * Serve each later connection with code of the test, on a thread of its own. The connection is closed when the code
     * returns; what it throws fails the test.
     *
     * @param code the handler
     * @return this
     * @throws FixtureException if the server is closed
     */
    public PacketServer handle(PacketHandler code) {
        acceptor.serving().handle(Objects.requireNonNull(code, "handle must be given code but was given null."));
        return this;
    }

    /**
     * Play a script on each later connection, from its first step on; each step that expects takes one message, whole. What does
     * not go as written fails the test, and so does a script that no connection has come to play.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be, or not on packets
     * @throws FixtureException if the server is closed
     */
    public PacketServer script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script on each later connection, from its first step on.
     *
     * @param script any script
     * @return this
     * @throws IllegalArgumentException if a step cannot be played on packets
     * @throws FixtureException if the server is closed
     */
    public PacketServer script(Script script) {
        acceptor.serving().play(Objects.requireNonNull(script, "script must be given a script but was given null."));
        return this;
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be, or not on packets
     * @throws FixtureException if that connection has come already, or the server is closed
     */
    public PacketServer script(int index, ScriptCode code) {
        return script(index, Script.of(code));
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param script any script
     * @return this
     * @throws IllegalArgumentException if a step cannot be played on packets
     * @throws FixtureException if that connection has come already, or the server is closed
     */
    public PacketServer script(int index, Script script) {
        acceptor.serving().play(index, script, acceptor.connections()::count);
        return this;
    }

    /**
     * Send back what comes, message by message, on each later connection: {@link Service#ECHO}.
     *
     * @return this
     * @throws FixtureException if the server is closed
     */
    public PacketServer echo() {
        acceptor.serving().serve("echo");
        acceptor.service(Service.ECHO);
        return this;
    }

    /**
     * Count and hash what comes, on each later connection: {@link Service#DISCARD}.
     *
     * @return this
     * @throws FixtureException if the server is closed
     */
    public PacketServer discard() {
        acceptor.serving().serve("discard");
        acceptor.service(Service.DISCARD);
        return this;
    }

    /**
     * Send a message to each later connection before anything else.
     *
     * @param text sent as UTF-8; empty for an empty message
     * @return this
     * @throws FixtureException if the server is closed
     */
    public PacketServer greeting(String text) {
        acceptor.serving().checkOpen("greet");
        acceptor.greeting(text);
        return this;
    }

    /**
     * Leave further connections in the kernel's queue until it is full: {@code backlog} + 1 on Linux.
     *
     * @return this
     */
    public PacketServer stopAccepting() {
        listening.pause(true);
        return this;
    }

    /**
     * Accept again.
     *
     * @return this
     */
    public PacketServer resumeAccepting() {
        listening.pause(false);
        return this;
    }

    /**
     * Tell whether the server listens.
     *
     * @return false after {@link #stop()} and {@link #close()}
     */
    public boolean isListening() {
        return listening.isOn();
    }

    /** Stop listening and close every connection. When it returns, connects are refused. Idempotent. */
    public void stop() {
        listening.stop();
    }

    /**
     * Listen again on the same path or name. Does nothing while listening.
     *
     * @return this
     * @throws FixtureException if somebody else has taken it, or the server is closed
     */
    public PacketServer start() {
        listening.start();
        return this;
    }

    /** Stop for good, and delete the file. Idempotent. */
    @Override
    public void close() {
        listening.close();
    }

    /** Takes a connection; on the poll thread. */
    void accepted(NativeSocket socket) throws IOException {
        acceptor.accept(socket);
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
