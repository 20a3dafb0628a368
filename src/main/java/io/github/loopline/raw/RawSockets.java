package io.github.loopline.raw;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.posix.Capabilities;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Opens raw sockets with their options. */
final class RawSockets {

    /** Asked for, so that a burst is not dropped while the poll thread is elsewhere; the kernel grants what it allows. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_DEVICE = "lo\0".getBytes(StandardCharsets.US_ASCII);

    /** All routers, and all routers of IGMPv3: where hosts send their goodbyes and reports. */
    private static final List<byte[]> ROUTERS =
            List.of(new byte[] {(byte) 224, 0, 0, 2}, new byte[] {(byte) 224, 0, 0, 22});

    private RawSockets() {}

    /** Opens a socket; gives what goes wrong as the exception to throw. */
    static NativeSocket open(int protocol, Options options, InetAddress address, boolean hearsAll) {
        boolean v4 = options.family() == Family.INET;
        NativeSocket socket =
                Capabilities.open(v4 ? Constants.AF_INET : Constants.AF_INET6, Constants.SOCK_RAW, protocol);
        boolean opened = false;
        try {
            set(socket, options);
            if (v4) {
                setV4(socket, options, options.flag(Option.HEADER_INCLUDED, protocol == IpProtocol.RAW) || hearsAll);
            } else {
                setV6(socket, options, options.flag(Option.HEADER_INCLUDED, protocol == IpProtocol.RAW));
            }
            if (hearsAll) {
                hearAll(socket);
            } else {
                socket.bind(new InetSocketAddress(address, 0));
            }
            opened = true;
            return socket;
        } catch (IOException e) {
            throw failed(address, e);
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    private static void set(NativeSocket socket, Options options) throws IOException {
        NativeSockets.set(socket, options);
        if (!options.has(Option.RECEIVE_BUFFER_SIZE)) {
            socket.setOption(Constants.SOL_SOCKET, Constants.SO_RCVBUF, RECEIVE_BUFFER);
        }
        if (!Constants.MAC) {
            socket.setOption(Constants.SOL_SOCKET, Constants.SO_RXQ_OVFL, 1);
        }
    }

    private static void setV4(NativeSocket socket, Options options, boolean headed) throws IOException {
        if (options.has(Option.TTL)) {
            int ttl = options.number(Option.TTL, 0);
            socket.setOption(Constants.IPPROTO_IP, Constants.IP_TTL, ttl);
            socket.setOption(Constants.IPPROTO_IP, Constants.IP_MULTICAST_TTL, ttl);
        }
        if (options.has(Option.TRAFFIC_CLASS)) {
            socket.setOption(Constants.IPPROTO_IP, Constants.IP_TOS, options.number(Option.TRAFFIC_CLASS, 0));
        }
        socket.setOption(Constants.IPPROTO_IP, Constants.IP_HDRINCL, headed ? 1 : 0);
        socket.setOption(Constants.IPPROTO_IP, Constants.IP_MULTICAST_IF, LOOPBACK);
    }

    private static void setV6(NativeSocket socket, Options options, boolean headed) throws IOException {
        if (options.has(Option.TTL)) {
            socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_UNICAST_HOPS, options.number(Option.TTL, 0));
        }
        if (options.has(Option.TRAFFIC_CLASS)) {
            socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_TCLASS, options.number(Option.TRAFFIC_CLASS, 0));
        }
        if (headed) {
            socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_HDRINCL, 1);
        }
        socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVPKTINFO, 1);
        socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVHOPLIMIT, 1);
        socket.setOption(Constants.IPPROTO_IPV6, Constants.IPV6_RECVTCLASS, 1);
    }

    /** Not bound to an address, which would keep groups out, but to the loopback device. */
    private static void hearAll(NativeSocket socket) throws IOException {
        socket.setOption(Constants.SOL_SOCKET, Constants.SO_BINDTODEVICE, LOOPBACK_DEVICE);
        for (byte[] group : ROUTERS) {
            byte[] membership = {group[0], group[1], group[2], group[3], LOOPBACK[0], 0, 0, LOOPBACK[3]};
            socket.setOption(Constants.IPPROTO_IP, Constants.IP_ADD_MEMBERSHIP, membership);
        }
    }

    static FixtureException failed(InetAddress address, IOException e) {
        if (Hosts.isIpv6Missing(new InetSocketAddress(address, 0), e)) {
            return Hosts.noIpv6(e);
        }
        return new FixtureException(
                "Cannot open a raw socket on " + address.getHostAddress() + ": " + e.getMessage() + ".", e);
    }
}
