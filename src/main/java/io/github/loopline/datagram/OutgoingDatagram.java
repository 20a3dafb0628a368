package io.github.loopline.datagram;

import io.github.loopline.fixture.OutgoingMessage;
import java.net.SocketAddress;

/** A datagram on its way to the kernel. */
final class OutgoingDatagram extends OutgoingMessage {

    private final SocketAddress destination;

    OutgoingDatagram(byte[] data, SocketAddress destination) {
        super(data);
        this.destination = destination;
    }

    SocketAddress destination() {
        return destination;
    }
}
