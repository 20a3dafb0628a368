package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamServerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void accepts_and_records_by_itself(Transport transport) throws Exception {
        StreamServer server = transport.server(net);

        try (Peer peer = Peer.connectTo(server)) {
            peer.write("PI").write("NG");

            assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("PING");
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasEndedByFin();
    }

    @ParameterizedTest
    @EnumSource
    void records_what_came_before_anybody_asked_also_of_a_peer_that_has_gone(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            peer.write("gone");
        }

        assertThat(server.connection(0).receiveToEnd()).asString().isEqualTo("gone");
        assertThat(server.connection(0).receivedText()).isEqualTo("gone");
    }

    @Test
    void a_tcp_server_has_an_address_with_a_port_and_no_path() {
        StreamServer server = net.tcpServer();

        assertThat(server.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(server.socketAddress()).isEqualTo(server.address());
        assertThat(server.port()).isPositive().isEqualTo(server.address().getPort());
        assertThat(server).hasToString("tcp-server:" + server.port());
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(server::path)
                .withMessage(server + " has no path but an IP address. Use address() or socketAddress().");
    }

    @Test
    void an_ipv6_server_is_on_the_ipv6_loopback_address_alone() throws Exception {
        StreamServer server = Transport.TCP_IPV6.server(net);

        assertThat(server.address().getAddress()).isEqualTo(InetAddress.getByName("::1"));
        var sameOverIpv4 = new InetSocketAddress("127.6.6.6", server.port()); // of 127.0.0.1 another test may have it
        assertThatThrownBy(() -> Peer.connectTo(sameOverIpv4)).hasMessage("Connection refused");
    }

    @Test
    void a_unix_server_has_a_path_and_no_address() {
        StreamServer server = net.unixServer();

        UnixDomainSocketAddress path = server.path();
        assertThat(path.getPath()).exists();
        assertThat(server.socketAddress()).isEqualTo(path);
        assertThat(server).hasToString("unix-server:" + path);
        String message = server + " has no IP address but a path. Use path() or socketAddress().";
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(server::address)
                .withMessage(message);
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(server::port)
                .withMessage(message);
    }

    @ParameterizedTest
    @EnumSource
    void lists_connections_in_the_order_of_acceptance(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        assertThat(server.connections()).isEmpty();

        try (Peer first = Peer.connectTo(server);
                Peer second = Peer.connectTo(server)) {
            first.write("first");
            second.write("second");

            assertThat(server.connection(1).receive(6)).asString().isEqualTo("second");
            List<Connection> both = server.connections();
            assertThat(both).extracting(Connection::index).containsExactly(0, 1);
            assertThat(both.get(0).receive(5)).asString().isEqualTo("first");
            assertThat(both).hasToString("[connection #0 of " + server + ", connection #1 of " + server + "]");
            assertThat(both.get(0).remoteAddress()).isEqualTo(first.channel().getLocalAddress());
            assertThat(both.get(0).localAddress()).isEqualTo(server.socketAddress());

            try (Peer third = Peer.connectTo(server)) {
                assertThat(server.connection(2).remoteAddress())
                        .isEqualTo(third.channel().getLocalAddress());
                assertThat(both).as("the snapshot").hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void waits_for_a_connection(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        Background<Connection> second =
                Background.call(() -> server.connection(1)).awaitWaiting();

        try (Peer peer = Peer.connectTo(server)) {
            Connection first = server.connection(0);
            second.awaitWaiting();
            try (Peer other = Peer.connectTo(server)) {
                assertThat(second.result()).isNotSameAs(first).isSameAs(server.connection(1));
            }
        }
    }

    @Test
    void says_how_long_it_waited_for_a_connection_and_how_many_have_come() throws Exception {
        StreamServer server = Transport.TCP_IPV4.server(net, Options.NONE.with(TIMEOUT_MILLIS, 60));
        long start = System.nanoTime();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> server.connection(0))
                .withMessage("Waited 60 ms for connection #0 of " + server + " but none has come.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));

        try (Peer first = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> server.connection(1))
                    .withMessage("Waited 60 ms for connection #1 of " + server + " but 1 has come.");
            try (Peer second = Peer.connectTo(server)) {
                assertThat(server).within(ofSeconds(30)).hasConnections(2);
                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(() -> server.connection(7))
                        .withMessage("Waited 60 ms for connection #7 of " + server + " but 2 have come.");
            }
        }
    }

    @Test
    void there_is_no_connection_before_the_first() {
        StreamServer server = net.tcpServer();

        assertThatThrownBy(() -> server.connection(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connection must be given 0 or more but was -1. Write connection(0) for the first.");
        assertThatThrownBy(() -> assertThat(server).connection(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connection must be given 0 or more but was -2. Write connection(0) for the first.");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void null_is_no_handler() {
        assertThatThrownBy(() -> net.tcpServer().handle(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("handle must be given code but was given null.");
    }

    @Test
    void a_stopped_server_is_not_waited_for() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0);
            Background<Connection> second =
                    Background.call(() -> server.connection(1)).awaitWaiting();
            server.stop();

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(second::result)
                    .withMessage("Cannot get connection #1 of " + server + ": it is stopped, and 1 has come.");
        }
        assertThat(server.connection(0).index()).as("one that has come").isZero();
    }

    @Test
    void accepts_hundreds_of_connections_at_once() throws Exception {
        StreamServer server = net.tcpServer();
        Peer[] peers = new Peer[300];
        try {
            for (int i = 0; i < peers.length; i++) {
                peers[i] = Peer.connectTo(server).write("client " + i + "\n");
            }
            for (int i = 0; i < peers.length; i++) {
                assertThat(server.connection(i).receiveLine()).isEqualTo("client " + i);
            }
        } finally {
            for (Peer peer : peers) {
                if (peer != null) {
                    peer.close();
                }
            }
        }
    }
}
