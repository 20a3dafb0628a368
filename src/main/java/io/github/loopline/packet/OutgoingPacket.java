package io.github.loopline.packet;

import org.jspecify.annotations.Nullable;

/** A message on its way to the kernel. The poll thread moves it on; whoever sent it waits until it is settled. */
final class OutgoingPacket {

    private final byte[] data;
    private volatile boolean sent;
    private volatile @Nullable String failure;

    OutgoingPacket(byte[] data) {
        this.data = data;
    }

    byte[] data() {
        return data;
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
