package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP beyond the everyday: rare options on the real socket, shared ports, urgent data, full queues. */
class TcpOptionsTests {

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void socket_of_the_jdk_has_all_of_them() throws IOException {
        Socket socket = net.open(everything().as(Socket.class));

        assertThat(socket.getTrafficClass()).isEqualTo(0x10);
        assertThat(socket.getOOBInline()).isTrue();
        assertThat(socket.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();
        assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(11);
        assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(12);
        assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(13);
    }

    @Test
    void channel_has_all_of_them() throws IOException {
        SocketChannel channel = net.open(everything().as(SocketChannel.class));

        assertThat(channel.getOption(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
        assertThat(channel.socket().getOOBInline()).isTrue();
        assertThat(channel.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(11);
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(12);
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(13);
    }

    private static TcpClientSpec everything() {
        return TcpClientSpec.create()
                .trafficClass(0x10)
                .oobInline(true)
                .reusePort(true)
                .quickAck(true)
                .keepAlive(true)
                .keepIdleSeconds(11)
                .keepIntervalSeconds(12)
                .keepCount(13);
    }

    @Test
    void two_listeners_share_a_port() throws IOException {
        ServerSocket first = net.open(TcpServerSpec.create().reusePort(true).as(ServerSocket.class));
        int port = first.getLocalPort();
        ServerSocketChannel second =
                net.open(TcpServerSpec.create().reusePort(true).port(port).as(ServerSocketChannel.class));

        assertThat(second.socket().getLocalPort()).isEqualTo(port);
    }

    @Test
    void connects_are_spread_over_servers_that_share_a_port() throws IOException {
        StreamServer first = net.tcpServer(spec -> spec.reusePort(true));
        StreamServer second = net.tcpServer(spec -> spec.reusePort(true).port(first.port()));
        for (int i = 0; i < 64; i++) {
            connect(first, 5000);
        }

        assertThat(first).within(ofSeconds(5)).hasConnectionsAtLeast(1);
        assertThat(second).within(ofSeconds(5)).hasConnectionsAtLeast(1);
    }

    @Test
    void servers_on_two_addresses_have_one_port_number() throws IOException {
        StreamServer first = net.tcpServer(spec -> spec.greeting("one"));
        StreamServer second =
                net.tcpServer(spec -> spec.host("127.0.0.2").port(first.port()).greeting("two"));

        assertThat(read(second)).isEqualTo("two");
        assertThat(read(first)).isEqualTo("one");
    }

    private static String read(StreamServer server) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            return new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void urgent_byte_is_in_the_stream_only_if_the_peer_says_so(boolean inline) throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket peer = new Socket()) {
            peer.setOOBInline(inline);
            peer.connect(server.address());
            server.connection(0).send("a").sendUrgent('!').send("b").close();

            assertThat(peer.getInputStream().readAllBytes()).asString().isEqualTo(inline ? "a!b" : "ab");
        }
    }

    @Test
    void urgent_byte_is_recorded_as_such() throws IOException {
        StreamServer server = net.tcpServer();
        connect(server, 5000);
        server.connection(0).sendUrgent('!');

        assertThat(net.transcript().toString()).contains("-> 1 byte urgent \"!\"");
    }

    @Test
    void unix_socket_has_no_urgent_data() {
        StreamClient client = net.connectTo(net.unixServer());

        assertThatThrownBy(() -> client.sendUrgent('!'))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Failed on connection #0 of " + client + ": a Unix socket has no urgent data.");
    }

    @Test
    void full_backlog_leaves_connects_pending_until_it_is_drained() throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.backlog(3));

        assertThat(server.fillBacklog()).isEqualTo(4);
        assertThatThrownBy(() -> connect(server, 200)).isInstanceOf(SocketTimeoutException.class);

        server.drain();
        connect(server, 5000);
        assertThat(server).within(ofSeconds(5)).hasConnectionsAtLeast(1);
    }

    @Test
    void fillers_are_no_connections_of_the_server() throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.backlog(1));
        connect(server, 5000);
        server.fillBacklog();
        server.drain();
        connect(server, 5000);

        assertThat(server).within(ofSeconds(5)).hasConnections(2);
    }

    @Test
    void full_backlog_of_a_unix_server_is_told_at_once() {
        StreamServer server = net.unixServer(spec -> spec.backlog(2));
        StreamClient client = net.open(UnixClientSpec.create().blocking(false));

        assertThat(server.fillBacklog()).isEqualTo(3);
        assertThat(client.connectEx(server.path()).kind()).isEqualTo(ConnectOutcome.Kind.BACKLOG_FULL);

        server.drain();
        assertThat(net.connectTo(server).end()).isEqualTo(End.OPEN);
    }

    @Test
    void burst_of_connects_is_accepted_whole() throws Exception {
        StreamServer server = net.tcpServer();
        AtomicInteger failed = new AtomicInteger();
        Thread[] threads = new Thread[16];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int j = 0; j < 16; j++) {
                    try {
                        connect(server, 5000);
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failed).hasValue(0);
        assertThat(server).within(ofSeconds(5)).hasConnections(256);
    }

    private static void connect(StreamServer server, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address(), timeoutMillis);
        }
    }
}
