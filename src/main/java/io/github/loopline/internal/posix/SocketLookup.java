package io.github.loopline.internal.posix;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.net.CapabilityException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongBiFunction;

/**
 * Looks for one TCP socket of this machine: in the kernel's table of all, or, where that is large and JNA is there, by asking the
 * kernel for the one.
 */
public final class SocketLookup {

    /** A table that takes longer is so large that the kernel is asked instead. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static volatile boolean asks; // for single sockets, since the table was slow
    private static volatile boolean cannotAsk; // since JNA is not there, or the kernel does not answer

    private SocketLookup() {}

    /**
     * Count the bytes of a TCP connection that this side has sent and the peer, a socket of this machine, has not read.
     *
     * @param local this side's address
     * @param remote the peer's address
     * @return the count, or {@link SocketTable#UNKNOWN} if the kernel does not know both sides
     */
    public static long inFlight(InetSocketAddress local, InetSocketAddress remote) {
        long answer = ask(SocketDiag::inFlight, local, remote);
        if (answer >= 0) {
            return answer;
        }
        long start = System.nanoTime();
        long unread = SocketTable.inFlight(local, remote);
        asks = System.nanoTime() - start > LONG_NANOS;
        return unread;
    }

    /**
     * Look for the socket at one end of a TCP connection. It does not choose to ask, since the checks of every test need no JNA, which
     * warns on JDK 24 and later: it asks where {@link #inFlight} does.
     *
     * @param local its own address
     * @param remote its peer's address
     * @return its inode; 0 if no process has it open any more; or {@link SocketTable#UNKNOWN} if the kernel has no such socket
     */
    public static long inode(InetSocketAddress local, InetSocketAddress remote) {
        long answer = ask(SocketDiag::inode, local, remote);
        return answer != SocketDiag.NO_ANSWER ? answer : SocketTable.inode(local, remote);
    }

    /** Find out how to look, which takes its time, before the time of others counts. */
    public static void prepare() {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        inFlight(nobody, nobody);
        inFlight(nobody, nobody); // now by the way that the first look has chosen
    }

    private static long ask(
            ToLongBiFunction<InetSocketAddress, InetSocketAddress> question,
            InetSocketAddress local,
            InetSocketAddress remote) {
        if (!asks || cannotAsk) {
            return SocketDiag.NO_ANSWER;
        }
        try {
            return question.applyAsLong(local, remote);
        } catch (CapabilityException e) {
            cannotAsk = true;
            return SocketDiag.NO_ANSWER;
        }
    }
}
