package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Empty and largest datagrams, destinations that a peer does not send to, and what is not kept. */
class DatagramLimitsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @CsvSource({"INET, 65507", "INET6, 65527"})
    void the_largest_datagram_goes_both_ways(Family family, int most) throws Exception {
        byte[] largest = new byte[most];
        new Random(1).nextBytes(largest);
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        try (DatagramSocket socket = DatagramPeerTests.socket(family)) {
            socket.setReceiveBufferSize(1 << 20);
            peer.sendTo(socket.getLocalSocketAddress(), largest);
            DatagramPacket packet = DatagramPeerTests.receive(socket);
            assertThat(packet.getLength()).isEqualTo(most);

            socket.send(new DatagramPacket(largest, most, peer.address()));
            assertThat(peer.receive().data()).isEqualTo(largest);
        }
    }

    @ParameterizedTest
    @CsvSource({"INET, 65507", "INET6, 65527"})
    void one_byte_more_is_refused(Family family, int most) {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));

        assertThatThrownBy(() -> peer.sendTo(peer, new byte[most + 1]))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send " + (most + 1) + " bytes from " + peer + ": a datagram has at most " + most
                        + ". Send several.");
        assertThat(net.transcript().toString()).doesNotContain("->");
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void an_empty_datagram_is_one_too(Family family) throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        try (DatagramSocket socket = DatagramPeerTests.socket(family)) {
            peer.sendTo(socket.getLocalSocketAddress(), "");
            assertThat(DatagramPeerTests.receive(socket).getLength()).isZero();

            socket.send(new DatagramPacket(new byte[0], 0, peer.address()));
            Datagram datagram = peer.receive();
            assertThat(datagram.data()).isEmpty();
            assertThat(datagram.sender()).isEqualTo(socket.getLocalSocketAddress());
        }
    }

    @Test
    void goes_to_this_machine_only() {
        DatagramPeer peer = net.udpPeer();

        refuses(peer, new InetSocketAddress("10.0.0.1", 80), "10.0.0.1:80");
        refuses(peer, new InetSocketAddress("0.0.0.0", 80), "0.0.0.0:80");
        refuses(peer, UnixDomainSocketAddress.of("/tmp/x"), "/tmp/x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(InetSocketAddress.createUnresolved("localhost", 80), "x"))
                .withMessageStartingWith("A DatagramPeer sends to loopback addresses only but was given localhost");
    }

    private static void refuses(DatagramPeer peer, SocketAddress destination, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(destination, "x"))
                .withMessage("A DatagramPeer sends to loopback addresses only but was given " + name
                        + ". Send to 127.0.0.1 or ::1.");
    }

    @Test
    void port_0_is_nobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.udpPeer().sendTo(new InetSocketAddress("127.0.0.1", 0), "x"))
                .withMessage("A DatagramPeer sends to ports 1 to 65535 but was given 127.0.0.1:0."
                        + " Send to the port that somebody is bound to.");
    }

    @Test
    void the_other_family_is_out_of_reach() {
        DatagramPeer four = net.udpPeer();
        DatagramPeer six = net.udpPeer(spec -> spec.family(Family.INET6));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> four.sendTo(six, "x"))
                .withMessage(four + " is bound to 127.0.0.1:" + four.port() + " and cannot send to [::1]:" + six.port()
                        + ". Declare it with family = INET6.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> six.sendTo(four, "x"))
                .withMessage(six + " is bound to [::1]:" + six.port() + " and cannot send to 127.0.0.1:" + four.port()
                        + ". Declare it with family = INET.");
    }

    @Test
    void beyond_the_recording_limit_datagrams_are_counted() {
        DatagramPeer peer = net.udpPeer(spec -> spec.recordingLimit(10));
        net.udpPeer()
                .sendTo(peer, "12345")
                .sendTo(peer, "67890")
                .sendTo(peer, "more")
                .sendTo(peer, "and more");
        assertThat(peer.datagram(1).text()).isEqualTo("67890");
        String lost = "Datagram #2 of " + peer + " was not kept. Raise recordingLimit, or compare counts and digests.";

        assertThatThrownBy(() -> peer.datagram(2))
                .isInstanceOf(FixtureException.class)
                .hasMessage(lost);
        assertThatThrownBy(peer::received).hasMessage(lost);
        peer.receive();
        peer.receive();
        assertThatThrownBy(peer::receive).hasMessage(lost);
        assertThatThrownBy(peer::receive)
                .hasMessage("Datagram #3 of " + peer
                        + " was not kept. Raise recordingLimit, or compare counts and digests.");
        assertThat(peer.receivedCount()).isEqualTo(4);
        assertThat(net.transcript().toString()).contains("4 bytes from").contains("(not kept: over recordingLimit)");
    }
}
