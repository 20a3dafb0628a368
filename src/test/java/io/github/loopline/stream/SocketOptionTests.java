package io.github.loopline.stream;

import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is declared is what the kernel has, or the transcript says what it granted instead. */
class SocketOptionTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_small_receive_buffer_makes_a_small_window() throws Exception {
        assertThat(takenBy(net.tcpServer(spec -> spec.receiveBufferSize(1)))).isLessThan(20_000);
        assertThat(takenBy(net.tcpServer())).isGreaterThan(60_000);
    }

    /** Tells how much a peer with the smallest send buffer gets rid of. */
    private static long takenBy(StreamServer server) throws IOException {
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).stopReading();
            peer.channel().setOption(SO_SNDBUF, 1);
            return peer.fill();
        }
    }

    @Test
    void a_small_send_buffer_holds_little_of_what_the_peer_does_not_read() throws Exception {
        try (Loopback impatient = Loopback.open(Options.NONE.with(Option.TIMEOUT_MILLIS, 300))) {
            assertThat(heldBy(impatient.tcpServer(spec -> spec.sendBufferSize(1))))
                    .isLessThan(400_000);
            assertThat(heldBy(impatient.tcpServer())).isGreaterThan(1_000_000);
        }
    }

    private static long heldBy(StreamServer server) throws IOException {
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            Throwable unused = catchThrowable(() -> server.connection(0).send(new byte[16 << 20]));
            return server.connection(0).sent().length;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_granted_buffer_size_that_differs_is_in_the_transcript(Transport transport) throws Exception {
        Options small = Options.NONE.with(Option.RECEIVE_BUFFER_SIZE, 1).with(Option.SEND_BUFFER_SIZE, 3);
        StreamServer server = transport.server(net, small);
        StreamClient client = transport.client(net, small).connect(server);
        SocketChannel accepted = server.connection(0).io().channel();
        SocketChannel connected = client.connection().io().channel();

        assertThat(connected.getOption(SO_RCVBUF)).isGreaterThan(1);
        assertThat(accepted.getOption(SO_RCVBUF)).as("inherited").isEqualTo(connected.getOption(SO_RCVBUF));
        assertThat(notes())
                .contains(server + " note: receiveBufferSize asked 1, granted " + accepted.getOption(SO_RCVBUF))
                .contains("connection #0 of " + server + " note: sendBufferSize asked 3, granted "
                        + accepted.getOption(SO_SNDBUF))
                .contains("connection #0 of " + client + " note: receiveBufferSize asked 1, granted "
                        + connected.getOption(SO_RCVBUF))
                .contains("connection #0 of " + client + " note: sendBufferSize asked 3, granted "
                        + connected.getOption(SO_SNDBUF));
    }

    @Test
    void what_is_granted_as_asked_needs_no_note() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.noDelay(false).keepAlive(true));
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0);
            assertThat(notes()).isEmpty();
        }
    }

    private List<String> notes() {
        return net.transcript().events().stream()
                .map(Object::toString)
                .filter(line -> line.contains("note:"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_delay_is_set_and_is_on_unless_declared(boolean noDelay) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.noDelay(noDelay));
        StreamClient client = net.open(TcpClientSpec.create().noDelay(noDelay)).connect(server);
        assertThat(server.connection(0).io().channel().getOption(TCP_NODELAY)).isEqualTo(noDelay);
        assertThat(client.connection().io().channel().getOption(TCP_NODELAY)).isEqualTo(noDelay);

        StreamServer other = net.tcpServer();
        StreamClient otherClient = net.connectTo(other);
        assertThat(other.connection(0).io().channel().getOption(TCP_NODELAY)).isTrue();
        assertThat(otherClient.connection().io().channel().getOption(TCP_NODELAY))
                .isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keep_alive_starts_the_timer_of_the_kernel() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.keepAlive(true));
        StreamServer without = net.tcpServer();
        StreamClient client = net.open(TcpClientSpec.create().keepAlive(true)).connect(without);
        try (Peer peer = Peer.connectTo(server)) {
            Connection accepted = server.connection(0);
            assertThat(accepted.io().channel().getOption(SO_KEEPALIVE)).isTrue();
            assertThat(timer(accepted.localAddress(), accepted.remoteAddress())).isEqualTo("02");
            assertThat(timer(accepted.remoteAddress(), accepted.localAddress()))
                    .as("of the peer, which has none")
                    .isEqualTo("00");
            assertThat(timer(client.localAddress(), client.remoteAddress())).isEqualTo("02");
            assertThat(timer(client.remoteAddress(), client.localAddress())).isEqualTo("00");
        }
    }

    /** Gives the kind of timer that the kernel runs for a connection: 02 is keep-alive. */
    private static String timer(SocketAddress local, SocketAddress remote) throws IOException {
        Pattern ports = Pattern.compile(":%04X \\S+:%04X "
                .formatted(((InetSocketAddress) local).getPort(), ((InetSocketAddress) remote).getPort()));
        List<String> rows = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
        rows.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6"))); // where the JDK's sockets for both are
        for (String row : rows) {
            if (ports.matcher(row).find()) {
                return row.trim().split("\\s+")[5].substring(0, 2);
            }
        }
        throw new AssertionError("no row of the kernel has " + ports);
    }

    @Test
    void a_server_is_on_the_declared_host_alone() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host("127.0.0.2"));

        assertThat(server.address().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
        try (Peer peer = Peer.connectTo(server).write("x")) {
            server.connection(0).expect("x");
        }
        assertThatThrownBy(() -> Peer.connectTo(new InetSocketAddress("127.0.0.3", server.port())))
                .hasMessage("Connection refused");
    }

    @Test
    void a_client_comes_from_the_declared_host_and_port() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        int port;
        try (ServerSocketChannel free = ServerSocketChannel.open()) {
            free.bind(new InetSocketAddress("127.7.0.3", 0));
            port = free.socket().getLocalPort();
        }
        StreamClient client = net.open(TcpClientSpec.create().host("127.7.0.3").port(port));
        client.connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            assertThat(peer.channel().getRemoteAddress()).isEqualTo(new InetSocketAddress("127.7.0.3", port));
        }
    }
}
