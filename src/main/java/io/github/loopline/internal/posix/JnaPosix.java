package io.github.loopline.internal.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The calls through JNA. Nothing else in the library knows JNA. */
final class JnaPosix implements Posix {

    /** Bytes of struct msghdr, behind which its struct iovec lies. */
    private static final int IOVEC = 56;

    private final ByteBuffer header = ByteBuffer.allocateDirect(IOVEC + 16).order(ByteOrder.nativeOrder());
    private final ByteBuffer name = ByteBuffer.allocateDirect(SocketAddresses.MOST_BYTES); // guarded by header

    JnaPosix() {
        if (Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("only 64-bit systems are supported");
        }
        Native.register(C.class, NativeLibrary.getProcess());
    }

    /** Parameters as in the manual; a long where C has size_t, ssize_t or nfds_t. */
    @SuppressWarnings("unused") // JNA reads the signatures
    private static final class C {

        static native int socket(int domain, int type, int protocol);

        static native int bind(int fd, byte[] address, int length);

        static native int listen(int fd, int backlog);

        static native int accept(int fd, byte[] address, int[] length);

        static native int connect(int fd, byte[] address, int length);

        static native long sendto(int fd, ByteBuffer data, long size, int flags, byte @Nullable [] address, int length);

        static native long recvmsg(int fd, ByteBuffer header, int flags);

        static native int poll(ByteBuffer fds, long count, int millis);

        static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

        static native int setsockopt(int fd, int level, int option, byte[] value, int length);

        static native int getsockname(int fd, byte[] address, int[] length);

        static native int getpeername(int fd, byte[] address, int[] length);

        static native int shutdown(int fd, int how);

        static native int close(int fd);

        static native int pipe(int[] fds);

        static native long read(int fd, ByteBuffer data, long size);

        static native long write(int fd, ByteBuffer data, long size);
    }

    private static int result(long result) {
        return result < 0 ? -Native.getLastError() : (int) result;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return result(C.socket(domain, type | Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC, protocol));
    }

    @Override
    public int bind(int fd, byte[] address) {
        return result(C.bind(fd, address, address.length));
    }

    @Override
    public int listen(int fd, int backlog) {
        return result(C.listen(fd, backlog));
    }

    @Override
    public int accept(int fd, byte[] address, int[] length) {
        length[0] = address.length;
        return result(C.accept(fd, address, length));
    }

    @Override
    public int connect(int fd, byte[] address) {
        return result(C.connect(fd, address, address.length));
    }

    @Override
    public int sendto(int fd, ByteBuffer data, int flags, byte[] address) {
        int all = flags | Constants.MSG_NOSIGNAL | Constants.MSG_DONTWAIT;
        return result(C.sendto(fd, data, data.remaining(), all, address.length == 0 ? null : address, address.length));
    }

    /**
     * Lays out struct msghdr and its one struct iovec. Both systems have the same fields at the same places, but for the lengths
     * behind the pointers, where macOS has 32 bits and the rest is padding.
     */
    @Override
    public int recvmsg(int fd, ByteBuffer data, ByteBuffer control, int flags, byte[] address, int[] lengths) {
        synchronized (header) { // the call does not block
            header.putLong(0, at(name)).putInt(8, Math.min(address.length, name.capacity()));
            header.putLong(16, at(header) + IOVEC).putLong(24, 1);
            header.putLong(32, at(control)).putLong(40, control.remaining()).putInt(48, 0);
            header.putLong(IOVEC, at(data)).putLong(IOVEC + 8, data.remaining());
            int length = result(C.recvmsg(fd, header, flags | Constants.MSG_DONTWAIT));
            if (length >= 0) {
                lengths[0] = header.getInt(8);
                lengths[1] = header.getInt(40);
                lengths[2] = header.getInt(Constants.MAC ? 44 : 48);
                name.get(0, address, 0, Math.min(address.length, lengths[0]));
            }
            return length;
        }
    }

    private static long at(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer)) + buffer.position();
    }

    @Override
    public int poll(ByteBuffer fds, int count, int millis) {
        return result(C.poll(fds, count, millis));
    }

    @Override
    public int getsockopt(int fd, int level, int option, byte[] value) {
        int[] length = {value.length};
        int done = result(C.getsockopt(fd, level, option, value, length));
        return done < 0 ? done : length[0];
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return result(C.setsockopt(fd, level, option, value, value.length));
    }

    @Override
    public int getsockname(int fd, byte[] address) {
        int[] length = {address.length};
        int done = result(C.getsockname(fd, address, length));
        return done < 0 ? done : length[0];
    }

    @Override
    public int getpeername(int fd, byte[] address) {
        int[] length = {address.length};
        int done = result(C.getpeername(fd, address, length));
        return done < 0 ? done : length[0];
    }

    @Override
    public int shutdown(int fd, int how) {
        return result(C.shutdown(fd, how));
    }

    @Override
    public int close(int fd) {
        return result(C.close(fd));
    }

    @Override
    public int pipe(int[] fds) {
        return result(C.pipe(fds));
    }

    @Override
    public int read(int fd, ByteBuffer data) {
        return result(C.read(fd, data, data.remaining()));
    }

    @Override
    public int write(int fd, ByteBuffer data) {
        return result(C.write(fd, data, data.remaining()));
    }
}
