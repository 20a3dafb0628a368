package io.github.loopline.raw;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.LooplineSoftAssertions;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.Family;
import java.net.InetAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawPeerAssertTests {

    private static final InetAddress STRANGER = Addr.of("127.7.0.7");

    @RawSocket(protocol = IpProtocol.ICMP, headerIncluded = true)
    private RawPeer peer;

    private String own;

    /** Replies and an error, to which the kernel answers nothing. */
    @BeforeEach
    void receive_three_packets() {
        own = peer.address().getHostAddress();
        IpPacket lost = IpPacket.of(peer.address(), STRANGER, UdpPacket.of(1, 2, "lost"));
        peer.send(IpPacket.of(STRANGER, peer.address(), reply(7, 1)).withTtl(9));
        peer.send(IpPacket.of(STRANGER, peer.address(), reply(8, 2)));
        peer.send(IpPacket.of(peer.address(), peer.address(), IcmpMessage.destinationUnreachable(3, lost)));
        peer.packet(2);
    }

    private static IcmpMessage reply(int id, int sequence) {
        return IcmpMessage.echoReply(Family.INET, id, sequence, new byte[] {'h', 'i'});
    }

    private String found() {
        return "\n  but 3 packets have come"
                + "\n    #0 127.7.0.7 -> " + own + " ttl 9 ICMP echo reply id 7 sequence 1 \"hi\" (2 bytes)"
                + "\n    #1 127.7.0.7 -> " + own + " ttl 64 ICMP echo reply id 8 sequence 2 \"hi\" (2 bytes)"
                + "\n    #2 " + own + " -> " + own + " ttl 64 ICMP destination unreachable code 3 about " + own
                + " -> 127.7.0.7 UDP";
    }

    private void fails(ThrowingCallable assertion, String rule) {
        assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + peer + "\n  " + rule + found());
    }

    private void failsOnFirst(ThrowingCallable assertion, String rule) {
        assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting packet #0 of " + peer + ": 127.7.0.7 -> " + own
                        + " ttl 9 ICMP echo reply id 7 sequence 1 \"hi\" (2 bytes)\n  " + rule);
    }

    @Test
    void what_came_is_found() {
        assertThat(peer)
                .hasReceivedEchoReply()
                .hasReceivedEchoReply(7)
                .hasReceivedEchoReply(8, 2)
                .hasReceivedIcmp(IcmpType.DESTINATION_UNREACHABLE)
                .hasReceivedIcmp(IcmpType.DESTINATION_UNREACHABLE, 3)
                .hasReceivedFrom(STRANGER)
                .hasReceivedTtl(9)
                .hasReceivedCount(3)
                .hasReceived(reply(7, 1).toBytes());
    }

    @Test
    void what_did_not_come_is_told_with_what_came() {
        fails(() -> assertThat(peer).hasReceivedEchoRequest(), "to have received an ICMP echo request");
        fails(() -> assertThat(peer).hasReceivedEchoRequest(7), "to have received an ICMP echo request with id 7");
        fails(
                () -> assertThat(peer).hasReceivedEchoRequest(7, 1),
                "to have received an ICMP echo request with id 7 and sequence 1");
        fails(() -> assertThat(peer).hasReceivedEchoReply(9), "to have received an ICMP echo reply with id 9");
        fails(
                () -> assertThat(peer).hasReceivedEchoReply(7, 2),
                "to have received an ICMP echo reply with id 7 and sequence 2");
        fails(
                () -> assertThat(peer).hasReceivedIcmp(IcmpType.DESTINATION_UNREACHABLE, 1),
                "to have received an ICMP destination unreachable with code 1");
        fails(() -> assertThat(peer).hasReceivedFrom(Addr.of("127.7.0.8")), "to have received a packet from 127.7.0.8");
        fails(() -> assertThat(peer).hasReceivedTtl(10), "to have received a packet with a ttl of 10");
        fails(() -> assertThat(peer).hasReceived("x"), "to have received \"x\" (1 byte)");
        fails(
                () -> assertThat(peer).hasReceivedMembershipReport(STRANGER),
                "to have received an IGMP report of 127.7.0.7");
        fails(
                () -> assertThat(peer).hasReceivedMembershipLeave(STRANGER),
                "to have received an IGMP leave of 127.7.0.7");
        fails(() -> assertThat(peer).hasReceivedCount(1), "to have received 1 packet");
        fails(() -> assertThat(peer).hasReceivedNothing(), "to have received nothing");
    }

    @Test
    void packet_that_did_not_come_can_be_waited_for() {
        missing(() -> assertThat(peer).packet(3), "packet #3");
        missing(() -> assertThat(peer).echoReply(2), "echo reply #2");
        missing(() -> assertThat(peer).echoRequest(0), "echo request #0");
        assertThatThrownBy(() -> assertThat(peer).within(ofMillis(20)).packet(3))
                .hasMessageEndingWith("UDP\n  within 20 ms");
    }

    private void missing(ThrowingCallable navigation, String what) {
        assertThatThrownBy(navigation)
                .hasMessage("\nExpecting " + peer + "\n  to have received " + what + found()
                        + "\n  (to wait for it, write within(...) first)");
    }

    @Test
    void packets_that_are_not_kept_are_counted(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, recordingLimit = 21) RawPeer small) {
        small.sendTo(small.address(), new byte[] {1}).sendTo(small.address(), new byte[] {2});

        assertThat(small).within(ofSeconds(5)).hasReceivedCount(2).hasReceived(new byte[] {1});
        assertThatThrownBy(() -> assertThat(small).within(ofSeconds(30)).hasReceived(new byte[] {2}))
                .hasMessageEndingWith(
                        "\n    and 1 that are not kept. Raise recordingLimit, or compare counts and digests."
                                + "\n  and waiting up to 30 s would not help: what comes is not kept");
    }

    @Test
    void many_packets_are_not_all_shown() {
        for (int i = 0; i < 9; i++) {
            peer.send(IpPacket.of(STRANGER, peer.address(), reply(10, i)));
        }
        peer.packet(11);

        assertThatThrownBy(() -> assertThat(peer).hasReceivedTtl(1)).hasMessageEndingWith("\n    and 2 more");
    }

    @Test
    void waiting_ends_when_it_would_not_help() {
        assertThatThrownBy(() -> assertThat(peer).within(ofSeconds(30)).hasReceivedCount(2))
                .hasMessageEndingWith("and waiting up to 30 s would not help: more have come");
        assertThatThrownBy(() -> assertThat(peer).hasReceivedNothingFor(ofSeconds(30)))
                .hasMessageContaining("to have received nothing");
        assertThatThrownBy(() -> assertThat(peer).within(ofMillis(30)).hasReceivedEchoRequest())
                .hasMessageEndingWith("within 30 ms");
        peer.close();
        assertThatThrownBy(() -> assertThat(peer).within(ofSeconds(30)).hasReceivedEchoRequest())
                .hasMessageEndingWith("and waiting up to 30 s would not help: the socket is closed");
    }

    @Test
    void packet_is_as_it_was_sent() {
        assertThat(peer)
                .echoReply(1)
                .isFrom(STRANGER)
                .isTo(peer.address())
                .hasTtl(64)
                .hasTrafficClass(0)
                .hasProtocol(IpProtocol.ICMP)
                .isEchoReply()
                .isIcmp(IcmpType.ECHO_REPLY)
                .hasCode(0)
                .hasId(8)
                .hasSequence(2)
                .hasData("hi")
                .hasPayload(reply(8, 2).toBytes())
                .hasValidChecksums()
                .returnToPeer()
                .packet(2)
                .hasCode(3);
    }

    @Test
    void what_a_packet_is_not_is_told() {
        RawPacket packet = peer.packet(0);

        failsOnFirst(() -> assertThat(packet).isFrom(peer.address()), "to be from " + own);
        failsOnFirst(() -> assertThat(packet).isTo(STRANGER), "to be to 127.7.0.7");
        failsOnFirst(() -> assertThat(packet).hasTtl(64), "to have a ttl of 64");
        failsOnFirst(() -> assertThat(packet).hasTrafficClass(8), "to have a traffic class of 8\n  but it is 0");
        failsOnFirst(() -> assertThat(packet).hasProtocol(253), "to carry protocol 253");
        failsOnFirst(() -> assertThat(packet).isEchoRequest(), "to be an ICMP echo request");
        failsOnFirst(() -> assertThat(packet).hasCode(1), "to have the code 1");
        failsOnFirst(() -> assertThat(packet).hasId(1), "to have the id 1");
        failsOnFirst(() -> assertThat(packet).hasSequence(2), "to have the sequence 2");
        assertThatThrownBy(() -> assertThat(packet).hasData("ho"))
                .hasMessageContaining("to be : \"ho\" (2 bytes)\n  but is: \"hi\" (2 bytes), in one packet"
                        + "\n  first difference at byte 1: expected 0x6f but got 0x69");
        assertThatThrownBy(() -> assertThat(packet).hasPayload("ho")).hasMessageContaining("to be : \"ho\" (2 bytes)");
        assertThatThrownBy(() -> assertThat(packet).within(ofSeconds(30)).hasTtl(64))
                .hasMessageEndingWith("and waiting up to 30 s would not help: a packet does not change");
        assertThatThrownBy(() -> assertThat(packet).returnToPeer())
                .hasMessage("This assertion was not reached from a peer: write assertThat(peer).");
    }

    @Test
    void wrong_checksum_is_told(@RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer other) {
        peer.sendTo(
                peer.address(),
                Ipv4Packet.of(
                                STRANGER,
                                peer.address(),
                                IpProtocol.ICMP,
                                reply(9, 1).withChecksum(1).toBytes())
                        .toBytes());
        other.sendTo(
                other.address(),
                Ipv4Packet.of(STRANGER, other.address(), IpProtocol.EXPERIMENT, new byte[0])
                        .toBytes());

        assertThatThrownBy(() -> assertThat(peer.packet(3)).hasValidChecksums())
                .hasMessageEndingWith("\n  to have a valid checksum in its payload");
        assertThat(other.packet(0)).hasValidChecksums();
        assertThatThrownBy(() -> assertThat(other.packet(0)).hasId(1))
                .hasMessageEndingWith("\n  to carry an ICMP message");
        assertThatThrownBy(() -> assertThat(other.packet(0)).hasData("x"))
                .hasMessageEndingWith("\n  to carry an ICMP message");
    }

    @Test
    void soft_assertions_collect_and_stay_quiet_about_what_is_missing() {
        LooplineSoftAssertions softly = new LooplineSoftAssertions();
        softly.assertThat(peer).hasReceivedCount(4).packet(7).hasTtl(1).hasId(2);
        softly.assertThat(peer.packet(0)).hasTtl(8).hasId(7);

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        first -> assertThat(first).contains("to have received 4 packets"),
                        second -> assertThat(second).contains("to have received packet #7"),
                        third -> assertThat(third).contains("to have a ttl of 8"));
    }
}
