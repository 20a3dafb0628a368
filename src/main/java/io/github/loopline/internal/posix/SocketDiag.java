package io.github.loopline.internal.posix;

import io.github.loopline.internal.SocketTable;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;

/**
 * Asks Linux' kernel for one TCP socket (man 7 sock_diag), which takes microseconds however many sockets there are, where the table of
 * all takes milliseconds for each thousand.
 */
final class SocketDiag {

    private static final int AF_NETLINK = 16;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLMSG_ERROR = 2;
    private static final int ENOENT = 2;
    private static final byte IPPROTO_TCP = 6;
    private static final byte ESTABLISHED_FAMILY_4 = 2;
    private static final byte ESTABLISHED_FAMILY_6 = 10;

    /** The kernel does not let itself be asked. */
    static final long NO_ANSWER = -2;

    /** Of struct nlmsghdr. */
    private static final int HEADER = 16;

    /** Of the header and struct inet_diag_req_v2. */
    private static final int REQUEST = HEADER + 56;

    private static final int TCP_LISTEN = 10;
    private static final int STATE = HEADER + 1;
    private static final int RQUEUE = HEADER + 56;
    private static final int WQUEUE = HEADER + 60;
    private static final int INODE = HEADER + 68;

    private SocketDiag() {}

    /** Does what {@link SocketTable#inFlight} does, but gives {@link #NO_ANSWER} if the kernel does not say what there is. */
    static long inFlight(InetSocketAddress local, InetSocketAddress remote) {
        return with(fd -> {
            long unsent = ask(fd, local, remote, WQUEUE);
            long unread = ask(fd, remote, local, RQUEUE);
            return unsent < 0 || unread < 0 ? Math.min(unsent, unread) : unsent + unread;
        });
    }

    /** Does what {@link SocketTable#inode} does, but gives {@link #NO_ANSWER} if the kernel does not say whether there is one. */
    static long inode(InetSocketAddress local, InetSocketAddress remote) {
        return with(fd -> ask(fd, local, remote, INODE));
    }

    private static long with(IntToLongFunction question) {
        Posix posix = Posix.get();
        int fd = posix.socket(AF_NETLINK, Constants.SOCK_RAW, NETLINK_SOCK_DIAG);
        if (fd < 0) {
            return NO_ANSWER;
        }
        try {
            return question.applyAsLong(fd);
        } finally {
            posix.close(fd);
        }
    }

    /** The kernel has answered when the send returns. */
    private static long ask(int fd, InetSocketAddress here, InetSocketAddress there, int field) {
        Posix posix = Posix.get();
        if (posix.sendto(fd, request(here, there), 0, new byte[0]) < 0) {
            return NO_ANSWER;
        }
        ByteBuffer answer = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());
        ByteBuffer none = ByteBuffer.allocateDirect(0);
        int length = posix.recvmsg(fd, answer, none, 0, new byte[SocketAddresses.MOST_BYTES], new int[3]);
        if (length >= INODE + Integer.BYTES && answer.getShort(4) == SOCK_DIAG_BY_FAMILY) {
            // where there is no such connection, the kernel finds the socket that would take it
            return answer.get(STATE) == TCP_LISTEN ? SocketTable.UNKNOWN : Integer.toUnsignedLong(answer.getInt(field));
        }
        boolean isNone = length >= HEADER + Integer.BYTES
                && answer.getShort(4) == NLMSG_ERROR
                && answer.getInt(HEADER) == -ENOENT;
        return isNone ? SocketTable.UNKNOWN : NO_ANSWER;
    }

    private static ByteBuffer request(InetSocketAddress here, InetSocketAddress there) {
        byte[] local = here.getAddress().getAddress();
        byte[] remote = there.getAddress().getAddress();
        ByteBuffer request = ByteBuffer.allocateDirect(REQUEST).order(ByteOrder.nativeOrder());
        request.putInt(REQUEST)
                .putShort(SOCK_DIAG_BY_FAMILY)
                .putShort(NLM_F_REQUEST)
                .putInt(1)
                .putInt(0);
        request.put(local.length == 4 ? ESTABLISHED_FAMILY_4 : ESTABLISHED_FAMILY_6)
                .put(IPPROTO_TCP);
        request.putShort((short) 0).putInt(-1); // all states
        request.order(ByteOrder.BIG_ENDIAN);
        request.putShort((short) here.getPort()).putShort((short) there.getPort());
        request.put(local).position(HEADER + 12 + 16);
        request.put(remote).position(HEADER + 12 + 32);
        request.putInt(0).putLong(-1); // any interface, no cookie
        return request.flip();
    }
}
