package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BACKLOG;
import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.stream.ConnectOutcome.Kind;
import io.github.loopline.testkit.Background;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectExTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void connected(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        StreamClient client = transport.client(net);

        ConnectOutcome outcome = client.connectEx(listener.getLocalAddress());
        assertOutcome(outcome, Kind.CONNECTED, 0);
        assertThat(outcome.isConnected()).isTrue();
        assertThat(outcome.cause()).isNull();
        try (Peer peer = Peer.acceptedFrom(listener)) {
            assertThat(outcome.connection()).isSameAs(client.connection());
            client.send("hello");
            assertThat(peer.readText(5)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void already_connected_until_this_side_closes(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net).connect(server);
        assertOutcome(client.connectEx(server.socketAddress()), Kind.ALREADY_CONNECTED, 106);

        server.connection(0).close();
        client.expectFin();
        assertOutcome(client.connectEx(server.socketAddress()), Kind.ALREADY_CONNECTED, 106);

        client.connection().close();
        assertOutcome(client.connectEx(server.socketAddress()), Kind.CONNECTED, 0);
        assertThat(client.connections()).hasSize(2).last().isSameAs(client.connection());
        assertThat(server).within(ofSeconds(5)).hasConnections(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void refused(Transport transport) throws Exception {
        StreamServer server = transport.serverOfItsOwn(net, Options.NONE);
        server.stop();
        StreamClient client = transport.client(net);

        for (int i = 0; i < 3; i++) { // each with a fresh socket
            ConnectOutcome outcome = client.connectEx(server.socketAddress());
            assertOutcome(outcome, Kind.REFUSED, 111);
            assertThat(outcome.cause()).isInstanceOf(ConnectException.class).hasMessage("Connection refused");
            assertThat((Object) outcome.connection()).isNull();
            assertThat(outcome.isConnected()).isFalse();
        }
        assertThat(client.connections()).isEmpty();
    }

    @Test
    void refused_by_a_unix_path_where_nobody_listens() {
        UnixDomainSocketAddress held = net.open(PortSpec.refused().as(UnixDomainSocketAddress.class));

        assertOutcome(net.unixClient().connectEx(held), Kind.REFUSED, 111);
    }

    @Test
    void refused_by_port_0() {
        assertOutcome(net.tcpClient().connectEx(new InetSocketAddress("127.0.0.1", 0)), Kind.REFUSED, 111);
    }

    @Test
    void timed_out_locally() {
        InetSocketAddress nowhere = net.unresponsivePort();
        StreamClient client = net.open(TcpClientSpec.create().timeout(ofMillis(150)));
        long start = System.nanoTime();

        ConnectOutcome outcome = client.connectEx(nowhere);
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(150).toNanos(), ofMillis(2_150).toNanos());
        assertOutcome(outcome, Kind.TIMED_OUT_LOCALLY, 11);
        assertThat(outcome.cause())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("not connected within 150 ms");
    }

    @Test
    void timed_out_locally_by_a_unix_server_whose_queue_is_full() {
        UnixDomainSocketAddress nowhere = net.open(PortSpec.unresponsive().as(UnixDomainSocketAddress.class));
        StreamClient client = net.open(UnixClientSpec.create().timeout(ofMillis(150)));
        long start = System.nanoTime();

        assertOutcome(client.connectEx(nowhere), Kind.TIMED_OUT_LOCALLY, 11);
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(150).toNanos());
    }

    @Test
    void a_unix_server_that_accepts_again_in_time_is_reached() throws Exception {
        StreamServer server = net.unixServer(spec -> spec.backlog(1));
        server.fillBacklog();
        Background<ConnectOutcome> connecting =
                Background.call(() -> net.unixClient().connectEx(server.path())).awaitWaiting();
        server.drain();

        assertOutcome(connecting.result(), Kind.CONNECTED, 0);
    }

    @Test
    void backlog_full_if_it_does_not_wait() {
        UnixDomainSocketAddress nowhere = net.open(PortSpec.unresponsive().as(UnixDomainSocketAddress.class));
        StreamClient client = Transport.UNIX.client(net, Options.NONE.with(BLOCKING, false));

        assertOutcome(client.connectEx(nowhere), Kind.BACKLOG_FULL, 11);
    }

    @Test
    void no_such_path(@TempDir Path directory) {
        UnixDomainSocketAddress missing = UnixDomainSocketAddress.of(directory.resolve("s"));

        ConnectOutcome outcome = net.unixClient().connectEx(missing);
        assertOutcome(outcome, Kind.NO_SUCH_PATH, 2);
        assertThat(outcome.cause()).hasMessage("No such file or directory");
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void wrong_type() {
        DatagramPeer datagrams = net.unixPeer();

        ConnectOutcome outcome = net.unixClient().connectEx(datagrams.path());
        assertOutcome(outcome, Kind.WRONG_TYPE, 91);
        assertThat(outcome.cause()).hasMessage("Protocol wrong type for socket");
    }

    @Test
    void what_has_no_kind_has_an_errno_all_the_same(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        ConnectOutcome outcome = net.unixClient().connectEx(UnixDomainSocketAddress.of(file.resolve("s")));
        assertOutcome(outcome, Kind.OTHER, 20);
        assertThat(outcome.cause()).hasMessage("Not a directory");
    }

    @Test
    void invalid_argument_by_a_path_that_is_too_long() {
        UnixDomainSocketAddress tooLong = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(104));

        assertOutcome(net.unixClient().connectEx(tooLong), Kind.INVALID_ARGUMENT, 22);
    }

    @Test
    void name_not_resolved() {
        assertOutcome(
                net.tcpClient().connectEx(InetSocketAddress.createUnresolved("nowhere.invalid", 80)),
                Kind.NAME_NOT_RESOLVED,
                -2);
    }

    @Test
    void family_mismatch() {
        StreamServer unix = net.unixServer();
        StreamServer tcp = net.tcpServer();
        StreamServer six = Transport.TCP_IPV6.server(net);

        assertOutcome(net.tcpClient().connectEx(unix.path()), Kind.FAMILY_MISMATCH, 97);
        assertOutcome(net.unixClient().connectEx(tcp.address()), Kind.FAMILY_MISMATCH, 97);
        assertOutcome(Transport.TCP_IPV4.client(net).connectEx(six.address()), Kind.FAMILY_MISMATCH, 97);
    }

    @Test
    void an_undeclared_family_is_that_of_the_address() {
        assertOutcome(net.tcpClient().connectEx(Transport.TCP_IPV6.server(net).address()), Kind.CONNECTED, 0);
    }

    @Test
    void address_in_use() {
        StreamServer server = net.tcpServer(spec -> spec.host("127.7.0.5"));
        TcpClientSpec taken = TcpClientSpec.create().host("127.7.0.5").port(server.port());
        assertOutcome(net.open(taken).connectEx(server.address()), Kind.ADDRESS_IN_USE, 98);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void network_unreachable_by_a_broadcast_address() throws Exception {
        InetSocketAddress broadcast = new InetSocketAddress(InetAddress.getByName("127.255.255.255"), 1);

        assertOutcome(net.tcpClient().connectEx(broadcast), Kind.NETWORK_UNREACHABLE, 101);
    }

    @Test
    void closed() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.tcpClient();
        client.close();

        assertOutcome(client.connectEx(server.address()), Kind.CLOSED, 9);
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> client.connect(server))
                .withMessage("Cannot connect " + client + " to 127.0.0.1:" + server.port() + ": CLOSED (errno 9)."
                        + " Connect before the close, or use another client.");
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void closed_while_it_waits(Transport transport) throws Exception {
        StreamClient client = transport.client(net, Options.NONE.with(TIMEOUT_MILLIS, 30_000));
        StreamServer full = transport.server(net, Options.NONE.with(BACKLOG, 1));
        full.fillBacklog();
        Background<ConnectOutcome> connecting =
                Background.call(() -> client.connectEx(full.socketAddress())).awaitWaiting();
        client.close();

        assertOutcome(connecting.result(), Kind.CLOSED, 9);
        full.drain();
        assertThat(full).hasNoConnections();
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void interrupted(Transport transport) throws Exception {
        StreamClient client = transport.client(net, Options.NONE.with(TIMEOUT_MILLIS, 30_000));
        StreamServer full = transport.server(net, Options.NONE.with(BACKLOG, 1));
        full.fillBacklog();
        Background<Boolean> connecting = Background.call(() -> {
            assertOutcome(client.connectEx(full.socketAddress()), Kind.INTERRUPTED, 4);
            return Thread.interrupted();
        });
        connecting.awaitWaiting().interrupt();

        assertThat(connecting.result()).as("the flag is set again").isTrue();
        full.drain();
        assertOutcome(client.connectEx(full.socketAddress()), Kind.CONNECTED, 0);
    }

    @Test
    void connect_throws_what_connect_ex_says() {
        InetSocketAddress refused = net.refusedPort();
        StreamClient client = net.tcpClient();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> client.connect(refused))
                .withMessage("Cannot connect " + client + " to 127.0.0.1:" + refused.getPort()
                        + ": REFUSED (errno 111, Connection refused).")
                .withCauseInstanceOf(ConnectException.class);
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains(client + " -> connect failed to 127.0.0.1:" + refused.getPort() + ": REFUSED");
    }

    @Test
    void a_try_that_failed_leaves_nothing_behind() {
        StreamClient client = net.tcpClient();
        client.connectEx(net.refusedPort());

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(client::connection)
                .withMessage(client + " is not connected. Call connect(address) first.");
        StreamServer server = net.tcpServer();
        assertThat(client.connect(server.port()).connection().index()).isZero();
    }

    @Test
    void other_machines_are_not_connected_to() {
        StreamClient client = net.tcpClient();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> client.connectEx(new InetSocketAddress("192.0.2.1", 80)))
                .withMessage("A StreamClient connects to loopback addresses only but was given 192.0.2.1:80."
                        + " Connect to 127.0.0.1 or ::1.");
    }

    @Test
    void a_close_that_races_a_connect_leaves_no_connection() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < 300; i++) {
            StreamClient client = net.tcpClient();
            Background<ConnectOutcome> connecting = Background.call(() -> client.connectEx(server.address()));
            client.close();
            ConnectOutcome outcome = connecting.result();

            assertThat(outcome.kind()).isIn(Kind.CLOSED, Kind.CONNECTED);
            assertThat(client.connections())
                    .allSatisfy(connection -> assertThat(connection.end()).isNotEqualTo(End.OPEN));
        }
    }

    private static void assertOutcome(ConnectOutcome outcome, Kind kind, int errno) {
        assertThat(outcome.kind()).as("%s", outcome.cause()).isEqualTo(kind);
        assertThat(outcome.errno()).isEqualTo(errno);
    }
}
