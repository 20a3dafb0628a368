package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FIN, half-closed connections, and what is known of a connection after its end. Resets have tests of their own. */
class EndingTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void close_sends_what_was_sent_and_a_fin(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).send("bye").close();

            assertThat(peer.readTextToEnd()).isEqualTo("bye");
            assertThat(peer.readToEnd()).as("and again").isEmpty();
        }
    }

    @Test
    void close_is_a_fin_to_the_peer_even_if_something_was_not_read() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0).stopReading();
            peer.write("unread");
            connection.send("bye").close();

            assertThat(peer.readTextToEnd()).isEqualTo("bye");
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_shutdown_output_the_peer_reads_the_end_and_can_still_write(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            assertThat(connection.send("that is all").shutdownOutput().shutdownOutput())
                    .isSameAs(connection);
            assertThat(peer.readTextToEnd()).isEqualTo("that is all");
            assertThat(connection.end()).isEqualTo(End.OPEN);

            peer.write("thanks").shutdownOutput();
            assertThat(connection.receiveToEnd()).asString().isEqualTo("thanks");
            assertThat(connection.end()).isEqualTo(End.FIN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_the_fin_of_the_peer_it_can_still_be_answered(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server).write("question").shutdownOutput()) {
            Connection connection = server.connection(0);
            assertThat(connection.receiveToEnd()).asString().isEqualTo("question");

            connection.send("answer").close();
            assertThat(peer.readTextToEnd()).isEqualTo("answer");
            assertThat(connection.end()).as("the peer was first").isEqualTo(End.FIN);
        }
    }

    @Test
    void after_shutdown_input_a_tcp_peer_notices_nothing() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server).write("before")) {
            Connection connection = server.connection(0);
            assertThat(connection).within(ofSeconds(5)).hasReceived("before");
            assertThat(connection.shutdownInput().shutdownInput()).isSameAs(connection);

            for (int i = 0; i < 20; i++) {
                peer.write("after");
            }
            assertThat(connection.send("still here").receivedText()).isEqualTo("before");
            assertThat(peer.readText(10)).isEqualTo("still here");
            assertThat(connection.receiveToEnd()).asString().isEqualTo("before");
        }
    }

    @Test
    void after_shutdown_input_the_writes_of_a_unix_peer_fail() throws Exception {
        StreamServer server = net.unixServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).shutdownInput();

            assertThatThrownBy(() -> peer.write("after")).hasMessage("Broken pipe");
        }
    }

    @ParameterizedTest
    @EnumSource
    void how_it_ended_is_how_the_first_side_ended_it(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server.connection(0).end()).isEqualTo(End.OPEN);
            peer.shutdownOutput();
            assertThat(server.connection(0)).within(ofSeconds(5)).hasEndedByFin();
            assertThat(server.connection(0).end()).isEqualTo(End.FIN);
        }
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(1).close();
            server.connection(1).close();
            assertThat(server.connection(1).end()).isEqualTo(End.CLOSED);
            assertThat(peer.readToEnd()).isEmpty();
        }
        assertThat(server.connection(1).end()).as("after the peer's FIN").isEqualTo(End.CLOSED);
    }

    @Test
    void an_rst_of_the_peer_is_told_from_a_fin() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < 50; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                peer.write("x").reset();
            }
            server.connection(2 * i).expectRst();
            assertThat(server.connection(2 * i).end()).isEqualTo(End.RST);
            try (Peer peer = Peer.connectTo(server)) {
                peer.write("x");
            }
            server.connection(2 * i + 1).expect("x").expectFin();
            assertThat(server.connection(2 * i + 1).end()).isEqualTo(End.FIN);
        }
    }

    @Test
    void an_rst_before_the_accept_is_seen() throws Exception {
        StreamServer server = net.tcpServer().stopAccepting();
        Peer.connectTo(server).reset();
        server.resumeAccepting();

        server.connection(0).expectRst();
        assertThat(net.transcript().toString()).doesNotContain("ERROR");
    }

    @Test
    void a_unix_peer_that_closes_with_something_unread_resets() throws Exception {
        StreamServer server = net.unixServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).send("unread");
        }
        server.connection(0).expectRst();
    }

    @ParameterizedTest
    @EnumSource
    void addresses_are_known_also_after_the_end(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net);
        ServerSocketChannel listener = transport.listener(net);
        SocketAddress remote;
        try (Peer peer = Peer.connectTo(server)) {
            remote = peer.channel().getLocalAddress();
            server.connection(0).close();
        }
        assertThat(server.connection(0).localAddress()).isEqualTo(server.socketAddress());
        assertThat(server.connection(0).remoteAddress()).isEqualTo(remote);

        client.connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            SocketAddress local = peer.channel().getRemoteAddress();
            client.close();
            assertThat(client.localAddress()).isEqualTo(local);
            assertThat(client.remoteAddress()).isEqualTo(listener.getLocalAddress());
        }
    }
}
