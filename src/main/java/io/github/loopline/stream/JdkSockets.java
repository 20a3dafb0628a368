package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The JDK's own stream sockets: configured, handed over, and closed at the end. The library does no I/O on them. */
final class JdkSockets {

    private JdkSockets() {}

    static ServerSocket serverSocket(Scope scope, Options options) {
        SocketAddress address = Listeners.address(options);
        ServerSocket socket = null;
        try {
            socket = new ServerSocket();
            if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
                socket.setReceiveBufferSize(options.number(Option.RECEIVE_BUFFER_SIZE, 0));
            }
            if (options.has(Option.REUSE_ADDRESS)) {
                socket.setReuseAddress(options.flag(Option.REUSE_ADDRESS, true));
            }
            if (options.has(Option.REUSE_PORT)) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, options.flag(Option.REUSE_PORT, false));
            }
            if (options.has(Option.TIMEOUT_MILLIS)) {
                socket.setSoTimeout(soTimeout(options));
            }
            socket.bind(address, options.number(Option.BACKLOG, Listeners.DEFAULT_BACKLOG));
            Track track = opened(scope, "ServerSocket:" + socket.getLocalPort(), socket.getLocalSocketAddress());
            note(track, options, Option.RECEIVE_BUFFER_SIZE, socket.getReceiveBufferSize());
            return scope.own(socket);
        } catch (IOException e) {
            throw Listeners.failed(socket, address, e);
        }
    }

    /** Java says 0 for ever. */
    static int soTimeout(Options options) {
        int millis = options.number(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT);
        return millis == Options.NO_TIMEOUT ? 0 : millis;
    }

    private static void note(Track track, Options options, Option option, int granted) {
        int asked = options.number(option, granted);
        if (asked != granted) {
            track.log().add(track, EventKind.NOTE, option.attribute() + " asked " + asked + ", granted " + granted);
        }
    }

    static ServerSocketChannel serverChannel(Scope scope, Options options, boolean unix) {
        ServerSocketChannel channel = scope.own(Listeners.open(options, unix));
        SocketAddress bound = Listeners.address(channel);
        try {
            if (bound instanceof UnixDomainSocketAddress path) {
                scope.own((AutoCloseable) () -> UnixPaths.delete(path, options));
            }
            String name = bound instanceof InetSocketAddress inet ? ":" + inet.getPort() : ":" + bound;
            Track track = opened(scope, "ServerSocketChannel" + name, bound);
            Granted.note(track, channel, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
            channel.configureBlocking(options.flag(Option.BLOCKING, true));
            return channel;
        } catch (IOException e) {
            throw Listeners.failed(channel, bound, e);
        }
    }

    static Socket socket(Scope scope, Options options) {
        Socket socket = null;
        try {
            socket = unbound(options);
            bind(socket, options);
            if (options.has(Option.TIMEOUT_MILLIS)) {
                socket.setSoTimeout(soTimeout(options));
            }
            StreamOptions.set(socket, options);
            Track track = opened(scope, "Socket:" + scope.nextOrdinal(), null);
            note(track, options, Option.RECEIVE_BUFFER_SIZE, socket.getReceiveBufferSize());
            note(track, options, Option.SEND_BUFFER_SIZE, socket.getSendBufferSize());
            return scope.own(socket);
        } catch (IOException e) {
            throw Listeners.failed(socket, Listeners.address(options), e);
        }
    }

    /** A socket that knows both families has no IP_TOS on JDK 17; that of a channel is of one family. */
    private static Socket unbound(Options options) throws IOException {
        return options.has(Option.TRAFFIC_CLASS) ? open(options).socket() : new Socket();
    }

    private static SocketChannel open(Options options) throws IOException {
        return SocketChannel.open(
                options.family() == Family.INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    }

    private static void bind(Socket socket, Options options) throws IOException {
        if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
            socket.setReceiveBufferSize(options.number(Option.RECEIVE_BUFFER_SIZE, 0));
        }
        if (options.has(Option.REUSE_ADDRESS)) {
            socket.setReuseAddress(options.flag(Option.REUSE_ADDRESS, false));
        }
        if (options.has(Option.REUSE_PORT)) {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, options.flag(Option.REUSE_PORT, false));
        }
        if (options.has(Option.HOST) || options.has(Option.PORT) || options.has(Option.FAMILY)) {
            socket.bind(Listeners.address(options));
        }
    }

    static SocketChannel channel(Scope scope, Options options, boolean unix) {
        SocketChannel channel = unconnected(options, unix);
        try {
            Track track = opened(scope, "SocketChannel:" + scope.nextOrdinal(), null);
            Granted.note(track, channel, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
            StreamOptions.noteGranted(track, channel, options);
            channel.configureBlocking(options.flag(Option.BLOCKING, true));
            return scope.own(channel);
        } catch (IOException e) {
            throw failed(channel, e);
        }
    }

    /** Opens a channel with its options, bound only if an address was declared. */
    static SocketChannel unconnected(Options options, boolean unix) {
        SocketChannel channel = null;
        try {
            channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : open(options);
            StreamOptions.setUnconnected(channel, options, unix);
            if (options.has(Option.HOST) || options.has(Option.PORT)) {
                channel.bind(Listeners.address(options));
            }
            return channel;
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        } catch (IOException e) {
            throw unix ? failed(channel, e) : Listeners.failed(channel, Listeners.address(options), e);
        }
    }

    private static FixtureException failed(@Nullable NetworkChannel channel, IOException e) {
        return Listeners.failed(channel, UnixDomainSocketAddress.of(""), e);
    }

    static Track opened(Scope scope, String label, @Nullable SocketAddress address) {
        Track track = scope.log().track(null, -1, label, 0);
        scope.log().add(track, EventKind.OPENED, address);
        return track;
    }
}
