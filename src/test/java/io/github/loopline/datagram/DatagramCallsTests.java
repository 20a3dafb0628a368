package io.github.loopline.datagram;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Calls of the sockets interface on datagrams that no other test is about, above all their misuse, for the page on them. */
class DatagramCallsTests {

    private static final InetSocketAddress PORT_0 = new InetSocketAddress("127.0.0.1", 0);

    private static final InetAddress GROUP = new InetSocketAddress("239.77.9.1", 0).getAddress(); // of no other test

    @AutoClose
    private final Loopback net = Loopback.open();

    private final DatagramPeer peer = net.udpPeer();

    private final DatagramChannel channel = net.open(UdpPeerSpec.create().as(DatagramChannel.class));

    private final DatagramSocket socket = net.open(UdpPeerSpec.create().as(DatagramSocket.class));

    @Test
    void bind_comes_once() {
        assertThatThrownBy(() -> channel.bind(PORT_0)).isExactlyInstanceOf(AlreadyBoundException.class);
        assertThatThrownBy(() -> socket.bind(PORT_0)).isExactlyInstanceOf(SocketException.class);
    }

    @Test
    void connected_channel_has_one_peer() throws Exception {
        channel.connect(peer.address());
        assertThat(channel.write(ByteBuffer.wrap(new byte[] {'x'}))).isOne();
        assertThat(peer.receive()).hasData("x");

        InetSocketAddress elsewhere = net.udpPeer().address();
        assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(1), elsewhere))
                .isExactlyInstanceOf(AlreadyConnectedException.class);
        socket.connect(peer.address());
        assertThatThrownBy(() -> socket.send(new DatagramPacket(new byte[1], 1, elsewhere)))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void channel_without_a_peer_needs_an_address() {
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(() -> socket.send(new DatagramPacket(new byte[1], 1)))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void too_large_a_datagram_is_refused_by_the_kernel() {
        assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(65_508), peer.address()))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Message too long");
        assertThatThrownBy(() -> socket.send(new DatagramPacket(new byte[65_508], 65_508, peer.address())))
                .hasMessage("Message too long");
        assertThat(channel.isOpen()).isTrue();
        assertThat(socket.isClosed()).isFalse();
    }

    @Test
    void port_0_and_another_family_are_refused() {
        assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(1), PORT_0))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Can't send to port 0");
        assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(1), new InetSocketAddress("::1", 9)))
                .isExactlyInstanceOf(UnsupportedAddressTypeException.class);
        assertThatThrownBy(() -> new InetSocketAddress("127.0.0.1", 65_536))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("port out of range:65536");
    }

    @Test
    void what_a_small_buffer_cuts_is_lost_without_a_word() throws Exception {
        peer.sendTo(channel.getLocalAddress(), "12345");
        ByteBuffer small = ByteBuffer.allocate(3);
        assertThat(channel.receive(small)).isEqualTo(peer.address());
        assertThat(small.position()).isEqualTo(3);
        peer.sendTo(socket.getLocalSocketAddress(), "12345");
        DatagramPacket packet = new DatagramPacket(new byte[3], 3);
        socket.receive(packet);
        assertThat(packet.getLength()).isEqualTo(3);
        assertThat(packet.getSocketAddress()).isEqualTo(peer.address());
    }

    @Test
    void several_buffers_make_one_datagram() throws Exception {
        channel.connect(peer.address());
        ByteBuffer[] parts = {ByteBuffer.wrap(new byte[] {'o'}), ByteBuffer.wrap(new byte[] {'k'})};
        assertThat(channel.write(parts)).isEqualTo(2);

        assertThat(peer).within(ofSeconds(30)).hasReceivedOnly("ok");
    }

    @Test
    void close_comes_as_often_as_one_likes() throws Exception {
        channel.close();
        channel.close();
        assertThatThrownBy(() -> channel.send(ByteBuffer.allocate(1), peer.address()))
                .isInstanceOf(ClosedChannelException.class);
        socket.close();
        socket.close();
        assertThatThrownBy(() -> socket.send(new DatagramPacket(new byte[1], 1, peer.address())))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessageMatching("Socket (is )?closed");
    }

    @Test
    void channel_joins_a_group_for_one_source() throws Exception {
        DatagramChannel member = member();
        MembershipKey key = member.join(GROUP, loopback(), peer.address().getAddress());

        assertThat(key.sourceAddress()).isEqualTo(peer.address().getAddress());
        InetSocketAddress group = new InetSocketAddress(GROUP, member.socket().getLocalPort());
        net.udpPeer(spec -> spec.host("127.0.0.2")).sendTo(group, "from another");
        peer.sendTo(group, "x");
        assertThat(member.receive(ByteBuffer.allocate(100))).isEqualTo(peer.address());
    }

    @Test
    void channel_blocks_a_source() throws Exception {
        DatagramChannel member = member();
        DatagramPeer other = net.udpPeer(spec -> spec.host("127.0.0.2"));
        MembershipKey key = member.join(GROUP, loopback()).block(other.address().getAddress());
        InetSocketAddress group = new InetSocketAddress(GROUP, member.socket().getLocalPort());
        other.sendTo(group, "blocked");
        peer.sendTo(group, "x");
        assertThat(member.receive(ByteBuffer.allocate(100))).isEqualTo(peer.address());

        key.unblock(other.address().getAddress());
        other.sendTo(group, "heard");
        assertThat(member.receive(ByteBuffer.allocate(100))).isEqualTo(other.address());
    }

    private DatagramChannel member() {
        return net.open(UdpPeerSpec.create().host(Options.WILDCARD).as(DatagramChannel.class));
    }

    private static NetworkInterface loopback() throws SocketException {
        return NetworkInterface.getByInetAddress(PORT_0.getAddress());
    }
}
