package io.github.loopline.raw;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class HeaderIncludedTests {

    private static final InetAddress STRANGER = Addr.of("127.7.0.7");

    @Test
    void datagram_comes_from_whom_the_test_says(
            @RawSocket(protocol = IpProtocol.RAW) RawPeer forger, @UdpPeer DatagramPeer victim) {
        InetAddress host = victim.address().getAddress();
        forger.send(IpPacket.of(STRANGER, host, UdpPacket.of(99, victim.port(), "forged")));

        assertThat(victim)
                .within(ofSeconds(5))
                .hasReceived("forged")
                .hasReceivedFrom(new InetSocketAddress(STRANGER, 99));
    }

    @Test
    void wrong_checksum_of_udp_is_dropped_by_the_kernel(
            @RawSocket(protocol = IpProtocol.RAW) RawPeer forger, @UdpPeer DatagramPeer victim) {
        InetAddress host = victim.address().getAddress();
        byte[] wrong = UdpPacket.of(99, victim.port(), "wrong").withChecksum(1).toBytes();
        forger.send(IpPacket.of(STRANGER, host, IpProtocol.UDP, wrong));
        forger.send(IpPacket.of(STRANGER, host, UdpPacket.of(99, victim.port(), "right")));

        assertThat(victim.receive().text()).isEqualTo("right");
    }

    @Test
    void datagram_of_ipv6_is_forged(
            @RawSocket(protocol = IpProtocol.RAW, family = Family.INET6) RawPeer forger,
            @UdpPeer(family = Family.INET6) DatagramPeer victim) {
        InetAddress host = victim.address().getAddress();
        forger.send(IpPacket.of(host, host, UdpPacket.of(99, victim.port(), "forged")));

        assertThat(victim).within(ofSeconds(5)).hasReceived("forged").hasReceivedFrom(new InetSocketAddress(host, 99));
    }

    @Test
    void every_field_of_the_header_is_the_tests(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer peer) {
        Ipv4Packet sent = Ipv4Packet.of(STRANGER, peer.address(), IpProtocol.EXPERIMENT, new byte[] {1, 2, 3})
                .withTtl(77)
                .withTrafficClass(0xb8)
                .withIdentification(4711)
                .withDontFragment(true)
                .withOptions(new byte[] {1, 1, 1, 0});
        peer.send(sent);

        assertThat(peer.receive().ip()).isEqualTo(sent);
    }

    @Test
    void kernel_mends_header_checksum_and_identification(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer peer) {
        peer.send(Ipv4Packet.of(STRANGER, peer.address(), IpProtocol.EXPERIMENT, new byte[0])
                .withChecksum(0xdead));

        Ipv4Packet received = (Ipv4Packet) peer.receive().ip();
        assertThat(received.hasValidChecksum()).isTrue();
        assertThat(received.identification()).isNotZero();
    }

    @Test
    void fragments_are_put_together_by_the_kernel(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer peer) {
        Ipv4Packet whole = Ipv4Packet.of(STRANGER, peer.address(), IpProtocol.EXPERIMENT, new byte[8])
                .withIdentification(4712);
        peer.send(Ipv4Packet.of(STRANGER, peer.address(), IpProtocol.EXPERIMENT, new byte[] {9})
                .withIdentification(4712)
                .withFragment(8, false));
        peer.send(whole.withFragment(0, true));

        assertThat(peer.receive()).hasPayload(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 9});
        assertThat(peer).hasReceivedCount(1);
    }

    @Test
    void ping_goes_out_in_a_header_of_its_own(
            @RawSocket(protocol = IpProtocol.ICMP, headerIncluded = true, ttl = 5, trafficClass = 8) RawPeer peer) {
        peer.sendEchoRequest(peer.address(), 1, 2, "ping");

        assertThat(peer.receiveEchoRequest(1))
                .hasTtl(5)
                .hasTrafficClass(8)
                .isFrom(peer.address())
                .hasValidChecksums();
        assertThat(peer.receiveEchoReply(1)).hasSequence(2);
    }

    @Test
    void router_that_is_not_there_reports(
            @RawSocket(protocol = IpProtocol.ICMP, headerIncluded = true) RawPeer router,
            @RawSocket(protocol = IpProtocol.ICMP) RawPeer pinger) {
        IpPacket ping = IpPacket.of(
                pinger.address(), Addr.of("127.0.0.9"), IcmpMessage.echoRequest(Family.INET, 7, 1, new byte[0]));
        router.send(IpPacket.of(STRANGER, pinger.address(), IcmpMessage.timeExceeded(ping)));

        assertThat(pinger)
                .within(ofSeconds(5))
                .hasReceivedIcmp(IcmpType.TIME_EXCEEDED, 0)
                .packet(0)
                .isFrom(STRANGER)
                .hasCode(0)
                .hasValidChecksums();
        assertThat(pinger.receive().icmp().original().icmp().id()).isEqualTo(7);
    }

    @Test
    void what_is_no_packet_is_refused_by_the_kernel(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer peer) {
        assertThatThrownBy(() -> peer.sendTo(peer.address(), new byte[3]))
                .hasMessage("Cannot send 3 bytes from " + peer + " to "
                        + peer.address().getHostAddress() + ": Invalid argument (EINVAL, errno 22).");
    }

    @Test
    void packet_without_the_option_is_refused(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer peer) {
        IpPacket packet = IpPacket.of(STRANGER, peer.address(), IpProtocol.EXPERIMENT, new byte[0]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.send(packet))
                .withMessage("A packet with a header of its own needs headerIncluded, which " + peer
                        + " was opened without. Write headerIncluded = true, or sendTo the payload.");
    }

    @Test
    void packet_beyond_this_machine_is_refused(@RawSocket(protocol = IpProtocol.RAW) RawPeer peer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.send(IpPacket.of(STRANGER, Addr.of("192.0.2.1"), 253, new byte[0])))
                .withMessage("A RawPeer sends to loopback addresses of its family only but was given 192.0.2.1."
                        + " Send to 127.0.0.1.");
    }
}
