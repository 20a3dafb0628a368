package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening socket that the engine accepts from. */
final class Listener implements Handler {

    private final ServerSocketChannel channel;
    private final StreamServer server;
    private final Track track;
    private @Nullable SelectionKey key;

    private Listener(ServerSocketChannel channel, StreamServer server, Track track) {
        this.channel = channel;
        this.server = server;
        this.track = track;
    }

    /** Lets the engine accept what comes to a listening channel. */
    static Listener accept(StreamServer server, Track track, ServerSocketChannel channel, Options options) {
        Listener listener = new Listener(channel, server, track);
        try {
            channel.configureBlocking(false);
            Granted.note(track, channel, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
            listener.key = Engine.shared().register(channel, SelectionKey.OP_ACCEPT, listener);
            return listener;
        } catch (IOException e) {
            throw Listeners.failed(channel, server.socketAddress(), e);
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        SocketChannel accepted = channel.accept();
        while (accepted != null) {
            try {
                server.accepted(accepted);
            } catch (IOException | RuntimeException e) {
                track.log().add(track, EventKind.ERROR, e);
                Engine.shared().close(accepted);
            }
            accepted = channel.accept();
        }
    }

    /** No descriptor is left, say: the server stops accepting, and the test fails with the reason. */
    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        pause(true);
    }

    void pause(boolean paused) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(paused ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    void close() throws IOException {
        Engine.shared().close(channel);
    }
}
