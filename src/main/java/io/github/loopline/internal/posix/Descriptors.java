package io.github.loopline.internal.posix;

import io.github.loopline.net.CapabilityException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds datagram sockets of the JDK among the descriptors of the process, to set what the JDK has no name for. Linux only. */
public final class Descriptors {

    private static final Path OWN = Path.of("/proc/self/fd");

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

    private static boolean isBound(Posix posix, int fd, InetSocketAddress bound) {
        byte[] name = new byte[SocketAddresses.MOST_BYTES];
        int length = posix.getsockname(fd, name);
        int family = length < 0 ? -1 : SocketAddresses.family(name);
        if (family != Constants.AF_INET && family != Constants.AF_INET6) {
            return false;
        }
        InetSocketAddress own = (InetSocketAddress) SocketAddresses.decode(name, length);
        boolean wildcards =
                own.getAddress().isAnyLocalAddress() && bound.getAddress().isAnyLocalAddress();
        return own.getPort() == bound.getPort()
                && (wildcards || own.getAddress().equals(bound.getAddress()));
    }
}
