package io.github.loopline.internal.posix;

import io.github.loopline.net.PeerCredentials;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A socket that the JDK cannot open. It does not block. Once it is registered with the {@link PollEngine}, only that thread may
 * close it, by {@link PollEngine#close}.
 */
public final class NativeSocket implements AutoCloseable {

    /** Room for the ancillary data of one message. */
    private static final int CONTROL_BYTES = 256;

    /** AF_UNSPEC is 0. */
    private static final byte[] UNSPECIFIED = new byte[16];

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final Posix posix;
    private final int fd;
    private final ByteBuffer control =
            ByteBuffer.allocateDirect(CONTROL_BYTES).order(ByteOrder.nativeOrder()); // guarded by itself
    private final AtomicBoolean closed = new AtomicBoolean();

    private NativeSocket(Posix posix, int fd) {
        this.posix = posix;
        this.fd = fd;
    }

    /**
     * Open a socket.
     *
     * @param domain AF_...
     * @param type SOCK_...
     * @param protocol 0 for the type's own
     * @return the socket, never null
     * @throws ErrnoException if the kernel refuses
     * @throws io.github.loopline.net.CapabilityException if native calls are not possible
     */
    public static NativeSocket open(int domain, int type, int protocol) throws ErrnoException {
        Posix posix = Posix.get();
        return new NativeSocket(posix, check(posix.socket(domain, type, protocol)));
    }

    private static int check(int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(-result);
        }
        return result;
    }

    private static boolean wouldBlock(int result) {
        return result == -Errno.EAGAIN.number();
    }

    /** The descriptor; after the close none, so that no call ever reaches one that belongs to somebody else by now. */
    int fd() throws ErrnoException {
        if (closed.get()) {
            throw new ErrnoException(Errno.EBADF.number());
        }
        return fd;
    }

    /**
     * Bind.
     *
     * @param address as {@link SocketAddresses#encode} takes it
     * @throws ErrnoException if the kernel refuses
     */
    public void bind(SocketAddress address) throws ErrnoException {
        check(posix.bind(fd(), SocketAddresses.encode(address)));
    }

    /**
     * Bind to an address that {@link SocketAddresses} does not know.
     *
     * @param address struct sockaddr_...
     * @throws ErrnoException if the kernel refuses
     */
    public void bind(byte[] address) throws ErrnoException {
        check(posix.bind(fd(), address));
    }

    /**
     * Listen.
     *
     * @param backlog what the kernel queues
     * @throws ErrnoException if the kernel refuses
     */
    public void listen(int backlog) throws ErrnoException {
        check(posix.listen(fd(), backlog));
    }

    /**
     * Accept a connection. Elsewhere than on Linux call it only when poll says that there is one.
     *
     * @return the connection, or null if there is none now
     * @throws ErrnoException if the kernel refuses
     */
    public @Nullable NativeSocket accept() throws ErrnoException {
        int result = posix.accept(fd(), new byte[SocketAddresses.MOST_BYTES], new int[1]);
        return wouldBlock(result) ? null : new NativeSocket(posix, check(result));
    }

    /**
     * Connect. On a Unix socket whose server's queue is full the kernel says EAGAIN.
     *
     * @param address as {@link SocketAddresses#encode} takes it
     * @return true once connected, false while the kernel is at it
     * @throws ErrnoException if the kernel refuses
     */
    public boolean connect(SocketAddress address) throws ErrnoException {
        int result = posix.connect(fd(), SocketAddresses.encode(address));
        if (result == -Errno.EINPROGRESS.number()) {
            return false;
        }
        check(result);
        return true;
    }

    /**
     * Undo a connect of a datagram socket (man 2 connect: AF_UNSPEC).
     *
     * @throws ErrnoException if the kernel refuses
     */
    public void disconnect() throws ErrnoException {
        check(posix.connect(fd(), UNSPECIFIED));
    }

    /**
     * Send.
     *
     * @param data a direct buffer, sent from position to limit and left as it was; an empty one makes an empty message
     * @param destination where to, or null for the peer that it is connected to
     * @return how many bytes the kernel took, or -1 if it has no room now
     * @throws ErrnoException if the kernel refuses
     */
    public int send(ByteBuffer data, @Nullable SocketAddress destination) throws ErrnoException {
        return send(data, 0, destination == null ? new byte[0] : SocketAddresses.encode(destination));
    }

    /**
     * Send to an address that {@link SocketAddresses} does not know.
     *
     * @param data as above
     * @param flags MSG_...
     * @param destination struct sockaddr_..., empty for the peer that it is connected to
     * @return how many bytes the kernel took, or -1 if it has no room now
     * @throws ErrnoException if the kernel refuses
     */
    public int send(ByteBuffer data, int flags, byte[] destination) throws ErrnoException {
        int result = posix.sendto(fd(), data, flags, destination);
        return wouldBlock(result) ? -1 : check(result);
    }

    /**
     * Look how long the next message is.
     *
     * @return its real length on Linux, 0 or more elsewhere; 0 at the end of a connection, -1 if nothing is there now
     * @throws ErrnoException if the kernel refuses, or tells an error of the socket
     */
    public int nextLength() throws ErrnoException {
        Incoming next = receive(NOTHING.duplicate(), Constants.MSG_PEEK);
        return next == null ? -1 : next.length();
    }

    /**
     * Receive a message, or bytes of a stream.
     *
     * @param data a direct buffer; its position moves behind what was put into it
     * @return what came, or null if nothing is there now
     * @throws ErrnoException if the kernel refuses, or tells an error of the socket
     */
    public @Nullable Incoming receive(ByteBuffer data) throws ErrnoException {
        return receive(data, 0);
    }

    /**
     * Receive with further flags.
     *
     * @param data a direct buffer; its position moves behind what was put into it
     * @param flags MSG_PEEK, say; MSG_TRUNC is always set
     * @return what came, or null if nothing is there now
     * @throws ErrnoException if the kernel refuses, or tells an error of the socket
     */
    public @Nullable Incoming receive(ByteBuffer data, int flags) throws ErrnoException {
        byte[] address = new byte[SocketAddresses.MOST_BYTES];
        int[] lengths = new int[3];
        synchronized (control) {
            int truncation = Constants.MAC ? 0 : Constants.MSG_TRUNC; // there it is a flag of the message only
            int length = posix.recvmsg(fd(), data, control, flags | truncation, address, lengths);
            if (wouldBlock(length)) {
                return null;
            }
            check(length);
            data.position(data.position() + Math.min(length, data.remaining()));
            byte[] ancillary = new byte[lengths[1]];
            control.get(0, ancillary);
            return new Incoming(length, address, lengths[0], ancillary, lengths[2]);
        }
    }

    /**
     * Wait for the socket, on the current thread. Not for one that is registered.
     *
     * @param events POLLIN, POLLOUT
     * @param millis how long at most
     * @return what is there of it, and POLLERR, POLLHUP; 0 after the time
     * @throws ErrnoException if poll fails
     */
    public int await(int events, int millis) throws ErrnoException {
        ByteBuffer fds = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        fds.putInt(0, fd()).putShort(4, (short) events);
        check(posix.poll(fds, 1, millis));
        return fds.getShort(6);
    }

    /**
     * Set an option that is a number.
     *
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @param value the value
     * @throws ErrnoException if the kernel refuses
     */
    public void setOption(int level, int option, int value) throws ErrnoException {
        setOption(
                level,
                option,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /**
     * Set an option.
     *
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @param value in native order
     * @throws ErrnoException if the kernel refuses
     */
    public void setOption(int level, int option, byte[] value) throws ErrnoException {
        check(posix.setsockopt(fd(), level, option, value));
    }

    /**
     * Read an option that is a number.
     *
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @return the value
     * @throws ErrnoException if the kernel refuses
     */
    public int option(int level, int option) throws ErrnoException {
        return option(level, option, 4).getInt();
    }

    /**
     * Read an option.
     *
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @param size how many bytes it has
     * @return the value in native order, from its position on
     * @throws ErrnoException if the kernel refuses
     */
    public ByteBuffer option(int level, int option, int size) throws ErrnoException {
        byte[] value = new byte[size];
        check(posix.getsockopt(fd(), level, option, value));
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    /**
     * Read this side's address.
     *
     * @return the address, never null
     * @throws ErrnoException if the kernel refuses
     */
    public SocketAddress localAddress() throws ErrnoException {
        byte[] address = new byte[SocketAddresses.MOST_BYTES];
        return SocketAddresses.decode(address, check(posix.getsockname(fd(), address)));
    }

    /**
     * Read the peer's address.
     *
     * @return the address, never null
     * @throws ErrnoException if the kernel refuses
     */
    public SocketAddress remoteAddress() throws ErrnoException {
        byte[] address = new byte[SocketAddresses.MOST_BYTES];
        return SocketAddresses.decode(address, check(posix.getpeername(fd(), address)));
    }

    /**
     * Read who is at the other end. Linux only.
     *
     * @return the process that connected or listens
     * @throws ErrnoException if the kernel does not tell
     */
    public PeerCredentials peerCredentials() throws ErrnoException {
        ByteBuffer ucred = option(Constants.SOL_SOCKET, Constants.SO_PEERCRED, 12);
        return new PeerCredentials(ucred.getInt(), ucred.getInt(), ucred.getInt());
    }

    /**
     * Shut a direction down.
     *
     * @param how SHUT_...
     * @throws ErrnoException if the kernel refuses
     */
    public void shutdown(int how) throws ErrnoException {
        check(posix.shutdown(fd(), how));
    }

    /**
     * Close. There is no shutdown before it: no thread ever blocks in a call on the socket, and a peer that reads at that moment
     * would see the end instead of the reset that unread messages make. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            posix.close(fd); // what it reports (EINTR, EIO) cannot be mended, and the descriptor is gone in any case
        }
    }

    /** Show the descriptor. */
    @Override
    public String toString() {
        return "native socket " + fd + (closed.get() ? " (closed)" : "");
    }
}
