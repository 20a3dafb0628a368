package io.github.loopline.raw;

import org.jspecify.annotations.Nullable;

/** A packet on its way to the kernel. The poll thread moves it on; whoever sent it waits until it is settled. */
final class OutgoingPacket {

    private final byte[] data;
    private final RawAddress destination;
    private volatile boolean sent;
    private volatile @Nullable String failure;

    OutgoingPacket(byte[] data, RawAddress destination) {
        this.data = data;
        this.destination = destination;
    }

    byte[] data() {
        return data;
    }

    RawAddress destination() {
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
