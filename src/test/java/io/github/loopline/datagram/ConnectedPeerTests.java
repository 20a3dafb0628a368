package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.socket;
import static io.github.loopline.datagram.DatagramPeerTests.text;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that has eyes for one other only, and learns when nobody is there. */
class ConnectedPeerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void sends_without_an_address_and_hears_nobody_else(Family family) throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        try (DatagramSocket friend = socket(family);
                DatagramSocket stranger = socket(family)) {
            assertThat(peer.isConnected()).isFalse();
            peer.connect(friend.getLocalSocketAddress()).send("text").send(new byte[] {1, 2});
            assertThat(peer.isConnected()).isTrue();

            assertThat(text(receive(friend))).isEqualTo("text");
            assertThat(receive(friend).getLength()).isEqualTo(2);
            send(stranger, peer.address(), "from a stranger");
            send(friend, peer.address(), "from a friend");
            assertThat(peer.receive().text()).isEqualTo("from a friend");
            assertThat(peer).hasReceivedCount(1);
            assertThat(net.transcript().toString())
                    .contains("note: connected to " + Addresses.text(friend.getLocalSocketAddress()));
        }
    }

    @Test
    void hears_everybody_again_after_disconnect_on_the_same_port() throws Exception {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket friend = socket(Family.INET);
                DatagramSocket stranger = socket(Family.INET)) {
            peer.connect(friend.getLocalSocketAddress()).disconnect().disconnect();
            assertThat(peer.isConnected()).isFalse();

            send(stranger, peer.address(), "hello");
            assertThat(peer.receive().text()).isEqualTo("hello");
            peer.sendTo(stranger.getLocalSocketAddress(), "back");
            assertThat(receive(stranger).getSocketAddress()).isEqualTo(peer.address());
        }
    }

    @Test
    void can_be_connected_anew() throws Exception {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer first = net.udpPeer();
        try (DatagramSocket second = socket(Family.INET)) {
            peer.connect(first)
                    .send("1")
                    .connect(second.getLocalSocketAddress())
                    .send("2");

            assertThat(first.receive().text()).isEqualTo("1");
            assertThat(text(receive(second))).isEqualTo("2");
        }
    }

    @Test
    void keeps_what_came_before() {
        DatagramPeer peer = net.udpPeer().stopReading();
        DatagramPeer stranger = net.udpPeer().sendTo(peer, "1").sendTo(peer, "2");

        DatagramPeer friend = net.udpPeer();
        peer.connect(friend);
        assertThat(peer).hasReceivedInOrder("1", "2");

        stranger.sendTo(peer, "from a stranger");
        friend.sendTo(peer, "3");
        peer.resumeReading();
        assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("1", "2", "3");
    }

    @Test
    void port_unreachable_is_seen_and_does_not_disturb_what_follows() throws Exception {
        InetSocketAddress nobody = net.open(RefusedUdpPortSpec.create());
        DatagramPeer peer = net.udpPeer().connect(nobody);
        assertThat(peer.portUnreachableCount()).isZero();

        peer.send("1").send("2").send("3");

        assertThat(peer).within(ofSeconds(5)).hasReceivedPortUnreachable();
        assertThat(peer.portUnreachableCount()).isBetween(1L, 3L);
        assertThat(net.transcript().toString())
                .contains("<- port unreachable from 127.0.0.1:" + nobody.getPort())
                .contains("\"3\"")
                .doesNotContain("failed")
                .doesNotContain("ERROR");
        try (DatagramSocket friend = socket(Family.INET)) {
            peer.connect(friend.getLocalSocketAddress()).send("4");
            send(friend, peer.address(), "5");
            assertThat(text(receive(friend))).isEqualTo("4");
            assertThat(peer.receive().text()).isEqualTo("5");
        }
    }

    /** The kernel fails a send with what is known of the one before; reading would have told it, but is stopped. */
    @Test
    void what_is_sent_after_an_unreachable_port_is_sent() {
        InetSocketAddress nobody = net.open(RefusedUdpPortSpec.create());
        DatagramPeer peer = net.udpPeer().stopReading().connect(nobody);

        peer.send("1").send("2").send("3");

        assertThat(peer.portUnreachableCount()).as("of the first two").isEqualTo(2);
        peer.resumeReading();
        await().until(() -> peer.portUnreachableCount() == 3);
    }

    @Test
    void who_is_not_connected_never_learns_that_a_port_is_unreachable() {
        InetSocketAddress nobody = net.open(RefusedUdpPortSpec.create());
        DatagramPeer peer = net.udpPeer().sendTo(nobody, "1");
        DatagramPeer connected = net.udpPeer().connect(net.udpPeer());

        assertThatThrownBy(() -> assertThat(peer).hasReceivedPortUnreachable())
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + peer
                        + "\n  to have been told that a port is unreachable\n  but it is not connected, and never told"
                        + "\n  (to wait for it, write within(...) before the assertion)");
        assertThatThrownBy(() -> assertThat(connected).within(ofMillis(50)).hasReceivedPortUnreachable())
                .hasMessage("\nExpecting " + connected
                        + "\n  to have been told that a port is unreachable\n  but nobody told it\n  within 50 ms");
    }

    @Test
    void a_peer_on_the_wildcard_is_connected_and_free_again() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.host(Options.WILDCARD).receiveBufferSize(1));
        try (DatagramSocket friend = socket(Family.INET);
                DatagramSocket other = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            peer.connect(friend.getLocalSocketAddress()).send("x");
            assertThat(receive(friend).getSocketAddress()).isEqualTo(peer.address());
            assertThat(peer).hasNoDrops();
            peer.disconnect();
            send(other, new InetSocketAddress("127.0.0.3", peer.port()), "y");
            assertThat(peer.receive().text()).isEqualTo("y");
            assertThat(peer).hasNoDrops();
        }
    }

    @Test
    void misuse_is_told_in_one_line() {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer friend = net.udpPeer();
        DatagramPeer other = net.udpPeer();
        says(() -> peer.send("x"), peer + " is not connected. Call connect(...) first, or sendTo(...).");
        peer.connect(friend);

        says(
                () -> peer.sendTo(other, "x"),
                peer + " is connected to 127.0.0.1:" + friend.port() + " and cannot send to 127.0.0.1:" + other.port()
                        + ". Call disconnect() first.");
        says(
                () -> peer.send(""),
                "Cannot send 0 bytes from " + peer
                        + " while it is connected: the JDK leaves empty datagrams out then. Call disconnect() first.");
        says(
                () -> peer.send(new byte[65_508]),
                "Cannot send 65508 bytes from " + peer + ": a datagram has at most 65507. Send several.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.connect(new InetSocketAddress("10.0.0.1", 9)))
                .withMessage("A DatagramPeer sends to loopback addresses only but was given 10.0.0.1:9."
                        + " Send to 127.0.0.1 or ::1.");
        assertThat(friend).hasReceivedNothing();
        peer.close();
        says(() -> peer.connect(friend), "Failed on " + peer + ": the socket is closed.");
        says(peer::disconnect, "Failed on " + peer + ": the socket is closed.");
    }

    private static void says(ThrowingCallable code, String message) {
        assertThatThrownBy(code).isInstanceOf(FixtureException.class).hasMessage(message);
    }
}
