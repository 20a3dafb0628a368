package io.github.loopline.internal.posix;

import io.github.loopline.net.CapabilityException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds datagram sockets of the JDK among the descriptors of the process, to set what the JDK has no name for. Linux only. */
public final class Descriptors {

    private static final Path OWN = Path.of("/proc/self/fd");

    /** Where struct sockaddr_in and sockaddr_in6 have the address (man 7 ip, man 7 ipv6). */
    private static final int V4_AT = 4;

    private static final int V6_AT = 8;

    private Descriptors() {}

    /**
     * Make sure that sockets can be found here, before one is open.
     *
     * @throws CapabilityException if native calls are not possible, or the process does not see its descriptors
     */
    public static void check() {
        Posix.get();
        if (!Files.isDirectory(OWN)) {
            throw new CapabilityException("An option that the JDK has no name for needs " + OWN + " of Linux.", null);
        }
    }

    /**
     * Set an option that is a number on the UDP socket that is bound to an address.
     *
     * @param bound where it is bound, and no other socket
     * @param level IPPROTO_...
     * @param option IP_...
     * @param value the value
     * @throws IOException if the kernel refuses, or there is no such socket
     */
    public static void set(InetSocketAddress bound, int level, int option, int value) throws IOException {
        Posix posix = Posix.get();
        byte[] number = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        int result = posix.setsockopt(find(posix, bound), level, option, number);
        if (result < 0) {
            throw new ErrnoException(-result);
        }
    }

    private static int find(Posix posix, InetSocketAddress bound) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN)) {
            for (Path descriptor : descriptors) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                if (isDatagram(posix, fd) && isBound(posix, fd, bound)) {
                    return fd;
                }
            }
        }
        throw new IOException("no descriptor is bound to " + bound);
    }

    /** Anything that is no socket has no such option. */
    private static boolean isDatagram(Posix posix, int fd) {
        byte[] type = new byte[4];
        int length = posix.getsockopt(fd, Constants.SOL_SOCKET, Constants.SO_TYPE, type);
        return length == type.length
                && ByteBuffer.wrap(type).order(ByteOrder.nativeOrder()).getInt() == Constants.SOCK_DGRAM;
    }

    private static boolean isBound(Posix posix, int fd, InetSocketAddress bound) throws UnknownHostException {
        byte[] name = new byte[SocketAddresses.MOST_BYTES];
        if (posix.getsockname(fd, name) < 0) {
            return false;
        }
        int family = ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort();
        boolean four = family == Constants.AF_INET;
        if (!four && family != Constants.AF_INET6 || (ByteBuffer.wrap(name).getShort(2) & 0xffff) != bound.getPort()) {
            return false;
        }
        byte[] ip = four ? Arrays.copyOfRange(name, V4_AT, V4_AT + 4) : Arrays.copyOfRange(name, V6_AT, V6_AT + 16);
        InetAddress address = InetAddress.getByAddress(ip); // of an IPv4 address in IPv6's clothes the IPv4 address
        return address.equals(bound.getAddress())
                || address.isAnyLocalAddress() && bound.getAddress().isAnyLocalAddress();
    }
}
