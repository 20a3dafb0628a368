package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Frees a call that waits for a datagram: nobody else closes a socket of UDP, and no interrupt ends a receive of the JDK's. An empty
 * datagram does, from the address that the socket is connected to, where nobody is any more.
 */
final class WakeUp {

    /** Code that takes an empty one for nothing waits again. */
    private static final int TRIES = 3;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private WakeUp() {}

    /** Sends to the socket that the call's own thread sits in, if it is one of UDP. */
    static void wake(Call<?> call) {
        for (int i = 0; i < TRIES && !call.isDone(); i++) {
            Row row = row(BlockedSocket.inode(call.threadName()));
            if (row == null || !send(row) || call.awaitEnd(PAUSE)) {
                break;
            }
        }
    }

    private static @Nullable Row row(@Nullable String inode) {
        return inode == null
                ? null
                : SocketTable.udp().stream()
                        .filter(row -> row.inode().equals(inode))
                        .findFirst()
                        .orElse(null);
    }

    private static boolean send(Row row) {
        InetAddress here = row.local().getAddress();
        InetAddress receiver = here.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : here;
        boolean connected = row.remote().getPort() != 0;
        if (!receiver.isLoopbackAddress()) {
            return false;
        }
        SocketAddress sender = connected ? row.remote() : new InetSocketAddress(receiver, 0);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(sender);
            channel.send(
                    ByteBuffer.allocate(0),
                    new InetSocketAddress(receiver, row.local().getPort()));
            return true;
        } catch (IOException e) {
            return false; // somebody is there
        }
    }
}
