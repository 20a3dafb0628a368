package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The table of open sockets, as the kernel of Linux has them. */
@EnabledOnOs(OS.LINUX)
class SocketsTests {

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void both_ends_of_a_connection_are_told_with_what_is_unread() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket client = connect(server.address())) {
            Connection connection = server.connection(0);
            connection.stopReading();
            client.getOutputStream().write("PING\r\n".getBytes(UTF_8));
            int port = server.port();
            int other = client.getLocalPort();

            assertThat(rows())
                    .containsExactlyInAnyOrder(
                            "tcp|LISTEN|127.0.0.1:" + port + "|-|0 waiting|-|AGE|tcp-server:" + port,
                            "tcp|ESTABLISHED|127.0.0.1:" + port + "|127.0.0.1:" + other
                                    + "|6|0|AGE|connection #0 of tcp-server:" + port,
                            "tcp|ESTABLISHED|127.0.0.1:" + other + "|127.0.0.1:" + port
                                    + "|0|UNCONFIRMED|-|the other end of connection #0 of tcp-server:" + port
                                    + ", in this process");
        }
    }

    @Test
    void a_peer_that_does_not_close_is_in_close_wait() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket client = connect(server.address())) {
            server.connection(0).close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);

            await().untilAsserted(() -> assertThat(rows())
                    .anyMatch(row -> row.startsWith("tcp|CLOSE_WAIT|127.0.0.1:" + client.getLocalPort() + "|")
                            && row.endsWith("|the other end of connection #0 of tcp-server:" + server.port()
                                    + ", in this process"))
                    .anyMatch(row -> row.startsWith("tcp|FIN_WAIT2|127.0.0.1:" + server.port() + "|")
                            && row.endsWith("|-|connection #0 of tcp-server:" + server.port() + ", closed")));
        }
    }

    @Test
    void the_end_of_the_stream_is_not_counted_as_unread() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket client = connect(server.address())) {
            server.connection(0).send("PONG").close();

            await().untilAsserted(() -> assertThat(rows())
                    .anyMatch(row -> row.startsWith("tcp|CLOSE_WAIT|127.0.0.1:" + client.getLocalPort() + "|")
                            && row.contains("|4|UNCONFIRMED|")));
        }
    }

    @Test
    void connections_that_nobody_accepts_wait_at_the_socket_of_the_test() throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        try (Socket client = connect(listener.getLocalSocketAddress())) {
            assertThat(rows())
                    .anyMatch(row -> row.matches("tcp\\|LISTEN\\|.*\\|1 waiting\\|.*"))
                    .anyMatch(row -> row.matches("tcp\\|ESTABLISHED\\|.*\\|connection of .*, not accepted yet"));
            try (Socket accepted = listener.accept()) {
                assertThat(rows())
                        .anyMatch(row -> row.matches("tcp\\|LISTEN\\|.*\\|0 waiting\\|.*"))
                        .anyMatch(row -> row.matches("tcp\\|ESTABLISHED\\|127\\.0\\.0\\.1:" + accepted.getLocalPort()
                                + "\\|.*\\|connection of .*, in this process"));
            }
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_connection_between_two_owners_has_no_strangers() {
        try (Loopback other = Loopback.open()) {
            StreamServer server = net.tcpServer();
            StreamClient client = other.tcpClient();
            client.connect(server);
            server.connection(0);

            assertThat(rows(Loopback.sockets(List.of(net, other))))
                    .hasSize(3)
                    .noneMatch(row -> row.contains("in this process"))
                    .anyMatch(row -> row.endsWith("|connection #0 of tcp-server:" + server.port()))
                    .anyMatch(row -> row.contains("127.0.0.1:" + server.port() + "|0|0|AGE|"));
        }
    }

    @Test
    void datagram_peers_are_bound() {
        int port = net.udpPeer().port();

        assertThat(rows()).containsExactly("udp|bound|127.0.0.1:" + port + "|-|0|0|AGE|udp-peer:" + port);
    }

    @Test
    void a_connection_that_is_closed_since_tls_failed_does_not_stand_as_open() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.tls(TlsOptions.create()));
        try (Socket client = connect(server.address())) {
            client.getOutputStream().write("no TLS\r\n".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(8)).hasSize(7); // the alert, and the end

            await().untilAsserted(() -> assertThat(rows())
                    .filteredOn(row -> row.contains(":" + client.getLocalPort()))
                    .hasSize(2)
                    .anyMatch(row -> row.startsWith("tcp|FIN_WAIT2|")
                            && row.endsWith("|0|0|-|connection #0 of tcp-server:" + server.port() + ", closed"))
                    .anyMatch(row -> row.startsWith("tcp|CLOSE_WAIT|")
                            && row.endsWith("|the other end of connection #0 of tcp-server:" + server.port()
                                    + ", in this process")));
        }
    }

    @Test
    void each_socket_of_a_datagram_link_is_bound_and_has_an_owner() {
        DatagramPeer server = net.udpPeer();
        DatagramLink link = net.udpLink().to(server.address());
        link.apply(DatagramFault.forge());
        DatagramPeer client = net.udpPeer();
        client.sendTo(link.address(), "hi");
        assertThat(server).within(ofSeconds(10)).hasReceived("hi").hasReceived("hh");

        assertThat(rows())
                .hasSize(5)
                .allMatch(row -> row.startsWith("udp|bound|127.0.0.1:"))
                .anyMatch(row -> row.endsWith("|-|0|0|AGE|" + link))
                .anyMatch(row -> row.endsWith("|-|0|0|AGE|server side of flow #0 of " + link))
                .anyMatch(row -> row.endsWith("|-|0|0|AGE|stranger to " + link));
    }

    @Test
    void of_what_no_table_tells_the_fixture_tells() {
        String server = net.unixServer().toString();

        assertThat(rows())
                .singleElement()
                .asString()
                .matches("unix\\|open\\|.*\\|-\\|-\\|-\\|AGE\\|" + Pattern.quote(server));
    }

    @Test
    void what_is_closed_is_not_there() {
        StreamServer server = net.tcpServer();
        net.tcpClient();
        assertThat(net.sockets().isEmpty()).isFalse();
        server.stop();
        assertThat(net.sockets().isEmpty()).isTrue();
        assertThat(net.sockets()).hasToString("");
    }

    @Test
    void columns_are_aligned_below_their_names() {
        int port = net.tcpServer().port();

        String age = " +\\d+\\.\\d{3} ms  ";
        assertThat(net.sockets().toString().lines().toList()).hasSize(2);
        assertThat(net.sockets().toString())
                .matches(Pattern.compile("  type  state   local            remote  unread     unsent  age *owner\n"
                        + "  tcp   LISTEN  127\\.0\\.0\\.1:" + port + "  -       0 waiting  -     " + age + ".*:" + port
                        + "\n"));
    }

    @Test
    void a_long_table_is_cut() {
        for (int i = 0; i < 60; i++) {
            net.udpPeer();
        }

        assertThat(net.sockets().toString().lines())
                .hasSize(52)
                .last()
                .asString()
                .isEqualTo("  ... and 10 more ...");
    }

    private static Socket connect(SocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server);
        return socket;
    }

    private List<String> rows() {
        return rows(net.sockets());
    }

    /** The lines below the names, with bars between the columns. What was sent may wait for its ACK still. */
    private static List<String> rows(Sockets sockets) {
        List<String> rows = new ArrayList<>();
        sockets.toString()
                .lines()
                .skip(1)
                .map(line -> line.strip().replaceAll("\\d+\\.\\d{3} ms", "AGE").replaceAll(" {2,}", "|"))
                .forEach(line -> rows.add(line.replaceAll("\\d+\\|-\\|the other end", "UNCONFIRMED|-|the other end")));
        return rows;
    }
}
