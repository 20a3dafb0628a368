package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BLOCKING;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.ConnectOutcome.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What timeoutMillis and blocking = false mean for the verbs of managed fixtures. */
class WaitingTests {

    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void the_default_of_every_wait_is_5_seconds() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server.connection(0).timeout()).isEqualTo(ofSeconds(5));
        }
    }

    @Test
    void a_timeout_goes_to_the_connections_of_a_server_and_of_a_client() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.timeout(ofMillis(70)));
        StreamClient client = net.open(TcpClientSpec.create().timeout(Duration.ofNanos(1_000_000_001)))
                .connect(server);
        assertThat(server).within(ofSeconds(30)).hasConnections(1);
        Connection accepted = server.connection(0);

        assertMessage(() -> accepted.receive(1), "Waited 70 ms for 1 byte on " + accepted + " but received nothing.");
        assertMessage(
                () -> client.receive(1),
                "Waited 1001 ms for 1 byte on connection #0 of " + client + " but received nothing.");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_does_not_block_waits_for_nothing(Transport transport) throws Exception {
        StreamServer server = transport.server(net, UNBLOCKING);
        assertMessage(
                () -> server.connection(0), "Did not wait for connection #0 of " + server + " but none has come.");

        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            Connection connection = server.connection(0);
            assertMessage(
                    () -> connection.receive(2),
                    "Did not wait for 2 bytes on " + connection + " but received nothing.");
            assertMessage(
                    connection::hasMore,
                    "Did not wait for a byte or the end on " + connection + " but received nothing.");

            peer.write("abc\n");
            assertThat(connection).within(ofSeconds(30)).hasReceived("abc\n");
            assertThat(connection.receive(1)).asString().isEqualTo("a");
            assertThat(connection.hasMore()).isTrue();
            assertThat(connection.receiveLine()).isEqualTo("bc");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> connection.expect("d"))
                    .withMessageContaining("but received    : nothing, the peer is still connected");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(connection::expectEnd)
                    .withMessageContaining("but the peer is still connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_send_that_does_not_block_sends_what_the_kernel_takes(Transport transport) throws Exception {
        StreamServer server = transport.server(net, UNBLOCKING);
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            Connection connection = server.connection(0).send("fits");
            assertThat(peer.readText(4)).isEqualTo("fits");

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send(new byte[32 << 20]))
                    .withMessage("Did not wait to send 33554432 bytes on " + connection + " but the kernel took "
                            + (connection.sent().length - 4) + ": the peer does not read. The rest is not sent.");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void a_client_that_does_not_block_goes_on_connecting(Transport transport) {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net, UNBLOCKING);

        ConnectOutcome outcome = client.connectEx(server.socketAddress());
        assertThat(outcome.kind()).isIn(Kind.IN_PROGRESS, Kind.CONNECTED);
        assertThat(client).within(ofSeconds(30)).isOpen();
        client.send("x");
        assertThat(server).within(ofSeconds(30)).connection(0).hasReceived("x");
    }

    @Test
    void a_connect_under_way_can_be_told() {
        InetSocketAddress nowhere = net.unresponsivePort();
        StreamClient client = Transport.TCP_IPV4.client(net, UNBLOCKING);

        ConnectOutcome outcome = client.connectEx(nowhere);
        assertThat(outcome.kind()).isEqualTo(Kind.IN_PROGRESS);
        assertThat(outcome.errno()).isEqualTo(115);
        assertThat(outcome.isConnected()).isFalse();
        assertThat(client.connectEx(nowhere).kind()).isEqualTo(Kind.ALREADY_PENDING);
        assertMessage(() -> client.send("x"), client + " is not connected yet: its connect is under way.");

        client.close();
        assertMessage(() -> client.send("x"), client + " is not connected. Call connect(address) first.");
    }

    private static void assertMessage(ThrowingCallable code, String message) {
        assertThatExceptionOfType(FixtureException.class).isThrownBy(code).withMessage(message);
    }
}
