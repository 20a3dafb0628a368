package io.github.loopline.stream;

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
import io.github.loopline.testkit.Background;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the page on blocking modes that read from streams. The peer says something late, or never. */
class ReadModesTests {

    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void connection_waits_but_not_for_ever(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net).connect(server.socketAddress());
        Background<String> reading = Background.call(client::receiveLine).awaitWaiting();

        server.connection(0).send("ok\n");
        assertThat(reading.result()).isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void connection_waits_for_its_time(Transport transport) {
        StreamServer server = transport.server(net);
        StreamClient client =
                transport.client(net, Options.NONE.with(TIMEOUT_MILLIS, 120)).connect(server.socketAddress());
        server.connection(0).send("o");
        assertThat(client).within(ofSeconds(30)).hasReceived("o");
        long start = System.nanoTime();

        assertThatThrownBy(() -> client.receive(2))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for 2 bytes on connection #0 of " + client + " but received 1: \"o\".");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        receivesLater(server, client);
    }

    /** What had come is not lost. */
    private static void receivesLater(StreamServer server, StreamClient client) {
        server.connection(0).send("k");
        assertThat(client).within(ofSeconds(30)).hasReceived("ok");
        assertThat(client.receive(2)).asString().isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void connection_does_not_wait(Transport transport) {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net, UNBLOCKING);
        await().until(() -> client.connectEx(server.socketAddress()).errno() == 0
                || !client.connections().isEmpty());
        server.connection(0).send("o");
        assertThat(client).within(ofSeconds(30)).hasReceived("o");

        assertThatThrownBy(() -> client.receive(2))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for 2 bytes on connection #0 of " + client + " but received 1: \"o\".");
        receivesLater(server, client);
    }

    @Test
    void socket_waits_until_it_is_closed() throws Exception {
        Socket socket = connectedSocket(Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT));
        Background<Integer> reading =
                Background.call(() -> socket.getInputStream().read()).awaitInKernel();
        socket.close();

        assertThatThrownBy(reading::result)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket closed");
        assertThatThrownBy(socket::getInputStream)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket is closed");
    }

    private Socket connectedSocket(Options options) throws Exception {
        Socket socket = net.open(TcpClientSpec.of(options).as(Socket.class));
        socket.connect(net.tcpServer().address());
        return socket;
    }

    @Test
    void socket_waits_for_its_time() throws Exception {
        StreamServer server = net.tcpServer();
        Socket socket = net.open(TcpClientSpec.create().timeout(ofMillis(120)).as(Socket.class));
        socket.connect(server.address());

        assertThatThrownBy(() -> socket.getInputStream().read())
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
        server.connection(0).send("x").close();
        socket.setSoTimeout(30_000);
        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("x");
    }

    @Test
    void socket_always_blocks() {
        assertThatThrownBy(() -> TcpClientSpec.of(UNBLOCKING).as(Socket.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("blocking must not be false for Socket, which always blocks.");
    }

    @ParameterizedTest
    @EnumSource
    void channel_waits_until_it_is_closed(Transport transport) throws Exception {
        SocketChannel channel = transport.channel(net, Options.NONE);
        channel.connect(transport.server(net).socketAddress());
        Background<Integer> reading =
                Background.call(() -> channel.read(ByteBuffer.allocate(1))).awaitInKernel();
        channel.close();

        assertThatThrownBy(reading::result).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @EnumSource
    void channel_knows_no_time(Transport transport) throws Exception {
        assertThatThrownBy(() -> transport.channel(net, Options.NONE.with(TIMEOUT_MILLIS, 120)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "timeoutMillis has no effect on SocketChannel. Remove it, or inject StreamClient");
        SocketChannel channel = transport.channel(net, Options.NONE);
        channel.connect(transport.server(net).socketAddress());

        if (transport == Transport.UNIX) {
            assertThatThrownBy(channel::socket).isExactlyInstanceOf(UnsupportedOperationException.class);
            return;
        }
        Socket adaptor = channel.socket();
        adaptor.setSoTimeout(120);
        assertThatThrownBy(() -> adaptor.getInputStream().read())
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
    }

    @ParameterizedTest
    @EnumSource
    void channel_does_not_wait(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = transport.channel(net, UNBLOCKING);
        if (!channel.connect(server.socketAddress())) {
            await().until(channel::finishConnect);
        }
        ByteBuffer data = ByteBuffer.allocate(10);
        assertThat(channel.read(data)).isZero();

        server.connection(0).send("x").close();
        await().until(() -> channel.read(data) < 0);
        assertThat(data.position()).isEqualTo(1);
    }
}
