package io.github.loopline.internal.posix;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.net.CapabilityException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongBiFunction;

/**
 * Looks for one TCP socket of this machine: in the kernel's table of all, or, where that is large and JNA is there, by asking the
 * kernel for the one.
 */
public final class SocketLookup {

    private static final SocketLookup SHARED =
            new SocketLookup(SocketTable::inFlight, SocketDiag::inFlight, System::nanoTime);

    /** A table that takes longer is so large that the kernel is asked instead. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** One that takes longer would outlast the patience of who waits for what is behind a cut. */
    private static final long TOO_LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ToLongBiFunction<InetSocketAddress, InetSocketAddress> table;
    private final ToLongBiFunction<InetSocketAddress, InetSocketAddress> kernel;
    private final LongSupplier clock; // in nanoseconds

    private volatile long took; // the last look at the table
    private volatile boolean cannotAsk; // since JNA is not there, or the kernel does not answer

    SocketLookup(
            ToLongBiFunction<InetSocketAddress, InetSocketAddress> table,
            ToLongBiFunction<InetSocketAddress, InetSocketAddress> kernel,
            LongSupplier clock) {
        this.table = table;
        this.kernel = kernel;
        this.clock = clock;
    }

    /**
     * Count the bytes of a TCP connection that this side has sent and the peer, a socket of this machine, has not read.
     *
     * @param local this side's address
     * @param remote the peer's address
     * @return the count, or {@link SocketTable#UNKNOWN} if the kernel does not know both sides, or it would take too long to look
     */
    public static long inFlight(InetSocketAddress local, InetSocketAddress remote) {
        return SHARED.look(local, remote);
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
        long answer = SHARED.ask(SocketDiag::inode, local, remote);
        return answer != SocketDiag.NO_ANSWER ? answer : SocketTable.inode(local, remote);
    }

    /** Find out how to look, which takes its time, before the time of others counts. */
    public static void prepare() {
        SHARED.choose();
    }

    /**
     * Tell whether {@link #inFlight} knows nothing because the machine has too many sockets to look through, and JNA, which would ask
     * for one, is not there.
     *
     * @return true if so
     */
    public static boolean isCrowded() {
        return SHARED.isTooLong();
    }

    /** Looks at the table anew, which may have grown or shrunk, and then by the way that this has chosen. */
    void choose() {
        took = 0;
        cannotAsk = false;
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        look(nobody, nobody);
        look(nobody, nobody);
    }

    long look(InetSocketAddress local, InetSocketAddress remote) {
        long answer = ask(kernel, local, remote);
        if (answer != SocketDiag.NO_ANSWER) {
            return answer;
        }
        if (isTooLong()) {
            return SocketTable.UNKNOWN;
        }
        long start = clock.getAsLong();
        long unread = table.applyAsLong(local, remote);
        took = clock.getAsLong() - start;
        return unread;
    }

    boolean isTooLong() {
        return cannotAsk && took > TOO_LONG_NANOS;
    }

    private long ask(
            ToLongBiFunction<InetSocketAddress, InetSocketAddress> question,
            InetSocketAddress local,
            InetSocketAddress remote) {
        if (took <= LONG_NANOS || cannotAsk) {
            return SocketDiag.NO_ANSWER;
        }
        long answer = SocketDiag.NO_ANSWER;
        try {
            answer = question.applyAsLong(local, remote);
        } catch (CapabilityException e) {
            // JNA is not there
        }
        cannotAsk = answer == SocketDiag.NO_ANSWER;
        return answer;
    }
}
