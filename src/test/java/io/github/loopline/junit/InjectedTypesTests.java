package io.github.loopline.junit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.Protocol;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each annotation gives each of its types, ready for use: this class uses the annotations itself. */
class InjectedTypesTests {

    @Test
    void tcp_server(
            @TcpServer StreamServer managed,
            @TcpServer ServerSocket socket,
            @TcpServer ServerSocketChannel channel,
            @TcpServer InetSocketAddress address,
            @TcpServer int port,
            @TcpServer Integer boxed)
            throws IOException {
        for (InetSocketAddress each : List.of(
                managed.address(),
                (InetSocketAddress) socket.getLocalSocketAddress(),
                (InetSocketAddress) channel.getLocalAddress(),
                address,
                new InetSocketAddress("127.0.0.1", port),
                new InetSocketAddress("127.0.0.1", boxed))) {
            try (Socket client = new Socket(each.getAddress(), each.getPort())) {
                assertThat(client.isConnected()).isTrue();
            }
        }
        socket.accept().close();
        channel.accept().close();
    }

    @Test
    void tcp_client(
            @TcpServer StreamServer server,
            @TcpClient StreamClient managed,
            @TcpClient Socket socket,
            @TcpClient SocketChannel channel)
            throws IOException {
        managed.connect(server);
        socket.connect(server.address());
        channel.connect(server.address());

        assertThat(server).within(ofSeconds(5)).hasConnections(3);
    }

    @Test
    void udp_peer(
            @UdpPeer DatagramPeer managed,
            @UdpPeer DatagramSocket socket,
            @UdpPeer DatagramChannel channel,
            @UdpPeer InetSocketAddress address,
            @UdpPeer int port)
            throws IOException {
        managed.sendTo(socket.getLocalSocketAddress(), "a");
        socket.receive(new DatagramPacket(new byte[9], 9));
        managed.sendTo(channel.getLocalAddress(), "b");
        channel.receive(ByteBuffer.allocate(9));
        channel.send(ByteBuffer.allocate(1), managed.address());
        assertThat(managed.receive().length()).isOne();
        for (int each : new int[] {address.getPort(), port}) {
            assertThatThrownBy(() -> new DatagramSocket(each, address.getAddress()))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void unix_server(
            @UnixServer StreamServer managed,
            @UnixServer ServerSocketChannel channel,
            @UnixServer UnixDomainSocketAddress address)
            throws IOException {
        for (SocketAddress each : List.of(managed.path(), channel.getLocalAddress(), address)) {
            SocketChannel.open(each).close();
        }
    }

    @Test
    void unix_client(
            @UnixServer StreamServer server, @UnixClient StreamClient managed, @UnixClient SocketChannel channel)
            throws IOException {
        managed.connect(server);
        channel.connect(server.path());

        assertThat(server).within(ofSeconds(5)).hasConnections(2);
    }

    @Test
    void refused_port(
            @RefusedPort InetSocketAddress address,
            @RefusedPort int port,
            @RefusedPort UnixDomainSocketAddress path,
            @RefusedPort(protocol = Protocol.UDP) InetSocketAddress datagrams,
            @RefusedPort(protocol = Protocol.UDP) int datagramPort)
            throws IOException {
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                .isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> SocketChannel.open(path)).isInstanceOf(ConnectException.class);
        for (int each : new int[] {datagrams.getPort(), datagramPort}) {
            try (DatagramSocket sender = new DatagramSocket()) {
                sender.connect(new InetSocketAddress("127.0.0.1", each));
                sender.setSoTimeout(5000);
                sender.send(new DatagramPacket(new byte[1], 1));
                assertThatThrownBy(() -> sender.receive(new DatagramPacket(new byte[1], 1)))
                        .isInstanceOf(PortUnreachableException.class);
            }
        }
    }

    @Test
    void unresponsive_port(
            @UnresponsivePort InetSocketAddress address,
            @UnresponsivePort int port,
            @UnresponsivePort UnixDomainSocketAddress path)
            throws IOException {
        for (InetSocketAddress each : List.of(address, new InetSocketAddress("127.0.0.1", port))) {
            try (Socket client = new Socket()) {
                assertThatThrownBy(() -> client.connect(each, 100)).isInstanceOf(SocketTimeoutException.class);
            }
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.configureBlocking(false);
            assertThatThrownBy(() -> client.connect(path)).hasMessage("Resource temporarily unavailable");
        }
    }

    @Test
    void several_of_any(
            @TcpClient(count = 2) List<StreamClient> clients,
            @UdpPeer(count = 2) List<Integer> ports,
            @UnixServer(count = 2) List<UnixDomainSocketAddress> paths,
            @RefusedPort(count = 3) List<InetSocketAddress> refused) {
        assertThat(Set.copyOf(clients)).hasSize(2);
        assertThat(Set.copyOf(ports)).hasSize(2);
        assertThat(Set.copyOf(paths)).hasSize(2);
        assertThat(Set.copyOf(refused)).hasSize(3);
    }
}
