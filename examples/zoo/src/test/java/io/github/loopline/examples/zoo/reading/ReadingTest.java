package io.github.loopline.examples.zoo.reading;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadingTest {

    @Test
    void coalesced_messages(@TcpClient StreamClient client) throws Exception {
        try (var service = CoalescedMessages.open()) {
            client.connect(service.address()).send("a\nb\nc\n").expect("ok:a\nok:b\nok:c\n");
        }
    }

    @Test
    void unbounded_frame(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.expect("\0\0\0\2hi").sendHex("7f ff ff ff").silence());
        try (var client = UnboundedFrame.open(at(server.address()))) {
            assertThatCall(() -> client.call("hi")).fails(IOException.class);
        }
    }
}
