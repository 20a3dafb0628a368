package io.github.loopline.datagram;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Opens UDP sockets with their options, for the managed peer and as the JDK's own. */
final class DatagramSockets {

    private DatagramSockets() {}

    static DatagramChannel open(Options options) {
        InetSocketAddress address = address(options);
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(
                    options.family() == Family.INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            set(channel, options);
            channel.bind(address);
            return channel;
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        } catch (IOException e) {
            throw failed(channel, address, e);
        }
    }

    static InetSocketAddress address(Options options) {
        return new InetSocketAddress(Hosts.of(options), options.number(Option.PORT, 0));
    }

    private static void set(DatagramChannel channel, Options options) throws IOException {
        if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, 0));
        }
        if (options.has(Option.SEND_BUFFER_SIZE)) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, options.number(Option.SEND_BUFFER_SIZE, 0));
        }
        if (options.has(Option.REUSE_ADDRESS)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.flag(Option.REUSE_ADDRESS, false));
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
        InetSocketAddress inet = (InetSocketAddress) address;
        if (Hosts.isIpv6Missing(address, e)) {
            return Hosts.noIpv6(e);
        }
        return new FixtureException(
                "Cannot bind to " + Addresses.text(address) + ": " + e.getMessage() + "."
                        + (inet.getPort() != 0 ? " Use port 0 for a free one." : ""),
                e);
    }

    static DatagramChannel channel(Scope scope, Options options) {
        DatagramChannel channel = open(options);
        try {
            Track track = opened(scope, "DatagramChannel", (InetSocketAddress) channel.getLocalAddress());
            noteGranted(track, channel, options);
            channel.configureBlocking(options.flag(Option.BLOCKING, true));
            return scope.own(channel);
        } catch (IOException e) {
            throw failed(channel, address(options), e);
        }
    }

    static void noteGranted(Track track, DatagramChannel channel, Options options) throws IOException {
        Granted.note(track, channel, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
        Granted.note(track, channel, StandardSocketOptions.SO_SNDBUF, Option.SEND_BUFFER_SIZE, options);
    }

    /** A plain DatagramSocket has no family of its own; bound to a loopback address it has that address's. */
    static DatagramSocket socket(Scope scope, Options options) {
        InetSocketAddress address = address(options);
        DatagramSocket socket = null;
        try {
            socket = new DatagramSocket(null);
            if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
                socket.setReceiveBufferSize(options.number(Option.RECEIVE_BUFFER_SIZE, 0));
            }
            if (options.has(Option.SEND_BUFFER_SIZE)) {
                socket.setSendBufferSize(options.number(Option.SEND_BUFFER_SIZE, 0));
            }
            if (options.has(Option.REUSE_ADDRESS)) {
                socket.setReuseAddress(options.flag(Option.REUSE_ADDRESS, false));
            }
            if (options.has(Option.TIMEOUT_MILLIS)) {
                int millis = options.number(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT);
                socket.setSoTimeout(millis == Options.NO_TIMEOUT ? 0 : millis);
            }
            socket.bind(address);
            Track track = opened(scope, "DatagramSocket", (InetSocketAddress) socket.getLocalSocketAddress());
            note(track, Option.RECEIVE_BUFFER_SIZE, options, socket.getReceiveBufferSize());
            note(track, Option.SEND_BUFFER_SIZE, options, socket.getSendBufferSize());
            return scope.own(socket);
        } catch (IOException e) {
            throw failed(socket, address, e);
        }
    }

    private static void note(Track track, Option option, Options options, int granted) {
        int asked = options.number(option, granted);
        if (asked != granted) {
            track.log().add(track, EventKind.NOTE, option.attribute() + " asked " + asked + ", granted " + granted);
        }
    }

    private static Track opened(Scope scope, String name, InetSocketAddress address) {
        Track track = scope.log().track(null, -1, name + ":" + address.getPort(), 0);
        scope.log().add(track, EventKind.OPENED, address);
        return track;
    }
}
