package io.github.loopline.datagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedUdpPortTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_connected_socket_learns_it_at_its_next_call(Family family) throws Exception {
        InetSocketAddress refused = net.open(RefusedUdpPortSpec.create().family(family));
        try (DatagramSocket socket = DatagramPeerTests.socket(family)) {
            socket.connect(refused);
            DatagramPeerTests.send(socket, refused, "x");

            assertThatThrownBy(() -> DatagramPeerTests.receive(socket)).isInstanceOf(PortUnreachableException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_connected_channel_learns_it_too(Family family) throws Exception {
        InetSocketAddress refused = net.open(RefusedUdpPortSpec.create().family(family));
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(refused);
            channel.write(ByteBuffer.wrap("x".getBytes(UTF_8)));

            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(PortUnreachableException.class);
        }
    }

    @Test
    void an_unconnected_sender_never_learns() {
        InetSocketAddress refused = net.open(RefusedUdpPortSpec.create());

        net.udpPeer().sendTo(refused, "x").sendTo(refused, "y");
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void nobody_else_can_take_the_port(Family family) throws Exception {
        InetSocketAddress refused = net.open(RefusedUdpPortSpec.create().family(family));

        assertThatThrownBy(() -> new DatagramSocket(refused)).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> new DatagramSocket(new InetSocketAddress(refused.getPort())))
                .isInstanceOf(BindException.class);
        try (DatagramChannel channel = DatagramChannel.open(
                family == Family.INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            assertThatThrownBy(() -> channel.bind(refused)).isInstanceOf(BindException.class);
        }
    }

    @Test
    void the_port_is_free_after_the_end() throws Exception {
        InetSocketAddress refused = net.open(RefusedUdpPortSpec.create());
        net.close();

        new DatagramSocket(refused).close();
    }

    @Test
    void it_is_an_address_or_a_port() throws Exception {
        int port = net.open(RefusedUdpPortSpec.create().as(Integer.class));
        InetSocketAddress address = net.open(RefusedUdpPortSpec.of(Options.NONE.with(Option.HOST, "127.0.0.2")));

        assertThat(port).isPositive();
        assertThat(address.getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
        assertThat(net.transcript().toString())
                .contains("refused-port")
                .contains("open on 127.0.0.2:" + address.getPort());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RefusedUdpPortSpec.create().as(DatagramSocket.class))
                .withMessage(
                        "must be of type InetSocketAddress or int but is DatagramSocket. Write InetSocketAddress, say.");
    }
}
