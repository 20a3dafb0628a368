package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.socket;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.raw.IpProtocol;
import io.github.loopline.raw.RawPeer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Options of UDP sockets, as others see them. */
class UdpOptionsTests {

    private static final UdpPeerSpec SPEC = UdpPeerSpec.create();

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    @EnabledIfSocket(family = Family.INET, type = SocketType.DGRAM, protocol = 17) // a native one, to look from
    void traffic_class_is_on_the_wire() throws Exception {
        InetAddress own = InetAddress.getByName("127.41.7.1"); // nobody else binds there
        int port = net.udpPeer().port();
        InetSocketAddress destination = new InetSocketAddress(own, port);
        try (Observer observer = Observer.at(own, port)) {
            net.udpPeer().sendTo(destination, "x");
            assertThat(observer.receive()).isEqualTo(new Observer.Seen(64, 0));
            net.open(SPEC.trafficClass(0x10)).sendTo(destination, "x");
            assertThat(observer.receive().trafficClass()).isEqualTo(0x10);

            send(net.open(SPEC.trafficClass(0x18).as(DatagramSocket.class)), destination, "x");
            assertThat(observer.receive().trafficClass()).isEqualTo(0x18);
            send(net.open(SPEC.trafficClass(0x20).as(MulticastSocket.class)), destination, "x");
            assertThat(observer.receive().trafficClass()).isEqualTo(0x20);
            net.open(SPEC.trafficClass(0x28).as(DatagramChannel.class)).send(ByteBuffer.allocate(1), destination);
            assertThat(observer.receive().trafficClass()).isEqualTo(0x28);
        }
    }

    @Test
    void traffic_class_is_in_the_header_of_ipv6(
            @RawSocket(protocol = IpProtocol.UDP, family = Family.INET6) RawPeer wire) throws Exception {
        UdpPeerSpec spec = SPEC.family(Family.INET6).trafficClass(0x10);
        DatagramPeer peer = net.open(spec);
        DatagramSocket socket = net.open(spec.as(DatagramSocket.class));
        DatagramChannel channel = net.open(spec.as(DatagramChannel.class));
        InetSocketAddress destination = net.open(SPEC.family(Family.INET6)).address();

        peer.sendTo(destination, "x");
        send(socket, destination, "x");
        channel.send(ByteBuffer.allocate(1), destination);

        for (int port :
                new int[] {peer.port(), socket.getLocalPort(), channel.socket().getLocalPort()}) {
            assertThat(wire.receiveWhere(packet -> packet.ip().udp().sourcePort() == port))
                    .hasTrafficClass(0x10)
                    .hasTtl(64);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void sockets_of_the_jdk_have_what_is_declared(Family family) throws Exception {
        UdpPeerSpec spec = SPEC.family(family)
                .reusePort(true)
                .trafficClass(0x10)
                .broadcast(true)
                .multicastTtl(9);
        DatagramSocket socket = net.open(spec.as(DatagramSocket.class));
        MulticastSocket multicast = net.open(spec.as(MulticastSocket.class));
        DatagramChannel channel = net.open(spec.as(DatagramChannel.class));

        assertThat(socket.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();
        assertThat(socket.getTrafficClass()).isEqualTo(0x10);
        assertThat(socket.getBroadcast()).isTrue();
        assertThat(socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL)).isEqualTo(9);
        assertThat(multicast.getTimeToLive()).isEqualTo(9);
        assertThat(channel.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();
        assertThat(channel.getOption(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
        assertThat(channel.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
        assertThat(channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL)).isEqualTo(9);
        assertThat(net.transcript().toString())
                .contains("MulticastSocket:" + multicast.getLocalPort() + " ")
                .doesNotContain("note:");
    }

    @Test
    @EnabledIfSocket(family = Family.INET, type = SocketType.DGRAM, protocol = 17) // a native one, to look from
    void ttl_is_on_the_wire() throws Exception {
        InetAddress own = InetAddress.getByName("127.41.7.2"); // nobody else binds there
        int port = net.udpPeer().port();
        InetSocketAddress destination = new InetSocketAddress(own, port);
        try (Observer observer = Observer.at(own, port)) {
            net.open(SPEC.ttl(9)).sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(9);
            net.open(SPEC.ttl(10).host(Options.WILDCARD)).sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(10);
            net.open(SPEC.ttl(11).group("239.77.1.4")).sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(11);
            net.open(SPEC.ttl(12).host(Options.WILDCARD).family(Family.INET6)).sendTo(destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(12);

            send(net.open(SPEC.ttl(13).as(DatagramSocket.class)), destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(13);
            send(net.open(SPEC.ttl(14).host(Options.WILDCARD).as(MulticastSocket.class)), destination, "x");
            assertThat(observer.receive().ttl()).isEqualTo(14);
            net.open(SPEC.ttl(255).as(DatagramChannel.class)).send(ByteBuffer.allocate(1), destination);
            assertThat(observer.receive().ttl()).isEqualTo(255);
        }
    }

    @Test
    void hop_limit_is_in_the_header_of_ipv6(@RawSocket(protocol = IpProtocol.UDP, family = Family.INET6) RawPeer wire)
            throws Exception {
        InetSocketAddress destination = net.open(SPEC.family(Family.INET6)).address();
        DatagramPeer peer = net.open(SPEC.family(Family.INET6).ttl(7)).sendTo(destination, "x");
        DatagramSocket socket = net.open(SPEC.family(Family.INET6).ttl(8).as(DatagramSocket.class));
        send(socket, destination, "x");

        assertThat(wire.receiveWhere(packet -> packet.ip().udp().sourcePort() == peer.port()))
                .hasTtl(7);
        assertThat(wire.receiveWhere(packet -> packet.ip().udp().sourcePort() == socket.getLocalPort()))
                .hasTtl(8);
    }

    @Test
    void senders_are_spread_over_peers_that_share_a_port() throws Exception {
        DatagramPeer first = net.open(SPEC.reusePort(true));
        DatagramPeer second = net.open(SPEC.reusePort(true).port(first.port()));
        for (int i = 0; i < 64; i++) {
            try (DatagramSocket sender = socket(Family.INET)) {
                send(sender, first.address(), "x");
            }
        }

        assertThat(first).within(ofSeconds(5)).datagram(0).hasData("x");
        assertThat(second).within(ofSeconds(5)).datagram(0).hasData("x");
        await().until(() -> first.receivedCount() + second.receivedCount() == 64);
    }

    @Test
    void an_address_is_shared_only_if_both_say_so() {
        DatagramPeer first = net.open(SPEC.reusePort(true));

        assertThat(catchThrowable(() -> net.open(SPEC.port(first.port()))))
                .hasMessage("Cannot bind to 127.0.0.1:" + first.port()
                        + ": Address already in use. Use port 0 for a free one.");
    }
}
