package io.github.loopline.datagram;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Multicast on the loopback interface, the only one that fixtures use. */
final class Multicast {

    /** How long a datagram to a group may take: none ever took more than a tenth of it. */
    private static final int PROBE_MILLIS = 200;

    private Multicast() {}

    /** Finds the interface; it needs no flag MULTICAST for IPv4. */
    static NetworkInterface loopback() throws IOException {
        NetworkInterface found = NetworkInterface.getByInetAddress(Hosts.of(Family.INET));
        if (found == null) {
            throw new SocketException("no interface has 127.0.0.1");
        }
        return found;
    }

    /**
     * Makes sure that datagrams to a group arrive.
     *
     * @throws CapabilityException if they do not: Linux does not route IPv6 groups over its loopback interface
     */
    static void check(InetAddress group) {
        if (group instanceof Inet6Address) {
            try {
                probe(group);
            } catch (IOException | UnsupportedOperationException e) {
                throw new CapabilityException(
                        "IPv6 multicast on the loopback interface is not available: " + words(e)
                                + ". It needs a kernel that delivers it there; use an IPv4 group.",
                        e);
            }
        }
    }

    private static String words(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(Errno.ENETUNREACH.words()) ? Errno.text(Errno.ENETUNREACH.number()) : message;
    }

    /** Sends a datagram to the group and waits for it. */
    private static void probe(InetAddress group) throws IOException {
        NetworkInterface loopback = loopback();
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6);
                Selector selector = Selector.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getByName("::"), 0));
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            channel.join(group, loopback);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            channel.send(ByteBuffer.allocate(1), new InetSocketAddress(group, port));
            if (selector.select(PROBE_MILLIS) == 0) {
                throw new SocketException("what is sent to " + group.getHostAddress() + " does not arrive");
            }
        }
    }
}
