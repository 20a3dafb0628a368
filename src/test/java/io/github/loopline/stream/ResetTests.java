package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reset is proven by what the peer gets: "Connection reset", every time. */
class ResetTests {

    private static final int TIMES = 100;

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void of_an_idle_connection(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        for (int i = 0; i < TIMES; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                server.connection(i).reset();

                assertReset(peer);
            }
            assertThat(server.connection(i).end()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void straight_after_accept_by_a_handler() throws Exception {
        StreamServer server = net.tcpServer().handle(Endpoint::reset);
        for (int i = 0; i < TIMES; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                assertReset(peer);
            }
        }
    }

    @Test
    void after_data_which_the_peer_still_gets() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < TIMES; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                server.connection(i).send("last words").reset();

                assertThat(peer.readText(10)).isEqualTo("last words");
                assertReset(peer);
            }
        }
    }

    @Test
    void with_something_read_and_something_unread() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < TIMES; i++) {
            try (Peer peer = Peer.connectTo(server).write("read")) {
                Connection connection = server.connection(i).expect("read").stopReading();
                peer.write("unread");
                connection.reset();

                assertReset(peer);
            }
        }
    }

    @Test
    void wakes_a_peer_that_waits_in_read() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                Background<Integer> reader =
                        Background.call(() -> socket.getInputStream().read());
                server.connection(i).reset();

                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(reader::result)
                        .withMessage("Connection reset");
            }
        }
    }

    @Test
    void fails_the_writes_of_the_peer() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).reset();

            assertThatThrownBy(() -> peer.write("x")).hasMessage("Connection reset by peer");
            assertThatThrownBy(() -> peer.write("x")).hasMessage("Broken pipe");
        }
    }

    @RepeatedTest(20)
    void of_a_client_by_a_plain_server() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamClient client = net.tcpClient().connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            peer.reset();
            client.expectRst();
            assertThat(client.end()).isEqualTo(End.RST);
        }
        client.connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            client.reset();
            assertReset(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_nothing_the_second_time_and_after_a_close(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            connection.close();
            connection.reset();
            connection.reset();

            assertThat(peer.readToEnd()).as("what comes before the FIN").isEmpty();
            assertThat(net.transcript().toString()).doesNotContain("RST");
        }
    }

    @Test
    void of_a_unix_connection_with_something_unread() throws Exception {
        StreamServer server = net.unixServer();
        for (int i = 0; i < TIMES; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(i).stopReading();
                peer.write("unread");
                connection.reset();

                assertReset(peer);
                assertThatThrownBy(() -> peer.write("x")).hasMessage("Broken pipe");
            }
        }
    }

    @Test
    void of_a_unix_connection_with_nothing_unread_is_refused() throws Exception {
        StreamServer server = net.unixServer();
        try (Peer peer = Peer.connectTo(server).write("read")) {
            Connection connection = server.connection(0).expect("read");

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::reset)
                    .withMessage("Cannot reset " + connection + ": a Unix socket is reset only by a close with unread"
                            + " data. Call stopReading() before the peer sends, or close().");
            assertThat(peer.write("again").channel().isConnected()).isTrue();
            connection.expect("again").send("still open");
            assertThat(peer.readText(10)).isEqualTo("still open");
        }
    }

    /** And again at each later read. */
    private static void assertReset(Peer peer) {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> peer.read(1))
                    .isInstanceOf(SocketException.class)
                    .withMessage("Connection reset");
        }
    }
}
