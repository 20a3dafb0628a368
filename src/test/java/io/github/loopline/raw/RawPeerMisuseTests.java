package io.github.loopline.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a raw peer cannot do, and cannot do any more: one exact line each. */
class RawPeerMisuseTests {

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void an_identifier_that_there_is_not_is_refused_at_once(
            int id, @RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
        String message = "id must be between 0 and 65535 but was " + id + ".";

        isIllegal(() -> peer.sendEchoRequest(peer.address(), id, 0, ""), message);
        isIllegal(() -> peer.sendEchoReply(peer.address(), id, 0, ""), message);
        isIllegal(() -> peer.receiveEchoRequest(id), message);
        isIllegal(() -> peer.receiveEchoReply(id), message);
        isIllegal(() -> assertThat(peer).hasReceivedEchoRequest(id), message);
        isIllegal(() -> assertThat(peer).hasReceivedEchoReply(id, 0), message);
        isIllegal(
                () -> assertThat(peer).hasReceivedEchoReply(0, id),
                "sequence must be between 0 and 65535 but was " + id + ".");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void a_port_that_there_is_not_is_refused(int port) {
        isIllegal(
                () -> UdpPacket.of(port, 9, new byte[0]),
                "sourcePort must be between 0 and 65535 but was " + port + ".");
        isIllegal(
                () -> UdpPacket.of(9, port, new byte[0]),
                "destinationPort must be between 0 and 65535 but was " + port + ".");
        assertThat(UdpPacket.of(0, 65_535, new byte[0])).hasToString("UDP 0 -> 65535 without data");
    }

    @Test
    void what_no_packet_holds_is_refused(
            @RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer v4,
            @RawSocket(protocol = IpProtocol.EXPERIMENT, family = Family.INET6) RawPeer v6,
            @RawSocket(protocol = IpProtocol.EXPERIMENT, headerIncluded = true) RawPeer headed) {
        refuses(
                () -> v4.sendTo(v4.address(), new byte[65_516]),
                "Cannot send 65516 bytes from " + v4 + ": a packet takes at most 65515. Send several.");
        refuses(
                () -> v6.sendTo(v6.address(), new byte[65_536]),
                "Cannot send 65536 bytes from " + v6 + ": a packet takes at most 65535. Send several.");
        refuses(
                () -> headed.sendTo(headed.address(), new byte[65_536]),
                "Cannot send 65536 bytes from " + headed + ": a packet takes at most 65535. Send several.");
    }

    @Test
    void a_small_send_buffer_refuses_no_packet(
            @RawSocket(protocol = IpProtocol.EXPERIMENT, sendBufferSize = 4096) RawPeer peer) {
        peer.sendTo(peer.address(), new byte[60_000]).sendTo(peer.address(), new byte[60_000]);

        assertThat(peer.packet(1).payload()).hasSize(60_000);
    }

    @Test
    void a_closed_peer_says_so_to_every_verb(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
        peer.close();
        peer.close();

        String closed = " on " + peer + ": it is closed, and none has come.";
        refuses(
                () -> peer.sendEchoRequest(peer.address(), 1, 1, ""),
                "Cannot send 8 bytes from " + peer + " to " + peer.address().getHostAddress()
                        + ": the socket is closed.");
        refuses(peer::receive, "Cannot receive a packet" + closed);
        refuses(() -> peer.receiveWhere(packet -> true), "Cannot receive a packet that fits" + closed);
        refuses(() -> peer.receiveEchoRequest(1), "Cannot receive an echo request with id 1" + closed);
        refuses(() -> peer.receiveEchoReply(1), "Cannot receive an echo reply with id 1" + closed);
        refuses(() -> peer.packet(0), "Cannot receive packet #0" + closed);
        peer.stopReading().resumeReading(); // nothing is left to be done
        assertThat(peer.received()).isEmpty();
    }

    private static void refuses(ThrowingCallable verb, String message) {
        assertThatThrownBy(verb).isInstanceOf(FixtureException.class).hasMessage(message);
    }

    private static void isIllegal(ThrowingCallable verb, String message) {
        assertThatIllegalArgumentException().isThrownBy(verb).withMessage(message);
    }
}
