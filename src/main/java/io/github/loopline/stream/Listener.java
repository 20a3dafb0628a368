package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A listening socket that the engine accepts from. */
final class Listener implements Handler {

    /** The most that Linux grants: only a test that asks for less ever fills it. */
    static final int DEFAULT_BACKLOG = 4096;

    /** Measured: 5 ms at most on a busy machine. Longer, and somebody else has bound the port. */
    private static final Duration STARTING_A_PROCESS = Duration.ofMillis(500);

    private final ServerSocketChannel channel;
    private final StreamServer server;
    private final Track track;
    private @Nullable SelectionKey key;

    private Listener(ServerSocketChannel channel, StreamServer server, Track track) {
        this.channel = channel;
        this.server = server;
        this.track = track;
    }

    /** Opens a channel that is bound to what is declared and listens, as a managed server and a test of its own use it. */
    static ServerSocketChannel open(Options options, boolean unix) {
        SocketAddress address = wanted(options, unix);
        try {
            return listen(address, options);
        } catch (FixtureException e) {
            discard(address, options);
            throw e;
        }
    }

    static SocketAddress wanted(Options options, boolean unix) {
        return unix ? UnixPaths.of(options) : address(options);
    }

    /** Deletes the directory that was made for a path which could not be bound. A declared path may be somebody else's. */
    static void discard(SocketAddress address, Options options) {
        if (address instanceof UnixDomainSocketAddress path && !options.has(Option.PATH)) {
            try {
                UnixPaths.delete(path, options);
            } catch (IOException e) {
                // an empty directory is left; why there is no socket matters more
            }
        }
    }

    static SocketAddress address(ServerSocketChannel bound) {
        try {
            return bound.getLocalAddress();
        } catch (IOException e) {
            throw new IllegalStateException("a channel that was just bound has an address", e);
        }
    }

    static ServerSocketChannel listen(SocketAddress address, Options options) {
        ServerSocketChannel channel = null;
        try {
            channel = open(address);
            if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, 0));
            }
            if (options.has(Option.REUSE_ADDRESS)) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.flag(Option.REUSE_ADDRESS, true));
            }
            if (options.has(Option.REUSE_PORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, options.flag(Option.REUSE_PORT, false));
            }
            channel.bind(address, options.number(Option.BACKLOG, DEFAULT_BACKLOG));
            return channel;
        } catch (IOException e) {
            throw failed(channel, address, e);
        }
    }

    /**
     * Waits until an address where this JVM listened is free. Closing is not always enough: a process that the JVM starts at this
     * moment has copies of all its sockets until it runs. Binding tells, and nobody notices; connecting would be seen by
     * whoever has taken the address since.
     */
    static void awaitFree(SocketAddress address, Options options) {
        boolean tells = options.flag(Option.REUSE_ADDRESS, true) && !options.flag(Option.REUSE_PORT, false);
        if (!tells || address instanceof UnixDomainSocketAddress) {
            return;
        }
        Deadline patience = Deadline.after(STARTING_A_PROCESS);
        while (!isFree(address) && !patience.isOver()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean isFree(SocketAddress address) {
        try (SocketChannel probe = SocketChannel.open(family(address))) { // a client's: it binds without listening
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true); // connections that end still have the port
            probe.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static FixtureException failed(@Nullable AutoCloseable channel, SocketAddress address, IOException e) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (Exception suppressed) {
            e.addSuppressed(suppressed);
        }
        String message = String.valueOf(e.getMessage());
        if (Hosts.isIpv6Missing(address, e)) {
            return Hosts.noIpv6(e);
        }
        boolean fixed = address instanceof InetSocketAddress inet && inet.getPort() != 0;
        return new FixtureException(
                "Cannot bind to " + Addresses.text(address) + ": " + message + "."
                        + (fixed ? " Use port 0 for a free one." : ""),
                e);
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
        try {
            return ServerSocketChannel.open(family(address));
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        }
    }

    static ProtocolFamily family(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return StandardProtocolFamily.UNIX;
        }
        boolean four = ((InetSocketAddress) address).getAddress().getAddress().length == 4;
        return four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    static SocketAddress address(Options options) {
        return new InetSocketAddress(Hosts.of(options), options.number(Option.PORT, 0));
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
            throw failed(channel, server.socketAddress(), e);
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
