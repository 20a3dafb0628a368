package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.text;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** 127.255.255.255, and the wildcard, which is what hears it. */
class BroadcastTests {

    private static final UdpPeerSpec WILDCARD = UdpPeerSpec.create().host(Options.WILDCARD);

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_peer_on_the_wildcard_hears_broadcasts() throws Exception {
        DatagramPeer peer = net.open(WILDCARD);
        try (DatagramSocket socket = DatagramPeerTests.socket(Family.INET)) {
            send(socket, broadcast(peer.port()), "to all");

            assertThat(peer.receive().text()).isEqualTo("to all");
            assertThat(peer).hasReceivedFrom(socket.getLocalSocketAddress());
        }
    }

    @Test
    void a_peer_on_an_address_does_not() throws Exception {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket socket = DatagramPeerTests.socket(Family.INET)) {
            send(socket, broadcast(peer.port()), "to all");
            send(socket, peer.address(), "to one");

            assertThat(peer.receive().text()).isEqualTo("to one");
        }
    }

    @Test
    void a_peer_on_the_wildcard_answers_a_search() throws Exception {
        DatagramPeer service = net.open(WILDCARD).answer(request -> "here");
        try (DatagramSocket socket = DatagramPeerTests.socket(Family.INET)) {
            send(socket, broadcast(service.port()), "who?");

            assertThat(receive(socket).getSocketAddress()).isEqualTo(service.address());
        }
    }

    @Test
    void a_peer_sends_broadcasts_if_it_says_so() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.broadcast(true));
        DatagramPeer without = net.udpPeer();
        try (DatagramSocket socket = new DatagramSocket(0)) {
            socket.setSoTimeout(10_000);
            assertThatThrownBy(() -> without.sendTo(broadcast(9), "x"))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot send 1 byte from " + without + " to 127.255.255.255:9:"
                            + " Permission denied. Declare it with broadcast = true.");
            peer.sendTo(broadcast(socket.getLocalPort()), "to all");

            assertThat(text(receive(socket))).isEqualTo("to all");
        }
    }

    @Test
    void sockets_of_the_jdk_send_broadcasts_only_as_declared() throws Exception {
        DatagramPeer peer = net.open(WILDCARD);
        DatagramSocket socket = net.open(UdpPeerSpec.create().as(DatagramSocket.class));
        DatagramSocket mute = net.open(UdpPeerSpec.create().broadcast(false).as(DatagramSocket.class));
        DatagramChannel channel = net.open(UdpPeerSpec.create().broadcast(true).as(DatagramChannel.class));
        DatagramChannel dumb = net.open(UdpPeerSpec.create().as(DatagramChannel.class));

        send(socket, broadcast(peer.port()), "socket");
        channel.send(ByteBuffer.wrap("channel".getBytes()), broadcast(peer.port()));
        assertThatThrownBy(() -> send(mute, broadcast(peer.port()), "x")).hasMessage("Permission denied");
        assertThatThrownBy(() -> dumb.send(ByteBuffer.allocate(1), broadcast(peer.port())))
                .isInstanceOf(BindException.class)
                .hasMessage("Permission denied");

        assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("socket", "channel");
        assertThat(channel.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
    }

    @Test
    void all_that_share_an_address_hear_a_broadcast() {
        DatagramPeer first = net.open(WILDCARD.reuseAddress(true));
        DatagramPeer second = net.open(WILDCARD.reuseAddress(true).port(first.port()));

        net.udpPeer(spec -> spec.broadcast(true)).sendTo(broadcast(first.port()), "to all");

        assertThat(first.receive().text()).isEqualTo("to all");
        assertThat(second.receive().text()).isEqualTo("to all");
    }

    @Test
    void the_wildcard_is_reached_by_every_address_and_told_by_one() throws Exception {
        DatagramPeer peer = net.open(WILDCARD);
        assertThat(peer.address()).isEqualTo(new InetSocketAddress("127.0.0.1", peer.port()));

        net.udpPeer().sendTo(peer, "one").sendTo(new InetSocketAddress("127.0.0.9", peer.port()), "nine");

        assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("one", "nine").hasNoDrops();
        assertThat(net.transcript().toString()).contains("open on 0.0.0.0:" + peer.port());
    }

    @Test
    void the_wildcard_of_ipv6_takes_both_families() throws Exception {
        DatagramPeer peer = net.open(WILDCARD.family(Family.INET6)).answer(request -> "yes");
        assertThat(peer.address()).isEqualTo(new InetSocketAddress("::1", peer.port()));
        try (DatagramSocket four = DatagramPeerTests.socket(Family.INET);
                DatagramSocket six = DatagramPeerTests.socket(Family.INET6)) {
            send(four, new InetSocketAddress("127.0.0.1", peer.port()), "4");
            send(six, peer.address(), "6");

            assertThat(text(receive(four))).isEqualTo("yes");
            assertThat(text(receive(six))).isEqualTo("yes");
            assertThat(peer).hasReceivedFrom(four.getLocalSocketAddress()).hasReceivedFrom(six.getLocalSocketAddress());
        }
        assertThat(net.transcript().toString()).contains("open on [::]:" + peer.port());
    }

    @Test
    void what_the_kernel_drops_on_the_wildcard_is_counted() {
        DatagramPeer peer = net.open(WILDCARD.receiveBufferSize(1)).stopReading();
        DatagramPeer sender = net.udpPeer();
        for (int i = 0; i < 20; i++) {
            sender.sendTo(peer, "x");
        }

        assertThat(peer.dropped()).isBetween(1L, 19L);
    }

    @Test
    void beyond_this_machine_nothing_is_broadcast() {
        DatagramPeer peer = net.udpPeer(spec -> spec.broadcast(true));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(new InetSocketAddress("255.255.255.255", 9), "x"))
                .withMessage("A DatagramPeer sends to loopback addresses only but was given 255.255.255.255:9."
                        + " Send to 127.0.0.1 or ::1.");
    }

    private static InetSocketAddress broadcast(int port) {
        return new InetSocketAddress("127.255.255.255", port);
    }
}
