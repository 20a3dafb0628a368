package io.github.loopline.examples.firsttest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.LoopbackExtension;
import io.github.loopline.stream.StreamServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GreeterInCodeTest {

    @RegisterExtension
    final LoopbackExtension net = new LoopbackExtension();

    private final StreamServer server =
            net.tcpServer().handle(connection -> connection.expect("HELO\r\n").send("250 ok\r\n"));

    @Test
    void client_greets() throws Exception {
        try (var client = new GreeterClient(server.address())) {
            assertThat(client.greet()).isEqualTo("ok");
        }
    }
}
