package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A link without faults cannot be told from the server behind it, by plain sockets on both sides. */
class StreamLinkTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void bytes_pass_both_ways(Transport transport) throws Exception {
        try (Ends ends = Ends.connect(net, transport)) {
            ends.client().write("ping");
            assertThat(ends.server().readText(4)).isEqualTo("ping");
            ends.server().write("pong!");
            assertThat(ends.client().readText(5)).isEqualTo("pong!");

            LinkedConnection connection = ends.link().connection(0);
            assertThat(connection.passedText(TO_SERVER)).isEqualTo("ping");
            assertThat(connection.arrived(TO_CLIENT)).isEqualTo("pong!".getBytes());
            assertThat(ends.link()).within(ofSeconds(5)).connection(0).hasPassedToClient("pong!");
            assertThat(connection.traffic(TO_SERVER)).isEqualTo(new Traffic(4, 4, 0));
            assertThat(ends.link().traffic(TO_CLIENT)).isEqualTo(new Traffic(5, 5, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_end_of_the_client_passes_and_the_server_goes_on(Transport transport) throws Exception {
        try (Ends ends = Ends.connect(net, transport)) {
            ends.client().write("question").shutdownOutput();
            assertThat(ends.server().readTextToEnd()).isEqualTo("question");

            ends.server().write("answer");
            assertThat(ends.client().readText(6)).isEqualTo("answer");
            assertThat(ends.link().connection(0)).isOpen();
            ends.server().shutdownOutput();
            assertThat(ends.client().readTextToEnd()).isEmpty();
            assertThat(ends.link().connection(0)).within(ofSeconds(5)).isOver();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_end_of_the_server_passes_and_the_client_goes_on(Transport transport) throws Exception {
        try (Ends ends = Ends.connect(net, transport)) {
            ends.server().write("greeting").shutdownOutput();
            assertThat(ends.client().readTextToEnd()).isEqualTo("greeting");

            ends.client().write("thanks");
            assertThat(ends.server().readText(6)).isEqualTo("thanks");
        }
    }

    @RepeatedTest(20)
    void a_reset_of_the_client_passes() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.client().write("last words").reset();

            assertThat(ends.server().readText(10)).isEqualTo("last words");
            assertReset(ends.server());
        }
    }

    @RepeatedTest(20)
    void a_reset_of_the_server_passes() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.client().write("hello");
            assertThat(ends.server().readText(5)).isEqualTo("hello");
            ends.server().write("last words").reset();

            assertThat(ends.client().readText(10)).isEqualTo("last words");
            assertReset(ends.client());
            assertThat(ends.link().connection(0)).within(ofSeconds(5)).isOver();
        }
    }

    @Test
    void a_reset_passes_although_the_other_side_does_not_read() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.client().fill();
            ends.client().reset();

            Background<byte[]> reading = Background.call(() -> ends.server().readToEnd());
            assertThatThrownBy(reading::result)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void a_client_that_writes_to_a_closed_server_is_reset() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.server().close();
            assertThat(ends.client().readTextToEnd()).isEmpty();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            ends.client().write("more");
                        }
                    })
                    .withMessageMatching("Broken pipe|Connection reset by peer");
        }
    }

    @ParameterizedTest
    @EnumSource
    void megabytes_pass_unchanged_although_the_receiver_is_slow(Transport transport) throws Exception {
        byte[] data = new byte[20_000_000];
        new Random(4).nextBytes(data);
        try (Ends ends = Ends.connect(net, transport)) {
            Background<Peer> writing =
                    Background.call(() -> ends.client().write(data).shutdownOutput());
            byte[] first = ends.server().read(1000);
            byte[] rest = ends.server().readToEnd();

            writing.result();
            assertThat(first).isEqualTo(Arrays.copyOf(data, 1000));
            assertThat(Arrays.equals(rest, Arrays.copyOfRange(data, 1000, data.length)))
                    .isTrue();
            LinkedConnection connection = ends.link().connection(0);
            assertThat(connection.traffic(TO_SERVER)).isEqualTo(new Traffic(data.length, data.length, 0));
            assertThat(Arrays.equals(connection.passed(TO_SERVER), data)).isTrue();
        }
    }

    @Test
    void a_receiver_that_does_not_read_stops_the_sender() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            long taken = ends.client().fill();

            assertThat(taken).isLessThan(32 << 20);
            assertThat(ends.server().read((int) taken)).hasSize((int) taken);
        }
    }

    @Test
    void it_refuses_until_it_leads_somewhere() throws Exception {
        StreamLink link = net.tcpLink();
        assertThatThrownBy(() -> Peer.connectTo(link.address()))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection refused");

        link.to(net.tcpServer().greeting("hello"));

        try (Peer client = Peer.connectTo(link.address())) {
            assertThat(client.readText(5)).isEqualTo("hello");
        }
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains(link + " note: refuses connects until to(...) is called");
    }

    @Test
    void a_unix_link_refuses_until_it_leads_somewhere() throws Exception {
        StreamLink link = net.unixLink();
        assertThatThrownBy(() -> Peer.connectTo(link.path()))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection refused");

        link.to(net.unixServer().greeting("hello"));

        try (Peer client = Peer.connectTo(link.path())) {
            assertThat(client.readText(5)).isEqualTo("hello");
        }
    }

    @Test
    void it_leads_from_any_family_to_any_other() throws Exception {
        StreamServer unix = net.unixServer().greeting("from unix");
        StreamLink six = net.tcpLink(spec -> spec.family(Family.INET6)).to(unix);
        StreamLink four = net.tcpLink().to(six.address());
        StreamLink path = net.unixLink().to(four.address());

        try (Peer client = Peer.connectTo(path.path())) {
            assertThat(client.readText(9)).isEqualTo("from unix");
        }
    }

    @Test
    void later_connections_go_where_it_leads_then() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().greeting("one"));
        try (Peer first = Peer.connectTo(link.address())) {
            assertThat(first.readText(3)).isEqualTo("one");
            link.to(net.tcpServer().greeting("two"));

            try (Peer second = Peer.connectTo(link.address())) {
                assertThat(second.readText(3)).isEqualTo("two");
            }
            assertThat(first.channel().isConnected()).isTrue();
            assertThat(link.connection(0)).isOpen();
        }
    }

    @Test
    void a_client_is_reset_when_the_server_is_down_and_the_transcript_says_why() throws Exception {
        var nowhere = net.refusedPort();
        StreamLink link = net.tcpLink().to(nowhere);

        try (Peer client = Peer.connectTo(link.address())) {
            assertReset(client);
        }
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains("server side #0 of " + link + " -> connect failed to 127.0.0.1:" + nowhere.getPort()
                        + ": Connection refused, so the client is reset");
    }

    @Test
    void a_server_that_vanishes_resets_or_ends_its_clients() throws Exception {
        StreamServer server = net.tcpServer();
        StreamLink link = net.tcpLink().to(server);
        try (Peer client = Peer.connectTo(link.address())) {
            server.connection(0);
            server.stop();

            assertThat(client.readTextToEnd()).isEmpty();
            try (Peer late = Peer.connectTo(link.address())) {
                assertReset(late);
            }
        }
    }

    @Test
    void closing_it_ends_both_sides_and_refuses_from_then_on() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.link().close();
            ends.link().close();

            assertThat(ends.client().readTextToEnd()).isEmpty();
            assertThat(ends.server().readTextToEnd()).isEmpty();
            assertThat(ends.link().connection(0)).isOver();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void a_hundred_clients_at_once_are_told_apart(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        StreamLink link = (transport == Transport.UNIX ? net.unixLink() : net.tcpLink()).to(server);
        Peer[] clients = new Peer[100];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = Peer.connectTo(link.socketAddress()).write("client " + (100 + i));
        }
        for (int i = 0; i < clients.length; i++) {
            assertThat(clients[i].readText(10)).isEqualTo("client " + (100 + i));
            clients[i].close();
        }
        assertThat(link).hasConnections(100);
    }

    @Test
    void it_reads_in_the_transcript_as_it_happened() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamLink link = Ends.link(net, Transport.TCP_IPV4, listener);
        try (Ends ends = Ends.connect(link, listener)) {
            ends.client().write("hi").shutdownOutput();
            ends.server().readTextToEnd();
        }
        assertThat(link.connection(0)).within(ofSeconds(5)).isOver();
        String one = "connection #0 of " + link;
        String other = "server side #0 of " + link;

        assertThat(net.transcript().events())
                .filteredOn(event -> event.track().toString().endsWith(link.toString()))
                .extracting(event -> event.toString().replaceAll("127.0.0.1:\\d+", "x"))
                .containsSubsequence(
                        link + " open on x",
                        link + " note: refuses connects until to(...) is called",
                        link + " note: leads to x",
                        one + " <- connect from x",
                        other + " -> connect to x",
                        one + " <- 2 bytes \"hi\"",
                        other + " -> 2 bytes \"hi\"",
                        one + " <- FIN",
                        other + " -> FIN",
                        other + " <- FIN",
                        one + " -> FIN");
    }

    @Test
    void the_port_stays_its_own_while_it_refuses() throws Exception {
        StreamLink link = net.tcpLink();

        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.setReuseAddress(true);
                        socket.bind(link.address());
                    }
                })
                .hasMessageContaining("Address already in use");
    }

    private static void assertReset(Peer peer) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> peer.read(1))
                .isInstanceOf(SocketException.class)
                .withMessage("Connection reset");
    }
}
