package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.PeerCredentials;
import io.github.loopline.script.Script;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.assertj.core.api.AssertProvider;

/**
 * One connection of a {@link PacketServer} or {@link PacketClient}: recorded by itself, and driven by its verbs. Closed with its
 * fixture at the latest.
 *
 * @since 0.1
 */
public final class PacketConnection extends PacketEndpoint<PacketConnection>
        implements AutoCloseable, AssertProvider<PacketConnectionAssert> {

    private final Scope scope;
    private final Track track;
    private final PacketIo io;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final PeerCredentials credentials;
    private final Duration timeout;
    private final PacketReader reader;
    private volatile boolean handled; // a handler of the test serves it

    PacketConnection(Scope scope, Track track, PacketIo io, NativeSocket socket, Duration timeout) throws IOException {
        this.scope = scope;
        this.track = track;
        this.io = io;
        this.local = socket.localAddress();
        track.local(local);
        this.remote = socket.remoteAddress();
        this.credentials = socket.peerCredentials();
        this.timeout = timeout;
        this.reader = new PacketReader(this, track, timeout);
        track.keepMessages();
    }

    /**
     * Give the ordinal of the connection at its fixture.
     *
     * @return 0 for the first
     */
    public int index() {
        return track.index();
    }

    /** Close: see {@link PacketEndpoint#close()}. */
    @Override
    public void close() {
        super.close();
    }

    /** Enter AssertJ: {@code assertThat(connection)} finds the assertions of a connection. */
    @Override
    public PacketConnectionAssert assertThat() {
        return new PacketConnectionAssert(this);
    }

    /** Name the connection, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }

    @Override
    PacketConnection target() {
        return this;
    }

    @Override
    PacketConnection self() {
        return this;
    }

    Track track() {
        return track;
    }

    PacketIo io() {
        return io;
    }

    PacketReader reader() {
        return reader;
    }

    boolean awaitMore() {
        return reader.hasMore(!handled);
    }

    SocketAddress local() {
        return local;
    }

    SocketAddress remote() {
        return remote;
    }

    PeerCredentials credentials() {
        return credentials;
    }

    /** Serves the connection with the test's code, on the current thread. */
    void serve(PacketHandler handler) throws Exception {
        handled = true;
        try {
            handler.handle(this);
        } finally {
            closeNow();
        }
    }

    Duration timeout() {
        return timeout;
    }

    void play(Script script) {
        onEngine(pollSide -> {
            prepare(script);
            pollSide.script().advance();
        });
    }

    /** Gets ready to play a script, on the poll thread. */
    void prepare(Script script) {
        io.script().begin(script, new PacketStage(scope, this));
    }

    void write(byte[] data) {
        OutgoingMessage outgoing = new OutgoingMessage(data);
        onEngine(pollSide -> pollSide.send(outgoing));
        Handover.await(
                track.log(), timeout, outgoing::isSettled, () -> onEngine(pollSide -> pollSide.withdraw(outgoing)));
        if (!outgoing.isSettled()) {
            throw new FixtureException(Deadline.waited(timeout) + " to send " + Bytes.count(data.length) + " on "
                    + track + " but the kernel has no room: the peer does not read. It is not sent.");
        }
        String failure = outgoing.failure();
        if (failure != null) {
            throw new FixtureException(
                    "Cannot send " + Bytes.count(data.length) + " on " + track + ": " + failure + ".");
        }
    }

    void closeNow() {
        onEngine(pollSide -> pollSide.close(EventKind.CLOSED, null));
    }

    void resetNow() {
        onEngine(this::reset);
    }

    /** Resets, on the poll thread. */
    void reset(PacketIo pollSide) throws IOException {
        if (!pollSide.isClosed() && !pollSide.hasUnread()) {
            throw new FixtureException(
                    "Cannot reset " + track + ": a Unix socket is reset only by a close with unread data."
                            + " Call stopReading() before the peer sends, or close().");
        }
        pollSide.close(EventKind.RST_SENT, null);
    }

    End ending() {
        return End.of(track);
    }

    /** What the poll thread does with a connection. */
    interface Work {
        void on(PacketIo io) throws IOException;
    }

    void onEngine(Work work) {
        Handover.call(io.engine(), track, () -> work.on(io));
    }
}
