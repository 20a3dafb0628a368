package io.github.loopline.link;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Opens the sockets of a datagram link. */
final class UdpSockets {

    /** The port of RFC 863, where nobody is. */
    static final int DISCARD = 9;

    /** Asked for, so that a burst is not dropped while the engine is elsewhere; the kernel grants what it allows. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private UdpSockets() {}

    static Family family(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 4 ? Family.INET : Family.INET6;
    }

    static InetSocketAddress wanted(Options options) {
        return new InetSocketAddress(Hosts.of(options), options.number(Option.PORT, 0));
    }

    /** Opens the one that clients send to. */
    static DatagramChannel bound(Options options) {
        return open(wanted(options), wanted(options), options);
    }

    /** Opens one to send to an address, from a port of its own; not blocking. */
    static DatagramChannel towards(InetSocketAddress server, Options options) throws IOException {
        DatagramChannel channel = open(server, near(server), options);
        channel.configureBlocking(false);
        return channel;
    }

    /** Gives what to bind to, to send to an address: any port of loopback if that is there. */
    static @Nullable SocketAddress near(InetSocketAddress server) {
        boolean local = server.getAddress().isLoopbackAddress();
        return local ? new InetSocketAddress(Hosts.of(family(server)), 0) : null;
    }

    private static DatagramChannel open(InetSocketAddress like, @Nullable SocketAddress address, Options options) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(Listeners.family(like));
            channel.setOption(
                    StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER));
            if (options.has(Option.SEND_BUFFER_SIZE)) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, options.number(Option.SEND_BUFFER_SIZE, 0));
            }
            return channel.bind(address);
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        } catch (IOException e) {
            throw Listeners.failed(channel, like, e);
        }
    }
}
