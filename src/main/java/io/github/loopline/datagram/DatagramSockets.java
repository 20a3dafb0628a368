package io.github.loopline.datagram;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Descriptors;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Opens UDP sockets with their options, for the managed peer and as the JDK's own. */
final class DatagramSockets {

    private DatagramSockets() {}

    private static final Option[] DECLARED = {
        Option.RECEIVE_BUFFER_SIZE,
        Option.SEND_BUFFER_SIZE,
        Option.REUSE_ADDRESS,
        Option.REUSE_PORT,
        Option.TRAFFIC_CLASS,
        Option.BROADCAST,
        Option.MULTICAST_TTL
    };

    static DatagramChannel open(Options options) {
        InetSocketAddress address = address(options);
        checkCapabilities(options);
        DatagramChannel channel = null;
        try {
            channel = open(options.family());
            for (Option option : DECLARED) {
                if (options.has(option)) {
                    set(channel, socketOption(option), options.value(option));
                }
            }
            channel.bind(address);
            setTtl(options, (InetSocketAddress) channel.getLocalAddress());
            return channel;
        } catch (IOException e) {
            throw failed(channel, address, e);
        }
    }

    /** Before anything is open that would have to be closed. */
    private static void checkCapabilities(Options options) {
        if (options.has(Option.TTL)) {
            Descriptors.check();
        }
        if (options.has(Option.GROUP)) {
            Multicast.check(group(options));
        }
    }

    static InetAddress group(Options options) {
        return Hosts.group(options.text(Option.GROUP, ""));
    }

    private static DatagramChannel open(Family family) throws IOException {
        try {
            return DatagramChannel.open(
                    family == Family.INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        }
    }

    static InetSocketAddress address(Options options) {
        return new InetSocketAddress(Hosts.of(options), options.number(Option.PORT, 0));
    }

    @SuppressWarnings("unchecked") // the option's check has made sure of the type
    private static <T> void set(DatagramChannel channel, SocketOption<T> option, @Nullable Object value)
            throws IOException {
        channel.setOption(option, (T) value);
    }

    @SuppressWarnings("unchecked") // as above
    private static <T> void set(DatagramSocket socket, SocketOption<T> option, @Nullable Object value)
            throws IOException {
        socket.setOption(option, (T) value);
    }

    /** The JDK knows the time to live of what goes to groups only. */
    private static void setTtl(Options options, InetSocketAddress bound) throws IOException {
        if (!options.has(Option.TTL)) {
            return;
        }
        int ttl = options.number(Option.TTL, 0);
        if (options.family() == Family.INET6) {
            Descriptors.set(bound, Constants.IPPROTO_IPV6, Constants.IPV6_UNICAST_HOPS, ttl);
        }
        if (options.family() == Family.INET || bound.getAddress().isAnyLocalAddress()) {
            Descriptors.set(bound, Constants.IPPROTO_IP, Constants.IP_TTL, ttl);
        }
    }

    private static SocketOption<?> socketOption(Option option) {
        return switch (option) {
            case RECEIVE_BUFFER_SIZE -> StandardSocketOptions.SO_RCVBUF;
            case SEND_BUFFER_SIZE -> StandardSocketOptions.SO_SNDBUF;
            case REUSE_ADDRESS -> StandardSocketOptions.SO_REUSEADDR;
            case REUSE_PORT -> StandardSocketOptions.SO_REUSEPORT;
            case TRAFFIC_CLASS -> StandardSocketOptions.IP_TOS;
            case BROADCAST -> StandardSocketOptions.SO_BROADCAST;
            case MULTICAST_TTL -> StandardSocketOptions.IP_MULTICAST_TTL;
            default -> throw new IllegalArgumentException("no option of a datagram socket: " + option.attribute());
        };
    }

    /** Whether the socket is to send to groups, or hear one: on the loopback interface then. */
    private static boolean isForGroups(Options options) {
        return options.has(Option.GROUP) || options.has(Option.MULTICAST_TTL);
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
            if (isForGroups(options)) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, Multicast.loopback());
            }
            if (options.has(Option.GROUP)) {
                channel.join(group(options), Multicast.loopback());
            }
            channel.configureBlocking(options.flag(Option.BLOCKING, true));
            return scope.own(channel);
        } catch (IOException e) {
            throw failed(channel, address(options), e);
        }
    }

    static void noteGranted(Track track, DatagramChannel channel, Options options) throws IOException {
        for (Option option : DECLARED) {
            Granted.note(track, channel, socketOption(option), option, options);
        }
    }

    /** A plain DatagramSocket has no family of its own; bound to a loopback address it has that address's. */
    static DatagramSocket socket(Scope scope, Options options, boolean multicast) {
        InetSocketAddress address = address(options);
        checkCapabilities(options);
        DatagramSocket socket = null;
        try {
            socket = unbound(options, multicast);
            if (!options.has(Option.REUSE_ADDRESS)) {
                socket.setReuseAddress(false); // a MulticastSocket would share its port with whoever wants it
            }
            for (Option option : DECLARED) {
                if (options.has(option)) {
                    set(socket, socketOption(option), options.value(option));
                }
            }
            if (options.has(Option.TIMEOUT_MILLIS)) {
                int millis = options.number(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT);
                socket.setSoTimeout(millis == Options.NO_TIMEOUT ? 0 : millis);
            }
            if (multicast || isForGroups(options)) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, Multicast.loopback());
            }
            socket.bind(address);
            setTtl(options, (InetSocketAddress) socket.getLocalSocketAddress());
            if (options.has(Option.GROUP)) {
                socket.joinGroup(new InetSocketAddress(group(options), 0), Multicast.loopback());
            }
            String name = multicast ? "MulticastSocket" : "DatagramSocket";
            Track track = opened(scope, name, (InetSocketAddress) socket.getLocalSocketAddress());
            for (Option option : DECLARED) {
                if (options.has(option)) {
                    Granted.note(track, option, options, socket.getOption(socketOption(option)));
                }
            }
            return scope.own(socket);
        } catch (IOException e) {
            throw failed(socket, address, e);
        }
    }

    /**
     * A socket that knows both families and is bound to an IPv4 group cannot send: Linux takes the group for its source address
     * then. That of a channel, which is a MulticastSocket too, is of one family.
     */
    private static DatagramSocket unbound(Options options, boolean multicast) throws IOException {
        if (options.has(Option.GROUP)) {
            return open(options.family()).socket();
        }
        return multicast ? new MulticastSocket(null) : new DatagramSocket(null);
    }

    private static Track opened(Scope scope, String name, InetSocketAddress address) {
        Track track = scope.log().track(null, -1, name + ":" + address.getPort(), 0);
        scope.log().add(track, EventKind.OPENED, address);
        return track;
    }
}
