package io.github.loopline.stream;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Script;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link StreamServer} or {@link StreamClient}: recorded by itself, and driven by its verbs. Closed with
 * its fixture at the latest.
 *
 * @since 0.1
 */
public final class Connection extends Endpoint<Connection> implements AutoCloseable, AssertProvider<ConnectionAssert> {

    private final Track track;
    private final StreamIo io;
    private final StreamReader reader;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Duration timeout;
    private final int lingerSeconds;
    private final Scope scope;
    private volatile @Nullable Thread handler; // runs the handler of the test that serves it
    private volatile boolean handlerEnded; // and has returned, which closes the connection

    Connection(
            Scope scope,
            Track track,
            StreamIo io,
            SocketAddress local,
            SocketAddress remote,
            Duration timeout,
            int lingerSeconds) {
        this.scope = scope;
        this.track = track;
        track.local(local);
        this.io = io;
        this.reader = new StreamReader(this, track, io);
        this.local = local;
        this.remote = remote;
        this.timeout = timeout;
        this.lingerSeconds = lingerSeconds;
    }

    /**
     * Give the ordinal of the connection at its fixture.
     *
     * @return 0 for the first
     */
    public int index() {
        return track.index();
    }

    /** Close: see {@link Endpoint#close()}. */
    @Override
    public void close() {
        super.close();
    }

    /** Enter AssertJ: {@code assertThat(connection)} finds the assertions of a connection. */
    @Override
    public ConnectionAssert assertThat() {
        return new ConnectionAssert(this);
    }

    /** Name the connection, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }

    @Override
    Connection target() {
        return this;
    }

    @Override
    Connection self() {
        return this;
    }

    Track track() {
        return track;
    }

    @Nullable
    TlsFacts facts() {
        return io.carrying().facts();
    }

    StreamIo io() {
        return io;
    }

    StreamReader reader() {
        return reader;
    }

    Duration timeout() {
        return timeout;
    }

    /** Serves the connection with the test's code, on the current thread. */
    void serve(ConnectionHandler code) throws Exception {
        this.handler = Thread.currentThread();
        try {
            code.handle(this);
        } finally {
            handlerEnded = true;
            closeNow();
        }
    }

    /** Says why this side has closed. */
    String closed() {
        String failure = io.carrier().failure();
        if (failure != null) {
            return "TLS failed: " + failure;
        }
        return handlerEnded
                ? "its handler has ended, which closed it (to see the peer's end, let the handler expectEnd())"
                : "it is closed";
    }

    /** Says that a handler takes what the current thread waits for; empty if none does. */
    String rival() {
        Thread serving = handler;
        return serving == null || serving == Thread.currentThread()
                ? ""
                : " Its handler receives too: let either the handler or the test receive.";
    }

    boolean awaitMore() {
        return reader.hasMore(handler == null);
    }

    SocketAddress local() {
        return local;
    }

    SocketAddress remote() {
        return remote;
    }

    UnixDomainPrincipal principal() {
        if (!(local instanceof UnixDomainSocketAddress)) {
            throw new FixtureException(track
                    + " has no peer principal: the kernel tells it of Unix connections only. Use remoteAddress().");
        }
        try {
            return io.channel().getOption(ExtendedSocketOptions.SO_PEERCRED);
        } catch (IOException e) {
            throw new FixtureException("Cannot tell the peer principal of " + track + ": it is closed.", e);
        }
    }

    void write(byte[] bytes, int length) {
        Outgoing outgoing = new Outgoing(bytes, 0, length);
        onEngine(engineSide -> engineSide.output().send(outgoing));
        Handover.await(
                track.log(),
                timeout,
                outgoing::isSettled,
                () -> onEngine(engineSide -> engineSide.output().withdraw(outgoing)));
        String failure = outgoing.failure();
        if (failure != null) {
            throw new FixtureException(
                    "Cannot send " + Bytes.count(outgoing.remaining()) + " on " + track + ": " + failure + ".");
        }
        if (outgoing.remaining() > 0) {
            throw new FixtureException(Deadline.waited(timeout) + " to send " + Bytes.count(length) + " on " + track
                    + " but the kernel took " + (length - outgoing.remaining())
                    + ": the peer does not read. The rest is not sent.");
        }
    }

    void closeWithoutNotify() {
        if (lingerSeconds > 0) {
            onEngine(engineSide ->
                    engineSide.carrying().secured("close without close_notify").keepGoodbye());
            lingerAndClose();
        } else {
            onEngine(engineSide -> engineSide.closing().closeWithoutNotify());
        }
    }

    void closeNow() {
        if (lingerSeconds > 0) {
            lingerAndClose();
        } else {
            onEngine(engineSide -> engineSide.closing().close(EventKind.CLOSED));
        }
    }

    /** Closes on this thread, since the engine must not wait until the peer has taken everything. */
    private void lingerAndClose() {
        boolean[] mine = new boolean[1];
        onEngine(engineSide -> mine[0] = engineSide.closing().release());
        if (mine[0]) {
            try {
                io.channel().configureBlocking(true);
                io.channel().close();
            } catch (IOException e) {
                throw new FixtureException("Closing " + track + " failed: " + e.getMessage() + ".", e);
            }
        }
    }

    /** Closes without waiting for anything, at the end of the fixture. */
    void abandon() {
        onEngine(engineSide -> engineSide.closing().abandon(null));
    }

    void resetNow() {
        onEngine(this::reset);
    }

    /** Resets, on the engine's thread. */
    void reset(StreamIo engineSide) throws IOException {
        if (local instanceof UnixDomainSocketAddress
                && !engineSide.closing().isClosed()
                && !engineSide.input().hasUnread()) {
            throw new FixtureException(
                    "Cannot reset " + track + ": a Unix socket is reset only by a close with unread data."
                            + " Call stopReading() before the peer sends, or close().");
        }
        engineSide.closing().close(EventKind.RST_SENT);
    }

    void play(Script script) {
        onEngine(engineSide -> {
            prepare(script);
            engineSide.advance();
        });
    }

    /** Gets ready to play a script, on the engine's thread. */
    void prepare(Script script) {
        io.playing().begin(script, new StreamStage(scope, this));
    }

    void awaitScriptFor(Duration time) {
        io.playing().await(time);
    }

    byte[] recorded(boolean incoming) {
        synchronized (track.log()) {
            return (incoming ? track.received() : track.sent()).all(track);
        }
    }

    long count() {
        synchronized (track.log()) {
            return track.received().size();
        }
    }

    End ending() {
        return End.of(track);
    }

    /** What the engine does with a connection. */
    interface Work {
        void on(StreamIo io) throws IOException;
    }

    void onEngine(Work work) {
        Handover.call(Engine.shared(), track, () -> work.on(io));
    }
}
