package io.github.loopline.examples.mqtt;

import static io.github.loopline.script.Framing.varint;

import io.github.loopline.fixture.Reply;
import io.github.loopline.script.Frame;
import io.github.loopline.script.Framing;
import io.github.loopline.stream.StreamServer;

/** As much of an MQTT broker as these tests need. */
final class Broker {

    /** A byte of type and flags, a length, and the rest. */
    static final Framing PACKETS = varint().offset(1);

    /** Let {@code server} acknowledge whatever is to be acknowledged. */
    static StreamServer acknowledging(StreamServer server) {
        server.framing(PACKETS).answer(Broker::answer);
        return server;
    }

    private static Object answer(Frame packet) {
        var bytes = packet.bytes();
        return switch (bytes[0] >> 4 & 0xf) {
            case 1 -> new byte[] {0x20, 0, 0}; // CONNECT, CONNACK
            case 3 -> publish(bytes);
            case 12 -> new byte[] {(byte) 0xd0}; // PINGREQ, PINGRESP
            default -> Reply.none();
        };
    }

    private static Object publish(byte[] bytes) {
        var behindTopic = 3 + (bytes[1] << 8) + bytes[2];
        var acknowledged = (bytes[0] & 0x06) != 0;
        return acknowledged ? new byte[] {0x40, bytes[behindTopic], bytes[behindTopic + 1]} : Reply.none();
    }

    private Broker() {}
}
