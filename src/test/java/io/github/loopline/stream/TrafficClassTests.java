package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.Family;
import io.github.loopline.raw.IpProtocol;
import io.github.loopline.raw.RawPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The traffic class in the headers of TCP, as a raw socket at the other end's address sees them. */
class TrafficClassTests {

    private static final TcpClientSpec CLIENT = TcpClientSpec.create().trafficClass(0x10);

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void of_a_client_is_in_the_first_segment(@RawSocket(protocol = IpProtocol.TCP) RawPeer wire) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(wire.address().getHostAddress()));

        net.open(CLIENT).connect(server);
        assertThat(wire.receive()).hasTrafficClass(0x10);
    }

    @Test
    void of_a_socket_is_in_the_first_segment(@RawSocket(protocol = IpProtocol.TCP) RawPeer wire) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(wire.address().getHostAddress()));
        Socket socket = net.open(CLIENT.as(Socket.class));
        socket.connect(server.address(), 5000);
        socket.getOutputStream().write('x');

        assertThat(wire.receive()).hasTrafficClass(0x10);
        server.connection(0).expect("x").send("y");
        assertThat(socket.getInputStream().read()).isEqualTo('y');
    }

    @Test
    void of_a_channel_is_in_the_first_segment(@RawSocket(protocol = IpProtocol.TCP) RawPeer wire) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(wire.address().getHostAddress()));
        SocketChannel channel = net.open(CLIENT.as(SocketChannel.class));
        channel.connect(server.address());

        assertThat(wire.receive()).hasTrafficClass(0x10);
    }

    @Test
    void of_a_server_is_in_what_it_sends(@RawSocket(protocol = IpProtocol.TCP) RawPeer wire) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.trafficClass(0x18));
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(wire.address(), 0));
            socket.connect(server.address(), 5000);
            server.connection(0).send("x");
            socket.getInputStream().read();
        }

        assertThat(wire.receiveWhere(packet -> packet.payload().length > 20 && isPush(packet.payload())))
                .hasTrafficClass(0x18);
    }

    /** The flag PSH (RFC 9293, 3.1): the segment has data. */
    private static boolean isPush(byte[] segment) {
        return (segment[13] & 0x08) != 0;
    }

    @Test
    void a_socket_of_ipv6_has_it_too() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.family(Family.INET6));
        Socket socket = net.open(CLIENT.family(Family.INET6).as(Socket.class));

        socket.connect(server.address(), 5000);

        assertThat(socket.getLocalAddress()).isEqualTo(InetAddress.getByName("::1"));
        assertThat(socket.getTrafficClass()).isEqualTo(0x10);
    }
}
