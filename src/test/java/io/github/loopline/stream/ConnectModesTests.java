package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BACKLOG;
import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static io.github.loopline.fixture.Options.NO_TIMEOUT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.ConnectOutcome.Kind;
import io.github.loopline.testkit.Background;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the page on blocking modes that connect streams. The server's queue is full, so a connect has to wait. */
class ConnectModesTests {

    private static final Options FOR_EVER = Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT);
    private static final Options TIMED = Options.NONE.with(TIMEOUT_MILLIS, 120);
    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void stream_client_waits_but_not_for_ever(Transport transport) throws Exception {
        assertThatThrownBy(() -> transport.client(net, FOR_EVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMillis must not be NO_TIMEOUT for StreamClient, whose waits are always bounded."
                        + " Write a number of milliseconds.");
        StreamServer server = full(transport);
        StreamClient client = transport.client(net);
        Background<StreamClient> connecting =
                Background.call(() -> client.connect(server.socketAddress())).awaitWaiting();
        server.drain();

        connecting.result().send("x");
        assertThat(server).within(ofSeconds(30)).hasReceived("x");
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void stream_client_waits_for_its_time(Transport transport) {
        StreamServer server = full(transport);
        StreamClient client = transport.client(net, TIMED);
        long start = System.nanoTime();

        assertThatThrownBy(() -> client.connect(server))
                .isInstanceOf(FixtureException.class)
                .hasMessageStartingWith("Cannot connect " + client + " to ")
                .hasMessageEndingWith(": TIMED_OUT_LOCALLY (errno 11, not connected within 120 ms).")
                .hasCauseInstanceOf(SocketTimeoutException.class);
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        connectsLater(client, server);
    }

    /** A connect that failed spoils nothing: the next one has a fresh socket. */
    private void connectsLater(StreamClient client, StreamServer server) {
        server.drain();
        await().atMost(ofSeconds(30))
                .until(() -> client.connectEx(server.socketAddress()).isConnected());
        client.send("x");
        assertThat(server).within(ofSeconds(30)).hasReceived("x");
    }

    @Test
    void tcp_client_does_not_wait() {
        StreamServer server = full(Transport.TCP_IPV4);
        StreamClient client = Transport.TCP_IPV4.client(net, UNBLOCKING);

        assertThat(client.connectEx(server.address()).kind()).isEqualTo(Kind.IN_PROGRESS);
        assertThat(client.connectEx(server.address()).kind()).isEqualTo(Kind.ALREADY_PENDING);
        server.drain();
        assertThat(client).within(ofSeconds(30)).isOpen();
        assertThat(client.connectEx(server.address()).kind()).isEqualTo(Kind.ALREADY_CONNECTED);
        client.send("x");
        assertThat(server).within(ofSeconds(30)).hasReceived("x");
    }

    @Test
    void unix_client_does_not_wait() {
        StreamServer server = full(Transport.UNIX);
        StreamClient client = Transport.UNIX.client(net, UNBLOCKING);

        assertThatThrownBy(() -> client.connect(server))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot connect " + client + " to " + server.path()
                        + ": BACKLOG_FULL (errno 11, Resource temporarily unavailable).");
        connectsLater(client, server);
    }

    @Test
    void socket_waits_until_it_is_closed() throws Exception {
        StreamServer server = full(Transport.TCP_IPV4);
        Socket socket = net.open(TcpClientSpec.of(FOR_EVER).as(Socket.class));
        Background<Object> connecting = connecting(socket, server).awaitInKernel();
        socket.close();

        assertThatThrownBy(connecting::result)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket closed");
    }

    private static Background<Object> connecting(Socket socket, StreamServer server) {
        return Background.call(() -> {
            socket.connect(server.address());
            return "connected";
        });
    }

    @Test
    void socket_waits_for_the_time_of_the_connect() throws Exception {
        StreamServer server = full(Transport.TCP_IPV4);
        Socket socket = net.open(TcpClientSpec.of(TIMED).as(Socket.class));
        Background<Object> connecting = connecting(socket, server).awaitInKernel();
        assertThatThrownBy(() -> await().atMost(ofMillis(400)).until(connecting::isDone))
                .as("timeoutMillis is not for the connect")
                .isInstanceOf(org.awaitility.core.ConditionTimeoutException.class);

        Socket bounded = net.open(TcpClientSpec.create().as(Socket.class));
        assertThatThrownBy(() -> bounded.connect(server.address(), 120))
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Connect timed out");
        server.drain();
        assertThatThrownBy(() -> bounded.connect(server.address(), 120))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessageMatching("Socket (is )?closed");
        assertThat(connecting.result()).isEqualTo("connected");
    }

    @Test
    void socket_always_blocks() {
        assertThatThrownBy(() -> TcpClientSpec.of(UNBLOCKING).as(Socket.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blocking must not be false for Socket, which always blocks. Remove it, or inject"
                        + " StreamClient or SocketChannel.");
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void channel_waits_until_it_is_closed(Transport transport) throws Exception {
        StreamServer server = full(transport);
        SocketChannel channel = transport.channel(net, Options.NONE);
        Background<Boolean> connecting =
                Background.call(() -> channel.connect(server.socketAddress())).awaitInKernel();
        channel.close();

        assertThatThrownBy(connecting::result).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.connect(server.socketAddress())).isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void channel_knows_no_time(Transport transport) {
        assertThatThrownBy(() -> transport.channel(net, TIMED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "timeoutMillis has no effect on SocketChannel. Remove it, or inject StreamClient");
    }

    @Test
    void tcp_channel_does_not_wait() throws Exception {
        StreamServer server = full(Transport.TCP_IPV4);
        SocketChannel channel = Transport.TCP_IPV4.channel(net, UNBLOCKING);

        assertThat(channel.connect(server.address())).isFalse();
        assertThat(channel.finishConnect()).isFalse();
        assertThatThrownBy(() -> channel.connect(server.address()))
                .isExactlyInstanceOf(ConnectionPendingException.class);
        server.drain();
        await().atMost(ofSeconds(30)).until(channel::finishConnect);
        assertThat(channel.isConnected()).isTrue();
    }

    @Test
    void unix_channel_does_not_wait() throws Exception {
        StreamServer server = full(Transport.UNIX);
        SocketChannel channel = Transport.UNIX.channel(net, UNBLOCKING);

        assertThatThrownBy(() -> channel.connect(server.path()))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Resource temporarily unavailable");
        assertThat(channel.isOpen()).isFalse();
    }

    private StreamServer full(Transport transport) {
        StreamServer server = transport.server(net, Options.NONE.with(BACKLOG, 1));
        server.fillBacklog();
        return server;
    }
}
