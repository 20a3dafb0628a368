package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static io.github.loopline.fixture.Options.NO_TIMEOUT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the page on blocking modes that accept connections. */
class AcceptModesTests {

    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void stream_server_waits_but_not_for_ever(Transport transport) throws Exception {
        assertThatThrownBy(() -> transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMillis must not be NO_TIMEOUT for StreamServer, whose waits are always bounded."
                        + " Write a number of milliseconds.");
        StreamServer server = transport.server(net);
        Background<Connection> waiting =
                Background.call(() -> server.connection(0)).awaitWaiting();

        try (Peer peer = Peer.connectTo(server)) {
            waiting.result().send("x");
            assertThat(peer.readText(1)).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @EnumSource
    void stream_server_waits_for_its_time(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 120));
        long start = System.nanoTime();

        assertThatThrownBy(() -> server.connection(0))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for connection #0 of " + server + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        serves(server);
    }

    @ParameterizedTest
    @EnumSource
    void stream_server_does_not_wait(Transport transport) throws Exception {
        StreamServer server = transport.server(net, UNBLOCKING);

        assertThatThrownBy(() -> server.connection(0))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for connection #0 of " + server + " but none has come.");
        serves(server);
    }

    private static void serves(StreamServer server) throws Exception {
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            server.connection(0).send("x");
            assertThat(peer.readText(1)).isEqualTo("x");
        }
    }

    @Test
    void server_socket_waits_until_it_is_closed() throws Exception {
        ServerSocket listener = net.open(
                TcpServerSpec.of(Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT)).as(ServerSocket.class));
        Background<Socket> accepting = Background.call(listener::accept).awaitInKernel();
        listener.close();

        assertThatThrownBy(accepting::result)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket closed");
        assertThatThrownBy(listener::accept).isExactlyInstanceOf(SocketException.class);
    }

    @Test
    void server_socket_waits_for_its_time() throws Exception {
        ServerSocket listener =
                net.open(TcpServerSpec.create().timeout(ofMillis(120)).as(ServerSocket.class));

        assertThatThrownBy(listener::accept)
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Accept timed out");
        try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
    }

    @Test
    void server_socket_always_blocks() {
        assertThatThrownBy(() -> TcpServerSpec.of(UNBLOCKING).as(ServerSocket.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blocking must not be false for ServerSocket, which always blocks. Remove it, or inject"
                        + " StreamServer or ServerSocketChannel.");
    }

    @ParameterizedTest
    @EnumSource
    void server_channel_waits_until_it_is_closed(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        Background<SocketChannel> accepting = Background.call(listener::accept).awaitInKernel();
        listener.close();

        assertThatThrownBy(accepting::result).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(listener::accept).isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @EnumSource
    void server_channel_knows_no_time(Transport transport) {
        Options timed = Options.NONE.with(TIMEOUT_MILLIS, 120);

        assertThatThrownBy(() -> transport.listener(net, timed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "timeoutMillis has no effect on ServerSocketChannel. Remove it, or inject " + "StreamServer");
    }

    @ParameterizedTest
    @EnumSource
    void server_channel_does_not_wait(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net, UNBLOCKING);
        assertThat(listener.accept()).isNull();

        try (Peer peer = Peer.connectTo(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            assertThat(accepted.isBlocking()).as("whatever the listener does").isTrue();
            peer.write("x");
        }
    }
}
