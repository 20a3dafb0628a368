package io.github.loopline.examples.zoo.connecting;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;
import static java.time.Duration.ofSeconds;

import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.script.Framing;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ConnectingTest {

    @Test
    void connect_no_timeout(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatCall(() -> ConnectNoTimeout.open(at(nowhere).within(300)))
                .within(ofSeconds(3))
                .fails(IOException.class);
    }

    @Test
    void finish_connect_ignored(@RefusedPort InetSocketAddress nobody) throws Exception {
        try (var connector = FinishConnectIgnored.open(at(nobody))) {
            assertThatCall(() -> connector.connect().get()).within(ofSeconds(3)).fails(ExecutionException.class);
        }
    }

    @Test
    void ipv6_literal(@TcpServer StreamServer server) throws Exception {
        server.framing(Framing.lines()).answer(request -> "there");
        var address = "[::ffff:127.0.0.1]:" + server.port(); // works without IPv6, too
        try (var client = Ipv6Literal.open(at(server.address()).named(address))) {
            assertThatCall(() -> client.call("hi")).returns("there");
        }
    }
}
