package io.github.loopline.link;

import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Has the address of a link, and nobody else can have it: it listens there, or refuses, or leaves connects unanswered. From one to
 * the other it opens the next socket before it closes the last, by SO_REUSEPORT. On the engine's thread, but for {@link #hold}.
 */
final class Gate implements Handler {

    enum State {
        REFUSING,
        LISTENING,
        /** It listens with the shortest queue and accepts nothing; filled, the queue answers no more. */
        UNANSWERING
    }

    private final StreamLink link;
    private final Track track;
    private final SocketAddress address;
    private final Options options;
    private State state = State.REFUSING;
    private @Nullable SocketChannel holder;
    private @Nullable ServerSocketChannel listener;

    Gate(StreamLink link, Track track, SocketAddress address, Options options, SocketChannel holder) {
        this.link = link;
        this.track = track;
        this.address = address;
        boolean unix = address instanceof UnixDomainSocketAddress;
        this.options = unix ? options : options.with(Option.REUSE_PORT, true);
        this.holder = holder;
    }

    /** Binds without listening: the kernel refuses each connect. */
    static SocketChannel hold(SocketAddress wanted) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(Listeners.family(wanted));
            if (!(wanted instanceof UnixDomainSocketAddress)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return channel.bind(wanted);
        } catch (UnsupportedOperationException e) {
            throw Listeners.failed(channel, wanted, new IOException(e));
        } catch (IOException e) {
            throw Listeners.failed(channel, wanted, e);
        }
    }

    State state() {
        return state;
    }

    void set(State wanted) throws IOException {
        if (wanted == state) {
            return;
        }
        SocketChannel oldHolder = holder;
        ServerSocketChannel oldListener = listener;
        SocketAddress place = place();
        if (wanted == State.REFUSING) {
            holder = hold(place);
            listener = null;
        } else {
            boolean answers = wanted == State.LISTENING;
            holder = null;
            listener = Listeners.listen(place, answers ? options : options.with(Option.BACKLOG, 1));
            if (answers) {
                listener.configureBlocking(false);
                Engine.shared().register(listener, SelectionKey.OP_ACCEPT, this);
            }
        }
        moveIn(place);
        release(oldHolder, oldListener);
        state = wanted;
    }

    /** Where the next socket is bound. Nobody binds to a path that exists, so it is another one then, as long as that fits. */
    private SocketAddress place() throws IOException {
        if (address instanceof UnixDomainSocketAddress path) {
            Path beside = path.getPath().resolveSibling(path.getPath().getFileName() + "~");
            boolean fits = beside.toString().getBytes(StandardCharsets.UTF_8).length <= UnixPaths.MOST_BYTES;
            Files.deleteIfExists(fits ? beside : path.getPath());
            return fits ? UnixDomainSocketAddress.of(beside) : address;
        }
        return address;
    }

    /** Gives a path to the next socket in one step, so that no client finds it without a socket. */
    private void moveIn(SocketAddress place) throws IOException {
        if (!place.equals(address)
                && place instanceof UnixDomainSocketAddress from
                && address instanceof UnixDomainSocketAddress to) {
            Files.move(from.getPath(), to.getPath(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Closes what had the address; who is in the queue of a listening socket gets through. */
    private void release(@Nullable SocketChannel held, @Nullable ServerSocketChannel listened) throws IOException {
        if (held != null) {
            held.close();
        }
        if (listened != null && state == State.LISTENING) {
            acceptAll(listened);
            Engine.shared().close(listened);
        } else if (listened != null) {
            listened.close();
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        acceptAll((ServerSocketChannel) ready.channel());
    }

    private void acceptAll(ServerSocketChannel channel) throws IOException {
        SocketChannel accepted = channel.accept();
        while (accepted != null) {
            try {
                link.accepted(accepted);
            } catch (IOException | RuntimeException e) {
                track.log().add(track, EventKind.ERROR, e);
                Engine.shared().close(accepted);
            }
            accepted = channel.accept();
        }
    }

    /** No descriptor is left, say: the link refuses, and the test fails with the reason. */
    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        try {
            set(State.REFUSING);
        } catch (IOException | FixtureException e) {
            track.log().add(track, EventKind.NOTE, "cannot refuse: " + e.getMessage());
        }
    }

    void close() throws IOException {
        if (holder != null) {
            holder.close();
        }
        if (listener != null) {
            Engine.shared().close(listener);
        }
    }
}
