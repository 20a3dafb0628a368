package io.github.loopline.examples.zoo.connecting;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.REFUSED;
import static io.github.loopline.check.Wire.UNANSWERED;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.examples.zoo.Contracts.Resolver;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectingTest {

    @WireTest(value = UNANSWERED, withinMillis = 5000)
    void connect_no_timeout(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "there");
        try (var client = ConnectNoTimeout.open(at(server.address()).within(1500))) {
            assertThat(client.call("hi")).isEqualTo("there");
        }
    }

    @WireTest(value = REFUSED, withinMillis = 3000)
    void finish_connect_ignored(@TcpServer StreamServer server) throws Exception {
        try (var connector = FinishConnectIgnored.open(at(server.address()))) {
            connector.connect().get();
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
