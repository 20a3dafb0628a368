package io.github.loopline.raw;

import io.github.loopline.fixture.OutgoingMessage;

/** A packet on its way to the kernel. */
final class OutgoingPacket extends OutgoingMessage {

    private final RawAddress destination;

    OutgoingPacket(byte[] data, RawAddress destination) {
        super(data);
        this.destination = destination;
    }

    RawAddress destination() {
        return destination;
    }
}
