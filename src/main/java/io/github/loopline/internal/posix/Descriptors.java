package io.github.loopline.internal.posix;

import io.github.loopline.net.CapabilityException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds sockets of the JDK among the descriptors of the process, to set what the JDK has no name for. Linux only. */
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
        set(posix, find(posix, Constants.SOCK_DGRAM, bound), level, option, value);
    }

    /**
     * Limit the segments of connections that a listener on TCP of this process accepts from now on, either way. Loopback's are 65,483
     * bytes long, and buffers for sending grow with them.
     *
     * @param listener where it listens, potentially by a wildcard address
     * @param bytes of data in a segment
     * @throws IOException if the kernel refuses, or there is no such socket
     */
    public static void limitSegments(InetSocketAddress listener, int bytes) throws IOException {
        Posix posix = Posix.get();
        int fd = find(posix, Constants.SOCK_STREAM, listener);
        set(posix, fd, Constants.IPPROTO_TCP, Constants.TCP_MAXSEG, bytes);
    }

    private static void set(Posix posix, int fd, int level, int option, int value) throws IOException {
        byte[] number = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        int result = posix.setsockopt(fd, level, option, number);
        if (result < 0) {
            throw new ErrnoException(-result);
        }
    }

    private static int find(Posix posix, int type, InetSocketAddress bound) throws IOException {
        boolean listens = type == Constants.SOCK_STREAM;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN)) {
            for (Path descriptor : descriptors) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                if (is(posix, fd, Constants.SO_TYPE, type)
                        && (!listens || is(posix, fd, Constants.SO_ACCEPTCONN, 1))
                        && isBound(posix, fd, bound, listens)) {
                    return fd;
                }
            }
        }
        throw new IOException("no descriptor is bound to " + bound);
    }

    /** Anything that is no socket has no such option. */
    private static boolean is(Posix posix, int fd, int option, int value) {
        byte[] number = new byte[4];
        int length = posix.getsockopt(fd, Constants.SOL_SOCKET, option, number);
        return length == number.length
                && ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getInt() == value;
    }

    private static boolean isBound(Posix posix, int fd, InetSocketAddress bound, boolean anyAddress) {
        byte[] name = new byte[SocketAddresses.MOST_BYTES];
        int length = posix.getsockname(fd, name);
        int family = length < 0 ? -1 : SocketAddresses.family(name);
        if (family != Constants.AF_INET && family != Constants.AF_INET6) {
            return false;
        }
        InetSocketAddress own = (InetSocketAddress) SocketAddresses.decode(name, length);
        return own.getPort() == bound.getPort()
                && (own.getAddress().isAnyLocalAddress()
                                && (anyAddress || bound.getAddress().isAnyLocalAddress())
                        || own.getAddress().equals(bound.getAddress()));
    }
}
