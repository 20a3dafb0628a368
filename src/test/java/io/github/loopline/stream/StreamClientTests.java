package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client has beyond the verbs that it shares with a connection. */
class StreamClientTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void drives_a_server_under_test() throws Exception {
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        Background<Void> underTest = Background.call(() -> {
            try (Socket socket = listener.accept()) {
                socket.getOutputStream().write("220 ready\r\n".getBytes(StandardCharsets.UTF_8));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("QUIT\r\n");
                socket.getOutputStream().write("221 bye\r\n".getBytes(StandardCharsets.UTF_8));
                return null;
            }
        });

        net.tcpClient()
                .connect(listener.getLocalSocketAddress())
                .expectLine("220 ready")
                .send("QUIT\r\n")
                .expect("221 bye\r\n")
                .expectFin();
        underTest.result();
    }

    @ParameterizedTest
    @EnumSource
    void connects_to_a_fixture_and_to_a_port_of_its_family(Transport transport) {
        StreamServer server = transport.server(net).echo();
        StreamClient client = transport.client(net);

        assertThat(client.connect(server)).isSameAs(client);
        client.send("x").expect("x");
        if (transport != Transport.UNIX) {
            StreamClient other = transport.client(net).connect(server.port());
            other.send("y").expect("y");
        }
        assertThat(net.connectTo(server).send("z").receive(1)).asString().isEqualTo("z");
    }

    @ParameterizedTest
    @EnumSource
    void connects_again_after_its_connection_was_closed(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        StreamClient client = transport.client(net);
        for (int i = 0; i < 20; i++) {
            client.connect(server).send("round " + i).expect("round " + i);
            assertThat(client.connection().index()).isEqualTo(i);
            assertThat(client.receivedText()).as("of the latest connection").isEqualTo("round " + i);
            client.connection().close();
        }
        assertThat(client.connections()).hasSize(20);
        assertThat(client.connections().get(3).receivedText()).isEqualTo("round 3");
    }

    @Test
    void connects_again_after_an_rst() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamClient client = net.tcpClient();
        for (int i = 0; i < 20; i++) {
            client.connect(listener.getLocalAddress());
            try (Peer peer = Peer.acceptedFrom(listener)) {
                peer.reset();
            }
            client.expectRst();
        }
    }

    @Test
    void has_no_verbs_before_it_connects() {
        StreamClient client = net.tcpClient();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> client.send("x"))
                .withMessage(client + " is not connected. Call connect(address) first.");
        assertThat(client).hasReceivedNothing();
        assertThat(client.connections()).isEmpty();
    }

    @Test
    void names_itself_by_its_kind_and_ordinal() {
        assertThat(net.tcpClient()).hasToString("tcp-client:1");
        assertThat(net.unixClient()).hasToString("unix-client:2");
        StreamClient third = net.connectTo(net.tcpServer());
        assertThat(third).hasToString("tcp-client:3");
        assertThat(third.connection()).hasToString("connection #0 of tcp-client:3");
    }

    @ParameterizedTest
    @EnumSource
    void close_closes_its_connections_for_good(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        StreamClient client = transport.client(net).connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            client.close();
            client.close();
            assertThat(peer.readToEnd()).isEmpty();
            assertThat(client.end()).isEqualTo(End.CLOSED);
        }
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> client.connect(listener.getLocalAddress()))
                .withMessageEndingWith(": CLOSED (errno 9). Connect before the close, or use another client.");
    }

    @Test
    void a_refused_connect_names_the_address_in_digits() {
        StreamClient six = Transport.TCP_IPV6.client(net);

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> six.connect(1))
                .withMessage("Cannot connect " + six + " to [::1]:1: REFUSED (errno 111, Connection refused).");
    }

    @Test
    void a_port_that_cannot_be_is_told_in_one_line() {
        StreamClient client = net.tcpClient();

        for (int port : new int[] {-1, 65_536}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> client.connect(port))
                    .withMessage("A StreamClient connects to a port between 1 and 65535 but was given " + port
                            + ". Write the port of a server.");
        }
    }

    @Test
    void a_second_connect_says_what_is_in_its_way() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.connectTo(server);
        String beginning = "Cannot connect " + client + " to 127.0.0.1:";

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> client.connect(server))
                .withMessage(beginning + server.port() + ": ALREADY_CONNECTED (errno 106)."
                        + " Close its connection() first, or use another client.");

        InetSocketAddress nowhere = net.unresponsivePort();
        StreamClient pending = net.tcpClient(spec -> spec.blocking(false)).connect(nowhere);
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> pending.connect(nowhere))
                .withMessage("Cannot connect " + pending + " to 127.0.0.1:" + nowhere.getPort()
                        + ": ALREADY_PENDING (errno 114). Wait for its connection, or use another client.");
    }

    @Test
    void a_connect_under_way_is_its_only_one() throws Exception {
        InetSocketAddress nowhere = net.unresponsivePort();
        StreamClient client = net.open(TcpClientSpec.create().timeout(ofSeconds(20)));
        Background<ConnectOutcome> first =
                Background.call(() -> client.connectEx(nowhere)).awaitWaiting();

        assertThat(client.connectEx(nowhere).kind()).isEqualTo(ConnectOutcome.Kind.ALREADY_PENDING);
        assertThat(first.isDone()).isFalse();
        client.close();
        assertThat(first.result().kind()).isEqualTo(ConnectOutcome.Kind.CLOSED);
    }

    @Test
    void a_pending_connect_gets_through_when_the_server_accepts_again() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.backlog(1));
        server.fillBacklog();
        StreamClient client = net.open(TcpClientSpec.create().timeout(ofSeconds(20)));
        Background<ConnectOutcome> connecting =
                Background.call(() -> client.connectEx(server.address())).awaitWaiting();
        assertThat(server).hasReceivedNothingFor(ofMillis(50));
        server.drain();

        assertThat(connecting.result().kind()).isEqualTo(ConnectOutcome.Kind.CONNECTED);
        client.send("late");
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("late");
    }
}
