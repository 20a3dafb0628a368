package io.github.loopline.raw;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** All peers share ::1, so each test has an identifier, or a protocol, that no other has. */
class RawPeerIpv6Tests {

    private static final InetAddress V6 = Addr.of("::1");

    @Test
    void peer_sees_its_own_request_and_the_reply_of_the_kernel(
            @RawSocket(protocol = IpProtocol.ICMPV6, ttl = 9) RawPeer peer) {
        peer.sendEchoRequest(V6, 601, 1, "ping");

        assertThat(peer.address()).isEqualTo(V6);
        assertThat(peer.receiveEchoRequest(601))
                .isFrom(V6)
                .isTo(V6)
                .hasTtl(9)
                .hasTrafficClass(0)
                .hasData("ping")
                .hasValidChecksums();
        assertThat(peer.receiveEchoReply(601)).hasTtl(64).hasSequence(1).hasValidChecksums();
        assertThat(peer).hasToString("raw-icmpv6:[0:0:0:0:0:0:0:1]");
    }

    @Test
    void family_of_icmpv6_need_not_be_said(
            @RawSocket(protocol = IpProtocol.ICMPV6) RawPeer peer,
            @RawSocket(protocol = IpProtocol.ICMPV6, family = Family.INET6, host = "::1") RawPeer other) {
        peer.sendEchoRequest(V6, 602, 1, "");

        assertThat(other.receiveEchoReply(602)).hasId(602);
    }

    @Test
    void jdk_pings_the_peer(@RawSocket(protocol = IpProtocol.ICMPV6) RawPeer peer) throws Exception {
        assertThat(V6.isReachable(null, 44, 5000)).isTrue();

        assertThat(peer).within(ofSeconds(5)).hasReceivedTtl(44);
    }

    @Test
    @NetworkDefaults
    void any_protocol_is_carried(Loopback net) {
        int protocol = ThreadLocalRandom.current().nextInt(150, 200); // other runs on this machine share ::1 too
        RawPeer peer = net.rawPeer(protocol, spec -> spec.family(Family.INET6));
        peer.sendTo(V6, new byte[] {1, 2, 3}).sendTo(V6, new byte[0]).sendTo(V6, new byte[65_535]);

        assertThat(peer.receive()).hasPayload(new byte[] {1, 2, 3}).hasProtocol(protocol);
        assertThat(peer.receive().payload()).isEmpty();
        assertThat(peer.receive()).hasPayload(new byte[65_535]);
        assertThatThrownBy(() -> peer.sendTo(V6, new byte[65_536]))
                .hasMessage("Cannot send 65536 bytes from " + peer + ": a packet takes at most 65535. Send several.");
    }

    @Test
    void header_of_its_own_has_any_source(
            @RawSocket(protocol = 201, family = Family.INET6, headerIncluded = true) RawPeer peer) {
        InetAddress stranger = Addr.of("2001:db8::9");
        peer.send(Ipv6Packet.of(stranger, V6, 201, new byte[] {1}).withTtl(77).withTrafficClass(8));

        assertThat(peer.receive())
                .isFrom(stranger)
                .isTo(V6)
                .hasTtl(77)
                .hasTrafficClass(8)
                .hasPayload(new byte[] {1});
    }

    @Test
    void message_in_a_header_of_its_own_gets_its_checksum(
            @RawSocket(protocol = IpProtocol.ICMPV6, headerIncluded = true, ttl = 5) RawPeer peer) {
        peer.sendEchoRequest(V6, 603, 2, "ping");

        assertThat(peer.receiveEchoRequest(603)).hasTtl(5).hasValidChecksums();
        assertThat(peer.receiveEchoReply(603)).hasSequence(2);
    }

    @Test
    void kernel_mends_the_checksum_of_icmpv6(@RawSocket(protocol = IpProtocol.ICMPV6) RawPeer peer) {
        peer.sendTo(
                V6, IcmpMessage.echoRequest(Family.INET6, 604, 1, new byte[1]).withChecksum(0xdead));

        assertThat(peer.receiveEchoRequest(604)).hasValidChecksums();
    }

    @Test
    void addresses_of_ipv4_are_refused(@RawSocket(protocol = IpProtocol.ICMPV6) RawPeer peer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(Addr.of("127.0.0.1"), new byte[8]))
                .withMessage("A RawPeer sends to loopback addresses of its family only but was given 127.0.0.1."
                        + " Send to ::1.");
    }
}
