package io.github.loopline.examples.zoo.udp;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.LOSE_FIRST;
import static io.github.loopline.check.Wire.REFUSED;
import static io.github.loopline.check.Wire.REORDER;
import static io.github.loopline.check.Wire.SPOOF;
import static io.github.loopline.examples.zoo.Peer.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.WireTest;
import org.junit.jupiter.api.Test;

class UdpTest {

    @Test
    void udp_truncation(@UdpPeer DatagramPeer peer) throws Exception {
        peer.answer(query -> query.text().replace("all", "x".repeat(2000)));
        try (var client = UdpTruncation.open(at(peer.address()))) {
            assertThatCall(() -> client.ask("all").length()).returns(2000);
        }
    }

    @WireTest(value = REFUSED, withinMillis = 2000)
    void udp_port_unreachable(@UdpPeer DatagramPeer peer) throws Exception {
        peer.answer(query -> query.text().replace("where", "here"));
        try (var client = UdpPortUnreachable.open(at(peer.address()).within(30_000))) {
            assertThat(client.ask("where")).isEqualTo("here");
        }
    }

    @WireTest(LOSE_FIRST)
    void udp_no_retransmit(@UdpPeer DatagramPeer peer) throws Exception {
        peer.answer(query -> query.text().replace("where", "here"));
        try (var client = UdpNoRetransmit.open(at(peer.address()))) {
            assertThat(client.ask("where")).isEqualTo("here");
        }
    }

    @WireTest(SPOOF)
    void udp_wrong_source(@UdpPeer DatagramPeer peer) throws Exception {
        peer.answer(query -> query.text().replace("who", "genuine"));
        try (var client = UdpWrongSource.open(at(peer.address()))) {
            assertThat(client.ask("who")).isEqualTo("genuine");
        }
    }

    @WireTest(REORDER)
    void udp_reorder(@UdpPeer DatagramPeer peer) throws Exception {
        try (var service = UdpReorder.open()) {
            peer.sendTo(service.address(), "SET 1 old").sendTo(service.address(), "SET 2 new");
            assertThat(peer.sendTo(service.address(), "GET").receive()).hasData("new");
        }
    }
}
