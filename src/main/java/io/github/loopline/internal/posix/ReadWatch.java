package io.github.loopline.internal.posix;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Workers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Waits, bounded, until the peer of a TCP connection of this machine has read all that was sent to it, as the kernel's tables tell. */
public final class ReadWatch {

    /** How a wait ended. */
    public enum End {
        /** The peer has read everything, or is gone. */
        READ,
        /** Nothing tells, so it was a pause of {@value #BLIND_MILLIS} ms. */
        BLIND,
        /** It would take too long to look, so it was a pause of {@value #BLIND_MILLIS} ms. */
        CROWDED,
        /** The peer has not read for {@value #LONGEST_MILLIS} ms. */
        LATE
    }

    /** The pause where nothing tells. */
    public static final int BLIND_MILLIS = 20;

    /** The longest wait: a peer may have something else to do first. */
    public static final int LONGEST_MILLIS = 1000;

    /** Sockets that come and go while the table is read can hide another one: it is read again then. */
    private static final int MOST_MISSES = 10;

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private ReadWatch() {}

    /**
     * Begin to wait, on a pooled thread.
     *
     * @param name of that thread
     * @param channel this side's socket
     * @param then what to do at the end, on the engine's thread
     */
    public static void start(String name, SocketChannel channel, Consumer<End> then) {
        Workers.execute(name, () -> {
            End end = watch(channel);
            Engine.shared().execute(new Task() {
                @Override
                protected void run() {
                    then.accept(end);
                }
            });
        });
    }

    private static End watch(SocketChannel channel) {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress here
                            && channel.getRemoteAddress() instanceof InetSocketAddress there
                    ? watch(here, there)
                    : pause(End.BLIND);
        } catch (IOException e) {
            return End.READ; // it is closed
        }
    }

    private static End watch(InetSocketAddress here, InetSocketAddress there) {
        long start = System.nanoTime();
        boolean known = false;
        int misses = 0;
        while (true) {
            long before = System.nanoTime();
            long unread = SocketLookup.inFlight(here, there);
            if (unread == 0) {
                return End.READ;
            }
            known |= unread > 0;
            misses = unread == SocketTable.UNKNOWN ? misses + 1 : 0;
            if (misses == MOST_MISSES) {
                return SocketLookup.isCrowded() ? pause(End.CROWDED) : known ? End.READ : pause(End.BLIND);
            }
            long now = System.nanoTime();
            if (now - start > TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS)) {
                return End.LATE;
            }
            LockSupport.parkNanos(Math.max(SHORTEST_NANOS, now - before));
        }
    }

    private static End pause(End end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BLIND_MILLIS));
        return end;
    }
}
