package io.github.loopline.examples.zoo.udp;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.net.Protocol.UDP;
import static java.time.Duration.ofSeconds;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.UdpPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class UdpTest {

    @Test
    void udp_truncation(@UdpPeer DatagramPeer peer) throws Exception {
        peer.answer(query -> query.text().replace("all", "x".repeat(2000)));
        try (var client = UdpTruncation.open(at(peer.address()))) {
            assertThatCall(() -> client.ask("all").length()).returns(2000);
        }
    }

    @Test
    void udp_port_unreachable(@RefusedPort(protocol = UDP) InetSocketAddress nobody) throws Exception {
        try (var client = UdpPortUnreachable.open(at(nobody).within(30_000))) {
            assertThatCall(() -> client.ask("anybody")).within(ofSeconds(3)).fails(IOException.class);
        }
    }
}
