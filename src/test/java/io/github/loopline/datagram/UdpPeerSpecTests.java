package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is declared is what the kernel has. */
class UdpPeerSpecTests {

    private static final UdpPeerSpec SPEC = UdpPeerSpec.create();

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_host_is_bound_to() throws Exception {
        DatagramPeer peer = net.open(SPEC.host("127.0.0.2"));

        assertThat(peer.address().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
        net.udpPeer().sendTo(peer, "x");
        assertThat(peer.receive().text()).isEqualTo("x");
        assertThat(net.transcript().toString()).contains("open on 127.0.0.2:" + peer.port());
    }

    @Test
    void a_fixed_port_is_bound_to_or_told_to_be_taken() throws Exception {
        try (DatagramSocket free = DatagramPeerTests.socket(Family.INET)) {
            int port = free.getLocalPort();
            for (Class<?> type : new Class<?>[] {DatagramPeer.class, DatagramSocket.class, DatagramChannel.class}) {
                assertThatThrownBy(() -> net.open(SPEC.port(port).as(type)))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Cannot bind to 127.0.0.1:" + port
                                + ": Address already in use. Use port 0 for a free one.")
                        .hasCauseInstanceOf(BindException.class);
            }
        }
        int port = net.udpPeer().port();
        assertThatThrownBy(() -> net.open(SPEC.port(port))).hasMessageStartingWith("Cannot bind to 127.0.0.1:" + port);
    }

    @Test
    void an_address_can_be_reused_on_purpose() {
        DatagramPeer first = net.open(SPEC.reuseAddress(true));
        DatagramPeer second = net.open(SPEC.reuseAddress(true).port(first.port()));
        assertThat(second.address()).isEqualTo(first.address());

        net.udpPeer().sendTo(second.address(), "x");

        assertThat(second.receive().text()).isEqualTo("x"); // Linux gives it to the last
        assertThatThrownBy(() -> net.open(SPEC.reuseAddress(false).port(first.port())))
                .isInstanceOf(FixtureException.class);
    }

    @Test
    void buffers_are_read_back() {
        DatagramPeer peer = net.open(SPEC.receiveBufferSize(1).sendBufferSize(20_000));

        assertThat(net.transcript().toString())
                .containsPattern("udp-peer:" + peer.port() + " +note: receiveBufferSize asked 1, granted [0-9]+\n")
                .doesNotContain("sendBufferSize");
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_socket_of_the_jdk_is_configured_and_handed_over(Family family) throws Exception {
        DatagramSocket socket = net.open(SPEC.family(family)
                .receiveBufferSize(20_000)
                .sendBufferSize(30_000)
                .reuseAddress(true)
                .timeout(Duration.ofMillis(50))
                .as(DatagramSocket.class));

        assertThat(socket.getLocalAddress())
                .isEqualTo(InetAddress.getByName(family == Family.INET6 ? "::1" : "127.0.0.1"));
        assertThat(socket.getReceiveBufferSize()).isEqualTo(20_000);
        assertThat(socket.getSendBufferSize()).isEqualTo(30_000);
        assertThat(socket.getReuseAddress()).isTrue();
        assertThat(socket.getSoTimeout()).isEqualTo(50);
        assertThatThrownBy(() -> DatagramPeerTests.receive(socket)).isInstanceOf(SocketTimeoutException.class);
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        peer.sendTo(socket.getLocalSocketAddress(), "x");
        assertThat(DatagramPeerTests.text(DatagramPeerTests.receive(socket))).isEqualTo("x");
        net.close();
        assertThat(socket.isClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_channel_of_the_jdk_is_configured_and_handed_over(Family family) throws Exception {
        DatagramChannel channel = net.open(SPEC.family(family)
                .receiveBufferSize(20_000)
                .sendBufferSize(30_000)
                .reuseAddress(true)
                .blocking(false)
                .as(DatagramChannel.class));

        assertThat(((InetSocketAddress) channel.getLocalAddress()).getAddress())
                .isEqualTo(InetAddress.getByName(family == Family.INET6 ? "::1" : "127.0.0.1"));
        assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(20_000);
        assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isEqualTo(30_000);
        assertThat(channel.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
        assertThat(channel.isBlocking()).isFalse();
        assertThat(channel.receive(ByteBuffer.allocate(1))).isNull();
        net.close();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_channel_and_a_socket_block_unless_told_otherwise() throws Exception {
        assertThat(net.open(SPEC.as(DatagramChannel.class)).isBlocking()).isTrue();
        assertThat(net.open(SPEC.as(DatagramSocket.class)).getSoTimeout()).isZero();
        Options none = Options.NONE.with(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT);
        assertThat(net.open(UdpPeerSpec.of(none).as(DatagramSocket.class)).getSoTimeout())
                .isZero();
    }

    @Test
    void granted_sizes_of_handed_over_sockets_are_told_too() {
        net.open(SPEC.receiveBufferSize(1).as(DatagramSocket.class));
        net.open(SPEC.sendBufferSize(1).as(DatagramChannel.class));

        assertThat(net.transcript().toString())
                .containsPattern("DatagramSocket:[0-9]+ +note: receiveBufferSize asked 1, granted [0-9]+\n")
                .containsPattern("DatagramChannel:[0-9]+ +note: sendBufferSize asked 1, granted [0-9]+\n");
    }

    @Test
    void an_address_or_a_port_stands_for_a_peer() {
        DatagramPeer sender = net.udpPeer();
        InetSocketAddress address = net.open(SPEC.as(InetSocketAddress.class));
        int port = net.open(SPEC.as(Integer.class));
        int boxed = net.open(SPEC.as(int.class));

        sender.sendTo(address, "x").sendTo(new InetSocketAddress("127.0.0.1", port), "y");

        assertThat(boxed).isPositive();
        String received = "<- 1 byte from 127.0.0.1:" + sender.port() + " \"x\"";
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(net.transcript().toString()).contains(received));
    }

    @Test
    void attributes_that_would_be_ignored_are_refused() {
        refuses(
                () -> SPEC.timeout(Duration.ofSeconds(1)).as(DatagramChannel.class),
                "timeoutMillis has no effect on DatagramChannel."
                        + " Remove it, or inject DatagramPeer, DatagramSocket, MulticastSocket, InetSocketAddress or int.");
        refuses(
                () -> SPEC.blocking(false).as(DatagramSocket.class),
                "blocking must not be false for DatagramSocket, which always blocks."
                        + " Remove it, or inject DatagramPeer or DatagramChannel.");
        refuses(
                () -> SPEC.recordingLimit(5).as(DatagramSocket.class),
                "recordingLimit has no effect on DatagramSocket."
                        + " Remove it, or inject DatagramPeer, InetSocketAddress or int.");
        refuses(
                () -> SPEC.as(String.class),
                "must be of type DatagramPeer, DatagramSocket, MulticastSocket, DatagramChannel, InetSocketAddress or int"
                        + " but is String. Write DatagramPeer, say.");
        refuses(
                () -> SPEC.family(Family.UNIX),
                "family must be INET or INET6 here but was UNIX. Use the Unix fixtures.");
        refuses(
                () -> SPEC.host("127.0.0.1").family(Family.INET6),
                "host must be of the family but 127.0.0.1 is not of INET6. Leave the family out.");
        assertThat(net.transcript().events()).isEmpty();
    }

    private static void refuses(ThrowingCallable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code).withMessage(message);
    }

    @Test
    void a_specification_is_a_value() {
        UdpPeerSpec spec = SPEC.port(1);

        assertThat(spec).isNotSameAs(SPEC);
        assertThat(net.open(SPEC).port()).isNotEqualTo(1);
    }
}
