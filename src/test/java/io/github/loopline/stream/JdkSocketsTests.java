package io.github.loopline.stream;

import static io.github.loopline.fixture.Options.NO_TIMEOUT;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK's own sockets are configured, handed over and closed; everything else is the test's. */
class JdkSocketsTests {

    private static final String OWN_HOST = "127.7.0.4";

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_server_socket_accepts_within_its_timeout(Family family) throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create()
                .family(family)
                .timeout(ofMillis(120))
                .receiveBufferSize(9_000)
                .reuseAddress(false)
                .as(ServerSocket.class));
        assertThat(listener.getSoTimeout()).isEqualTo(120);
        assertThat(listener.getReceiveBufferSize()).isEqualTo(9_000);
        assertThat(listener.getReuseAddress()).isFalse();
        assertThat(listener.getInetAddress().isLoopbackAddress()).isTrue();

        long start = System.nanoTime();
        assertThatThrownBy(listener::accept)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("Accept timed out");
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(110).toNanos());

        try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            assertThat(accepted.getReceiveBufferSize()).as("set before listen").isEqualTo(9_000);
        }
    }

    @Test
    void no_timeout_is_for_ever() throws Exception {
        Options forEver = Options.NONE.with(Option.TIMEOUT_MILLIS, NO_TIMEOUT);

        assertThat(net.open(TcpServerSpec.of(forEver).as(ServerSocket.class)).getSoTimeout())
                .isZero();
        assertThat(net.open(TcpClientSpec.of(forEver).as(Socket.class)).getSoTimeout())
                .isZero();
    }

    @Test
    void what_is_not_declared_is_as_the_jdk_has_it() throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        assertThat(listener.getSoTimeout()).isZero();
        try (ServerSocket bare = new ServerSocket()) {
            assertThat(listener.getReuseAddress()).isEqualTo(bare.getReuseAddress());
        }
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        assertThat(socket.getTcpNoDelay()).isFalse();
        assertThat(socket.getKeepAlive()).isFalse();
        assertThat(socket.getSoLinger()).isEqualTo(-1);
        assertThat(socket.isBound()).isFalse();
        assertThat(net.open(TcpServerSpec.create().as(ServerSocketChannel.class))
                        .isBlocking())
                .isTrue();
        assertThat(net.open(TcpClientSpec.create().as(SocketChannel.class)).isBlocking())
                .isTrue();
    }

    @Test
    void a_socket_has_its_options_before_it_connects() throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        Socket socket = net.open(TcpClientSpec.create()
                .host(OWN_HOST)
                .timeout(ofMillis(130))
                .sendBufferSize(7_000)
                .receiveBufferSize(8_000)
                .noDelay(true)
                .keepAlive(true)
                .lingerSeconds(3)
                .reuseAddress(true)
                .as(Socket.class));

        assertThat(socket.getSoTimeout()).isEqualTo(130);
        assertThat(socket.getSendBufferSize()).isEqualTo(7_000);
        assertThat(socket.getReceiveBufferSize()).isEqualTo(8_000);
        assertThat(socket.getTcpNoDelay()).isTrue();
        assertThat(socket.getKeepAlive()).isTrue();
        assertThat(socket.getSoLinger()).isEqualTo(3);
        assertThat(socket.getReuseAddress()).isTrue();
        socket.connect(listener.getLocalSocketAddress());
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(OWN_HOST);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
    }

    @Test
    void a_socket_channel_has_its_options_before_it_connects() throws Exception {
        SocketChannel channel = net.open(TcpClientSpec.create()
                .blocking(false)
                .sendBufferSize(7_000)
                .receiveBufferSize(8_000)
                .noDelay(false)
                .keepAlive(true)
                .lingerSeconds(0)
                .reuseAddress(true)
                .as(SocketChannel.class));

        assertThat(channel.isBlocking()).isFalse();
        assertThat(channel.isConnected()).isFalse();
        assertThat(channel.getOption(SO_SNDBUF)).isEqualTo(7_000);
        assertThat(channel.getOption(SO_RCVBUF)).isEqualTo(8_000);
        assertThat(channel.getOption(TCP_NODELAY)).isFalse();
        assertThat(channel.getOption(SO_KEEPALIVE)).isTrue();
        assertThat(channel.getOption(SO_LINGER)).isZero();
        assertThat(channel.getOption(SO_REUSEADDR)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void channels_that_do_not_block_return_at_once(Transport transport) throws Exception {
        ServerSocketChannel listener = transport == Transport.UNIX
                ? net.open(UnixServerSpec.create().blocking(false).as(ServerSocketChannel.class))
                : net.open(TcpServerSpec.create()
                        .family(transport == Transport.TCP_IPV6 ? Family.INET6 : Family.INET)
                        .blocking(false)
                        .as(ServerSocketChannel.class));
        assertThat(listener.isBlocking()).isFalse();
        assertThat(listener.accept()).isNull();

        try (Peer peer = Peer.connectTo(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            assertThat(accepted.isBlocking()).as("as the JDK has it").isTrue();
            accepted.configureBlocking(false);
            assertThat(accepted.read(ByteBuffer.allocate(1))).isZero();
        }
    }

    @Test
    void a_granted_buffer_size_that_differs_is_in_the_transcript() throws Exception {
        ServerSocket listener =
                net.open(TcpServerSpec.create().receiveBufferSize(1).as(ServerSocket.class));
        Socket socket = net.open(
                TcpClientSpec.create().sendBufferSize(1).receiveBufferSize(2).as(Socket.class));
        SocketChannel channel = net.open(
                TcpClientSpec.create().sendBufferSize(3).receiveBufferSize(4).as(SocketChannel.class));

        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains(
                        "ServerSocket:" + listener.getLocalPort() + " note: receiveBufferSize asked 1, granted "
                                + listener.getReceiveBufferSize(),
                        "Socket:1 note: sendBufferSize asked 1, granted " + socket.getSendBufferSize(),
                        "Socket:1 note: receiveBufferSize asked 2, granted " + socket.getReceiveBufferSize(),
                        "SocketChannel:2 note: sendBufferSize asked 3, granted " + channel.getOption(SO_SNDBUF),
                        "SocketChannel:2 note: receiveBufferSize asked 4, granted " + channel.getOption(SO_RCVBUF));
    }

    @Test
    void all_are_closed_with_their_owner() throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        ServerSocketChannel channel = net.open(UnixServerSpec.create().as(ServerSocketChannel.class));
        UnixDomainSocketAddress path = (UnixDomainSocketAddress) channel.getLocalAddress();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        SocketChannel client = net.open(UnixClientSpec.create().as(SocketChannel.class));
        socket.connect(listener.getLocalSocketAddress());
        assertThat(path.getPath()).exists();
        net.close();

        assertThat(listener.isClosed()).isTrue();
        assertThat(channel.isOpen()).isFalse();
        assertThat(path.getPath().getParent()).doesNotExist();
        assertThat(socket.isClosed()).isTrue();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void a_fixed_port_that_is_taken_is_told() throws Exception {
        ServerSocket first = net.open(TcpServerSpec.create().host(OWN_HOST).as(ServerSocket.class));
        int port = first.getLocalPort();
        TcpServerSpec taken = TcpServerSpec.create().host(OWN_HOST).port(port);
        String message =
                "Cannot bind to " + OWN_HOST + ":" + port + ": Address already in use. Use port 0 for a free one.";

        for (Class<?> type : new Class<?>[] {
            ServerSocket.class, ServerSocketChannel.class, StreamServer.class, InetSocketAddress.class, int.class
        }) {
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> net.open(taken.as(type)))
                    .withMessage(message)
                    .withCauseInstanceOf(java.net.BindException.class);
        }
        first.close();
        assertThat(net.open(taken).port()).isEqualTo(port);
    }

    @Test
    void reuse_address_lets_a_port_be_taken_that_connections_still_have() throws Exception {
        ServerSocketChannel before =
                net.open(TcpServerSpec.create().host(OWN_HOST).as(ServerSocketChannel.class));
        int port = before.socket().getLocalPort();
        TcpServerSpec again = TcpServerSpec.create().host(OWN_HOST).port(port);
        try (Peer peer = Peer.connectTo(before.getLocalAddress());
                SocketChannel accepted = before.accept()) {
            before.close();

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> net.open(again.reuseAddress(false)))
                    .withMessageContaining("Address already in use");
            assertThat(net.open(again.reuseAddress(true)).port()).isEqualTo(port);
            assertThat(accepted.isConnected()).isTrue();
        }
    }
}
