package io.github.loopline.examples.zoo.connecting;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;

import io.github.loopline.Loopback;
import io.github.loopline.examples.zoo.Contracts.Resolver;
import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
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
    void dns_cached_forever(@TcpServer StreamServer primary, Loopback net) throws Exception {
        net.tcpServer(s -> s.host("127.0.0.2").port(primary.port())).echo();
        Resolver dns = host -> InetAddress.getByName(primary.isListening() ? "127.0.0.1" : "127.0.0.2");
        try (var client = DnsCachedForever.open(at(primary.address()), dns)) {
            primary.stop();
            assertThatCall(() -> client.call("who")).returns("who");
        }
    }

    @Test
    void ipv6_literal(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "there");
        var address = "[::ffff:127.0.0.1]:" + server.port(); // works without IPv6, too
        try (var client = Ipv6Literal.open(at(server.address()).named(address))) {
            assertThatCall(() -> client.call("hi")).returns("there");
        }
    }

    @Test
    void failed_handshake_leak(@TcpServer StreamServer server) {
        server.greeting("ERR busy\n");
        assertThatCall(() -> FailedHandshakeLeak.open(at(server.address()))).fails(IOException.class);
    }
}
