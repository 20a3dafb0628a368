package io.github.loopline.fault.pipe;

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
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Has the address of a link or a server, and nobody else can have it: it listens there, or refuses, or leaves connects unanswered.
 * From one to the other it opens the next socket before it closes the last, by SO_REUSEPORT. On the engine's thread, but for {@link
 * #hold}.
 */
public final class Door implements Handler {

    /** What it does with connects. */
    public enum State {
        /** The kernel refuses them. */
        REFUSING,
        /** They are accepted. */
        LISTENING,
        /** It listens with the shortest queue and accepts nothing; filled, the queue answers no more. */
        UNANSWERING
    }

    /** Who has the door. */
    public interface Host {

        /** Takes a connection. */
        void accepted(SocketChannel channel) throws IOException;

        /** Accepting has failed, and would for ever: no descriptor is left, say. */
        void overwhelmed(Door door);
    }

    private final Host host;
    private final Track track;
    private final SocketAddress address;
    private final Options options;
    private State state = State.REFUSING;
    private @Nullable SocketChannel holder;
    private @Nullable ServerSocketChannel listener;
    private @Nullable SelectionKey key;
    private long lastRound; // of the engine in which somebody came

    Door(Host host, Track track, SocketAddress address, Options options) {
        this.host = host;
        this.track = track;
        this.address = address;
        this.options = options;
    }

    /** Begins with a socket that {@link #hold} gave. */
    void refuse(SocketChannel held) {
        holder = held;
    }

    /** Begins with a socket that listens. */
    void listen(ServerSocketChannel listening) throws IOException {
        listener = listening;
        state = State.LISTENING;
        acceptFrom(listening);
    }

    private void acceptFrom(ServerSocketChannel listening) throws IOException {
        listening.configureBlocking(false);
        key = Engine.shared().register(listening, SelectionKey.OP_ACCEPT, this);
    }

    /** Binds without listening: the kernel refuses each connect. */
    public static SocketChannel hold(SocketAddress wanted) {
        return hold(wanted, false);
    }

    private static SocketChannel hold(SocketAddress wanted, boolean beside) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(Listeners.family(wanted));
            if (beside) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true); // beside the one that listens
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true); // and the connections that are open
            }
            channel.bind(wanted);
            if (beside) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, false); // or anybody could bind
            }
            return channel;
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
        share(true);
        if (wanted == State.REFUSING) {
            holder = hold(place, isShareable());
            listener = null;
        } else {
            boolean answers = wanted == State.LISTENING;
            Options shared = isShareable() ? options.with(Option.REUSE_PORT, true) : options;
            listener = Listeners.listen(place, answers ? shared : shared.with(Option.BACKLOG, 1));
            holder = null;
            if (answers) {
                acceptFrom(listener);
            }
        }
        moveIn(place);
        release(oldHolder, oldListener);
        share(options.flag(Option.REUSE_PORT, false));
        state = wanted;
    }

    private boolean isShareable() {
        return !(address instanceof UnixDomainSocketAddress);
    }

    /** Lets another socket of this process be bound beside it, or not. */
    private void share(boolean shared) throws IOException {
        NetworkChannel bound = holder == null ? listener : holder;
        if (isShareable() && bound != null) {
            bound.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
        }
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
        ServerSocketChannel channel = (ServerSocketChannel) ready.channel();
        long round = Engine.shared().rounds();
        if (round - lastRound == 1) {
            acceptAll(channel);
        } else {
            accept(channel); // most come alone, and asking for the next costs a system call
        }
        lastRound = round;
    }

    private void acceptAll(ServerSocketChannel channel) throws IOException {
        while (accept(channel)) {
            // until the queue is empty
        }
    }

    private boolean accept(ServerSocketChannel channel) throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return false;
        }
        try {
            host.accepted(accepted);
        } catch (IOException | RuntimeException e) {
            track.log().add(track, EventKind.ERROR, e);
            Engine.shared().close(accepted);
        }
        return true;
    }

    /** The test fails with the reason. */
    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        host.overwhelmed(this);
    }

    /** Refuses from now on, as well as it can. */
    public void giveUp() {
        try {
            set(State.REFUSING);
        } catch (IOException | FixtureException e) {
            track.log().add(track, EventKind.NOTE, "cannot refuse: " + e.getMessage());
        }
    }

    /** Leaves connections in the kernel's queue, or takes them again. */
    public void pause(boolean paused) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(paused ? 0 : SelectionKey.OP_ACCEPT);
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
