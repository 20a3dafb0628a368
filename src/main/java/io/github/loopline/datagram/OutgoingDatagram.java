package io.github.loopline.datagram;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A datagram on its way to the kernel. The engine moves it on; whoever sent it waits until it is settled. */
final class OutgoingDatagram {

    private final byte[] data;
    private final SocketAddress destination;
    private volatile boolean sent;
    private volatile @Nullable String failure;

    OutgoingDatagram(byte[] data, SocketAddress destination) {
        this.data = data;
        this.destination = destination;
    }

    byte[] data() {
        return data;
    }

    SocketAddress destination() {
        return destination;
    }

    void done() {
        sent = true;
    }

    void fail(String reason) {
        failure = reason;
    }

    @Nullable
    String failure() {
        return failure;
    }

    boolean isSettled() {
        return sent || failure != null;
    }
}
