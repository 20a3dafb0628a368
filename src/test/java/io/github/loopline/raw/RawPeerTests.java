package io.github.loopline.raw;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawPeerTests {

    private static final InetAddress LOCALHOST = Addr.of("127.0.0.1");

    @Test
    void peer_sees_its_own_request_and_the_reply_of_the_kernel(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
        peer.sendEchoRequest(peer.address(), 7, 1, "ping");

        assertThat(peer).within(ofSeconds(5)).hasReceivedEchoReply(7, 1).hasReceivedEchoRequest(7, 1);
        assertThat(peer)
                .echoReply(0)
                .isFrom(peer.address())
                .isTo(peer.address())
                .hasTtl(64)
                .hasData("ping")
                .hasValidChecksums();
        assertThat(peer).hasReceivedCount(2);
    }

    @Test
    void peer_that_pings_another_address_sees_the_reply_only(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
        peer.sendEchoRequest(LOCALHOST, 7, 1, "ping");

        assertThat(peer.receive()).isEchoReply().isFrom(LOCALHOST).hasId(7).hasSequence(1);
        assertThat(peer).hasReceivedCount(1);
    }

    @Test
    void peers_do_not_hear_each_other(
            @RawSocket(protocol = IpProtocol.ICMP) RawPeer peer, @RawSocket(protocol = IpProtocol.ICMP) RawPeer other) {
        assertThat(peer.address()).isNotEqualTo(other.address());

        peer.sendEchoRequest(peer.address(), 7, 1, "ping");
        peer.receiveEchoReply(7);

        assertThat(other).hasReceivedNothing();
    }

    @Test
    void jdk_pings_the_peer(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) throws Exception {
        assertThat(peer.address().isReachable(null, 33, 5000)).isTrue(); // a root's JVM sends a real ping

        assertThat(peer)
                .within(ofSeconds(5))
                .echoRequest(0)
                .hasTtl(33)
                .isTo(peer.address())
                .hasValidChecksums();
    }

    @Test
    void ttl_is_what_was_declared(@RawSocket(protocol = IpProtocol.ICMP, ttl = 3) RawPeer peer) {
        peer.sendEchoRequest(peer.address(), 1, 1, "");

        assertThat(peer.receiveEchoRequest(1)).hasTtl(3);
        assertThat(peer.receiveEchoReply(1)).hasTtl(64);
    }

    @Test
    void traffic_class_is_what_was_declared(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, trafficClass = 0x10) RawPeer v4,
            @RawSocket(protocol = 202, family = Family.INET6, trafficClass = 0x10) RawPeer v6) {
        v4.sendTo(v4.address(), new byte[1]);
        v6.sendTo(v6.address(), new byte[1]);

        assertThat(v4.receive()).hasTrafficClass(0x10);
        assertThat(v6.receive()).hasTrafficClass(0x10);
    }

    @Test
    void receive_filters_by_type_and_id(@RawSocket(protocol = IpProtocol.ICMP, timeoutMillis = 500) RawPeer peer) {
        peer.sendEchoRequest(peer.address(), 1, 1, "a").sendEchoRequest(peer.address(), 2, 1, "b");
        assertThat(peer).within(ofSeconds(30)).hasReceivedCount(4);

        assertThat(peer.receiveEchoReply(2)).hasData("b");
        assertThat(peer.receiveEchoRequest(2)).hasData("b");
        assertThat(peer.receive()).isEchoRequest().hasId(1);
        assertThat(peer.receive()).isEchoReply().hasId(1);
        assertThatThrownBy(() -> peer.receiveWhere(packet -> packet.index() > 3))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 500 ms for a packet that fits on " + peer + " but only 4 have come.");
    }

    @Test
    void receive_waits_no_longer_than_told(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, timeoutMillis = 50) RawPeer peer) {
        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 50 ms for a packet on " + peer + " but none has come.");
        peer.sendTo(peer.address(), new byte[1]);
        assertThat(peer).within(ofSeconds(30)).packet(0).hasPayload(new byte[1]);
        assertThatThrownBy(() -> peer.receiveEchoReply(9))
                .hasMessage("Waited 50 ms for an echo reply with id 9 on " + peer + " but only 1 has come.");
        assertThatThrownBy(() -> peer.packet(1))
                .hasMessage("Waited 50 ms for packet #1 on " + peer + " but only 1 has come.");
    }

    @Test
    void non_blocking_receive_does_not_wait(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, blocking = false) RawPeer peer) {
        assertThatThrownBy(peer::receive).hasMessage("Did not wait for a packet on " + peer + " but none has come.");
    }

    @Test
    void any_protocol_is_carried(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        peer.sendTo(peer.address(), "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(peer).within(ofSeconds(5)).hasReceived("hello").hasReceivedFrom(peer.address());
        assertThat(peer).packet(0).hasProtocol(253).hasTrafficClass(0);
    }

    @Test
    void empty_and_largest_packets_are_carried_whole(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        byte[] largest = new byte[65_515];
        largest[65_514] = 7;
        peer.sendTo(peer.address(), new byte[0]).sendTo(peer.address(), largest);

        assertThat(peer.receive().payload()).isEmpty();
        assertThat(peer.receive()).hasPayload(largest);
        assertThatThrownBy(() -> peer.sendTo(peer.address(), new byte[65_516]))
                .hasMessage("Cannot send 65516 bytes from " + peer + ": a packet takes at most 65515. Send several.");
    }

    @Test
    void errors_of_the_kernel_are_heard(@RawSocket(protocol = IpProtocol.ICMP, host = "127.9.8.7") RawPeer peer) {
        try (var net = Loopback.open();
                var other = net.rawPeer(IpProtocol.EXPERIMENT, spec -> spec.host("127.9.8.7"))) {
            other.sendTo(Addr.of("127.9.8.6"), new byte[] {1, 2});

            assertThat(peer).within(ofSeconds(5)).hasReceivedIcmp(IcmpType.DESTINATION_UNREACHABLE, 2);
        }
        RawPacket error = peer.receive();
        assertThat(error.icmp().original().destination()).isEqualTo(Addr.of("127.9.8.6"));
        assertThat(error.icmp().original().payload()).containsExactly(1, 2);
    }

    @Test
    void header_of_udp_datagrams_is_seen(
            @RawSocket(protocol = IpProtocol.UDP) RawPeer tap, @UdpPeer DatagramPeer sender) {
        sender.sendTo(new InetSocketAddress(tap.address(), 9), "seen");

        UdpPacket seen = tap.receive().ip().udp();
        assertThat(seen.sourcePort()).isEqualTo(sender.port());
        assertThat(seen.destinationPort()).isEqualTo(9);
        assertThat(seen.text()).isEqualTo("seen");
    }

    @Test
    void nothing_leaves_the_machine(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendEchoRequest(Addr.of("192.0.2.1"), 1, 1, ""))
                .withMessage("A RawPeer sends to loopback addresses of its family only but was given 192.0.2.1."
                        + " Send to 127.0.0.1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(Addr.of("::1"), new byte[0]))
                .withMessage("A RawPeer sends to loopback addresses of its family only but was given"
                        + " 0:0:0:0:0:0:0:1. Send to 127.0.0.1.");
    }

    @Test
    void message_of_another_protocol_is_refused(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendEchoRequest(peer.address(), 1, 1, ""))
                .withMessage("A message of ICMP is sent by a raw socket of that protocol but " + peer
                        + " is of protocol 253. Open one with protocol = IpProtocol.ICMP.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(peer.address(), IcmpMessage.echoReply(Family.INET6, 1, 1, new byte[0])))
                .withMessageContaining("Open one with protocol = IpProtocol.ICMPV6.");
    }

    @Test
    void closed_peer_says_so(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        peer.sendTo(peer.address(), new byte[1]);
        peer.packet(0);
        peer.close();
        peer.close();

        assertThat(peer.receive().payload()).hasSize(1);
        assertThatThrownBy(peer::receive)
                .hasMessage("Cannot receive a packet on " + peer + ": it is closed, and only 1 has come.");
        assertThatThrownBy(() -> peer.sendTo(peer.address(), new byte[1]))
                .hasMessage("Cannot send 1 byte from " + peer + " to "
                        + peer.address().getHostAddress() + ": the socket is closed.");
    }

    @Test
    void stopped_reading_lets_the_kernel_drop(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, receiveBufferSize = 1) RawPeer peer, Loopback net) {
        peer.stopReading();
        for (int i = 0; i < 50; i++) {
            peer.sendTo(peer.address(), new byte[100]);
        }
        peer.resumeReading();
        assertThat(peer).within(ofSeconds(5)).packet(0).hasPayload(new byte[100]);
        peer.sendTo(peer.address(), new byte[1]);

        assertThat(peer).within(ofSeconds(5)).hasReceived(new byte[1]);
        assertThat(net.transcript().toString())
                .contains("reading stopped", "reading resumed", "the receive buffer was full");
        assertThat(peer.receivedCount()).isLessThan(51);
    }

    @Test
    void recording_limit_is_told(@RawSocket(protocol = IpProtocol.EXPERIMENT, recordingLimit = 30) RawPeer peer) {
        peer.sendTo(peer.address(), new byte[5]).sendTo(peer.address(), new byte[5]);

        assertThat(peer).within(ofSeconds(5)).hasReceivedCount(2);
        assertThat(peer.packet(0)).hasPayload(new byte[5]);
        assertThatThrownBy(() -> peer.packet(1))
                .hasMessage(
                        "Packet #1 of " + peer + " was not kept. Raise recordingLimit, or compare counts and digests.");
    }

    @Test
    void transcript_reads_packets(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer, Loopback net) {
        peer.sendEchoRequest(LOCALHOST, 7, 1, "ping");
        peer.receive();
        String own = peer.address().getHostAddress();

        assertThat(net.transcript().toString())
                .contains(peer + "  open on " + own + "\n")
                .contains(peer + "  -> 12 bytes to 127.0.0.1: ICMP echo request id 7 sequence 1 \"ping\" (4 bytes)\n")
                .contains(peer + "  <- 32 bytes from 127.0.0.1: ttl 64 ICMP echo reply id 7 sequence 1"
                        + " \"ping\" (4 bytes)\n");
        assertThat(peer).hasToString("raw-icmp:" + own);
    }

    @Test
    void several_are_opened(@RawSocket(protocol = IpProtocol.EXPERIMENT, count = 20) List<RawPeer> peers) {
        assertThat(peers.stream().map(RawPeer::address).distinct()).hasSize(20);
        for (RawPeer peer : peers) {
            peers.get(0).sendTo(peer.address(), new byte[1]);
        }
        assertThat(peers)
                .allSatisfy(
                        peer -> assertThat(peer.receive()).isFrom(peers.get(0).address()));
    }

    @Test
    void silence_is_asserted(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        assertThat(peer)
                .hasReceivedNothing()
                .hasReceivedNothingFor(ofMillis(50))
                .hasReceivedCount(0);
    }
}
