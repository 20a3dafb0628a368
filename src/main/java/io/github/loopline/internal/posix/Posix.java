package io.github.loopline.internal.posix;

import java.nio.ByteBuffer;

/**
 * The calls, as sections 2 of the manual have them. Each gives what the kernel gives: zero or more, or the errno as a negative
 * number. Buffers are direct and used from position to limit; they are left as they were. {@link NativeSocket} is the way to
 * use them.
 */
public interface Posix {

    /**
     * Give the calls of this machine's C library.
     *
     * @return the calls, never null
     * @throws io.github.loopline.net.CapabilityException if JNA is missing or must not be used
     */
    static Posix get() {
        return PosixLibrary.get();
    }

    /**
     * Open a socket. On Linux it does not block and is closed in child processes.
     *
     * @param domain an address family, AF_...
     * @param type SOCK_...
     * @param protocol 0 for the type's own
     * @return the descriptor, or -errno
     */
    int socket(int domain, int type, int protocol);

    /**
     * Bind to an address.
     *
     * @param fd the descriptor
     * @param address as {@link SocketAddresses} encodes it
     * @return 0, or -errno
     */
    int bind(int fd, byte[] address);

    /**
     * Listen.
     *
     * @param fd the descriptor
     * @param backlog what the kernel queues
     * @return 0, or -errno
     */
    int listen(int fd, int backlog);

    /**
     * Accept a connection. On Linux it does not block; elsewhere only after {@link #poll} has said that there is one.
     *
     * @param fd the listening descriptor
     * @param address takes the peer's address
     * @param length takes its length
     * @return the new descriptor, or -errno
     */
    int accept(int fd, byte[] address, int[] length);

    /**
     * Connect.
     *
     * @param fd the descriptor
     * @param address as {@link SocketAddresses} encodes it
     * @return 0, or -errno
     */
    int connect(int fd, byte[] address);

    /**
     * Send, without SIGPIPE and without blocking.
     *
     * @param fd the descriptor
     * @param data what to send
     * @param flags further MSG_... flags
     * @param address where to, empty for the peer that the socket is connected to
     * @return how many bytes the kernel took, or -errno
     */
    int sendto(int fd, ByteBuffer data, int flags, byte[] address);

    /**
     * Receive, without blocking.
     *
     * @param fd the descriptor
     * @param data where to
     * @param control takes the ancillary data, may be empty
     * @param flags further MSG_... flags; with MSG_TRUNC Linux gives the real length of a message
     * @param address takes the sender's address
     * @param lengths takes the length of the address, that of the ancillary data, and the flags of the message, in this order
     * @return the length, or -errno
     */
    int recvmsg(int fd, ByteBuffer data, ByteBuffer control, int flags, byte[] address, int[] lengths);

    /**
     * Wait for descriptors.
     *
     * @param fds one struct pollfd for each (an int, a short, a short, in native order)
     * @param count how many there are
     * @param millis how long to wait, -1 for ever
     * @return how many are ready, or -errno
     */
    int poll(ByteBuffer fds, int count, int millis);

    /**
     * Read an option.
     *
     * @param fd the descriptor
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @param value takes the value
     * @return how long the value is, or -errno
     */
    int getsockopt(int fd, int level, int option, byte[] value);

    /**
     * Set an option.
     *
     * @param fd the descriptor
     * @param level SOL_..., IPPROTO_...
     * @param option SO_...
     * @param value the value in native order
     * @return 0, or -errno
     */
    int setsockopt(int fd, int level, int option, byte[] value);

    /**
     * Read this side's address.
     *
     * @param fd the descriptor
     * @param address takes it
     * @return how long it is, or -errno
     */
    int getsockname(int fd, byte[] address);

    /**
     * Read the peer's address.
     *
     * @param fd the descriptor
     * @param address takes it
     * @return how long it is, or -errno
     */
    int getpeername(int fd, byte[] address);

    /**
     * Shut a direction down.
     *
     * @param fd the descriptor
     * @param how SHUT_...
     * @return 0, or -errno
     */
    int shutdown(int fd, int how);

    /**
     * Close a descriptor.
     *
     * @param fd the descriptor
     * @return 0, or -errno
     */
    int close(int fd);

    /**
     * Make a pipe.
     *
     * @param fds takes the end to read from and the end to write to
     * @return 0, or -errno
     */
    int pipe(int[] fds);

    /**
     * Read from a pipe.
     *
     * @param fd its reading end
     * @param data where to
     * @return how many bytes, or -errno
     */
    int read(int fd, ByteBuffer data);

    /**
     * Write to a pipe.
     *
     * @param fd its writing end
     * @param data what
     * @return how many bytes, or -errno
     */
    int write(int fd, ByteBuffer data);
}
