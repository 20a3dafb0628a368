package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.text;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Groups on the loopback interface, heard and sent to by plain sockets of the JDK. */
class MulticastTests {

    private static final String GROUP = "239.77.1.1";

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_peer_hears_its_group_and_nothing_else() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
        assertThat(peer.address()).isEqualTo(new InetSocketAddress(GROUP, peer.port()));

        try (MulticastSocket sender = sender()) {
            send(sender, new InetSocketAddress("239.77.1.2", peer.port()), "another group");
            send(sender, new InetSocketAddress("127.0.0.1", peer.port()), "unicast");
            send(sender, peer.address(), "group");

            Datagram datagram = peer.receive();
            assertThat(datagram.text()).isEqualTo("group");
            assertThat(datagram.sender()).isEqualTo(sender.getLocalSocketAddress());
        }
        assertThat(peer).hasReceivedOnly("group").hasNoDrops();
        assertThat(net.transcript().toString())
                .contains("open on " + GROUP + ":" + peer.port())
                .contains("note: joined " + GROUP);
    }

    @Test
    void a_peer_answers_from_its_own_address() throws Exception {
        DatagramPeer service = net.udpPeer(spec -> spec.group(GROUP)).answer(request -> "here");
        try (MulticastSocket searching = sender()) {
            send(searching, service.address(), "who?");

            assertThat(receive(searching).getSocketAddress())
                    .isEqualTo(new InetSocketAddress("127.0.0.1", service.port()));
        }
    }

    @Test
    void a_peer_sends_to_a_group() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
        DatagramPeer peer = net.udpPeer();
        InetSocketAddress group = new InetSocketAddress(GROUP, 0);
        try (MulticastSocket member = new MulticastSocket(group)) {
            member.joinGroup(group, loopback);
            member.setSoTimeout(10_000);
            peer.sendTo(new InetSocketAddress(GROUP, member.getLocalPort()), "news");
            assertThat(receive(member).getSocketAddress()).isEqualTo(peer.address());

            peer.connect(new InetSocketAddress(GROUP, member.getLocalPort())).send("more");
            assertThat(text(receive(member))).isEqualTo("more");
        }
    }

    @Test
    void a_peer_on_the_wildcard_joins_and_leaves() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.host(Options.WILDCARD));
        InetSocketAddress group = new InetSocketAddress(GROUP, peer.port());
        InetSocketAddress other = new InetSocketAddress("239.77.1.2", peer.port());
        try (MulticastSocket sender = sender()) {
            send(sender, group, "too early");
            send(sender, peer.address(), "unicast");
            peer.receive();
            peer.join(GROUP).join(GROUP).join("239.77.1.2");
            send(sender, group, "first");
            send(sender, other, "other");
            peer.datagram(2);
            peer.leave(GROUP);
            send(sender, group, "too late");
            send(sender, other, "still there");

            assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("unicast", "first", "other", "still there");
        }
        assertThat(net.transcript().toString()).contains("note: left " + GROUP + "\n");
    }

    @Test
    void a_group_on_the_wildcard_is_heard_beside_the_rest() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP).host(Options.WILDCARD));
        assertThat(peer.address()).isEqualTo(new InetSocketAddress("127.0.0.1", peer.port()));
        try (MulticastSocket sender = sender()) {
            send(sender, peer.address(), "unicast");
            send(sender, new InetSocketAddress(GROUP, peer.port()), "group");
        }

        assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("unicast", "group");
    }

    @Test
    void a_member_that_leaves_its_own_group_hears_nothing() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP)).leave(GROUP);
        try (MulticastSocket sender = sender()) {
            send(sender, peer.address(), "too late");
            assertThat(peer).hasReceivedNothingFor(ofMillis(50));

            peer.join(GROUP);
            send(sender, peer.address(), "back");
        }
        assertThat(peer.receive().text()).isEqualTo("back");
    }

    @Test
    void members_that_share_an_address_all_hear() throws Exception {
        DatagramPeer first = net.udpPeer(spec -> spec.group(GROUP).reuseAddress(true));
        DatagramPeer second =
                net.udpPeer(spec -> spec.group(GROUP).reuseAddress(true).port(first.port()));
        try (MulticastSocket sender = sender()) {
            send(sender, first.address(), "to all");
        }

        assertThat(first.receive().text()).isEqualTo("to all");
        assertThat(second.receive().text()).isEqualTo("to all");
    }

    @Test
    void sockets_of_the_jdk_are_members_too() throws Exception {
        DatagramSocket socket = net.open(UdpPeerSpec.create().group(GROUP).as(DatagramSocket.class));
        MulticastSocket multicast = net.open(UdpPeerSpec.create().group(GROUP).as(MulticastSocket.class));
        DatagramChannel channel = net.open(UdpPeerSpec.create().group(GROUP).as(DatagramChannel.class));
        assertThat(multicast.getReuseAddress()).isFalse();

        for (DatagramSocket each : List.of(socket, multicast, channel.socket())) {
            each.setSoTimeout(10_000);
            net.udpPeer().sendTo(each.getLocalSocketAddress(), "news");
            assertThat(text(receive(each))).isEqualTo("news");
        }
        for (DatagramSocket each : List.of(socket, multicast)) {
            DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
            send(each, peer.address(), "from a member");
            assertThat(peer.receive().text()).isEqualTo("from a member");
        }
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
        channel.send(ByteBuffer.allocate(3), peer.address());
        assertThat(peer.receive().length()).isEqualTo(3);
    }

    @Test
    void a_socket_on_loopback_stays_there_with_what_it_sends_to_groups() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
        MulticastSocket socket = net.open(UdpPeerSpec.create().as(MulticastSocket.class));

        assertThat(socket.getLocalAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        assertThat(socket.getReuseAddress()).as("nobody else can take its port").isFalse();
        send(socket, peer.address(), "x");
        assertThat(peer.receive().sender()).isEqualTo(socket.getLocalSocketAddress());
    }

    @Test
    @EnabledIfSocket(family = Family.INET, type = SocketType.DGRAM, protocol = 17) // a native one, to look from
    void the_time_to_live_is_on_the_wire() throws Exception {
        int port = net.udpPeer(spec -> spec.group(GROUP)).port();
        InetAddress group = InetAddress.getByName("239.77.1.3");
        InetSocketAddress destination = new InetSocketAddress(group, port);
        try (Observer observer = Observer.at(group, port)) {
            net.udpPeer().sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(1);
            net.udpPeer(spec -> spec.multicastTtl(7)).sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(7);

            send(net.open(UdpPeerSpec.create().multicastTtl(9).as(DatagramSocket.class)), destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(9);
            net.open(UdpPeerSpec.create().multicastTtl(11).as(DatagramChannel.class))
                    .send(ByteBuffer.allocate(1), destination);
            assertThat(observer.receive().ttl()).isEqualTo(11);
        }
    }

    /** Hence there is no attribute for it. */
    @Test
    void loopback_delivers_without_multicast_loop_too() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
        MulticastSocket socket = net.open(UdpPeerSpec.create().as(MulticastSocket.class));
        socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);

        send(socket, peer.address(), "x");

        assertThat(peer.receive().text()).isEqualTo("x");
    }

    @Test
    void who_cannot_hear_a_group_is_told_so() {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer wildcard = net.udpPeer(spec -> spec.host(Options.WILDCARD));

        assertThatThrownBy(() -> peer.join(GROUP))
                .isInstanceOf(FixtureException.class)
                .hasMessage(peer + " is bound to 127.0.0.1:" + peer.port() + " and does not hear " + GROUP
                        + ". Declare it with group = \"" + GROUP + "\", or with host = Options.WILDCARD.");
        assertThatThrownBy(() -> wildcard.leave(GROUP))
                .isInstanceOf(FixtureException.class)
                .hasMessage(wildcard + " has not joined " + GROUP + ". Call join(...) first.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wildcard.join("127.0.0.1"))
                .withMessage("group must be a multicast address in digits but was 127.0.0.1. Write 239.1.2.3, say.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wildcard.join("ff15::1"))
                .withMessage("group must be of the family but ff15::1 is not that of " + wildcard
                        + ". Declare another family.");
        wildcard.close();
        assertThatThrownBy(() -> wildcard.join(GROUP))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Failed on " + wildcard + ": the socket is closed.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        net.udpPeer(spec -> spec.family(Family.INET6)).sendTo(new InetSocketAddress(GROUP, 9), "x"))
                .withMessageEndingWith(" and cannot send to " + GROUP + ":9. Declare it with family = INET.");
    }

    private static MulticastSocket sender() throws Exception {
        MulticastSocket socket = new MulticastSocket(new InetSocketAddress("127.0.0.1", 0));
        socket.setNetworkInterface(NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1")));
        socket.setSoTimeout(10_000);
        return socket;
    }
}
