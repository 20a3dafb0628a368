package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static io.github.loopline.fixture.Options.NO_TIMEOUT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the page on blocking modes that write to streams. The peer does not read, and there is more than fits. */
class WriteModesTests {

    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    private static final int MUCH = 16 << 20;

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void connection_waits_but_not_for_ever(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net).connect(server.socketAddress());
        server.connection(0).stopReading();
        Background<StreamClient> sending =
                Background.call(() -> client.send(new byte[MUCH])).awaitWaiting();
        server.connection(0).resumeReading();

        assertThat(sending.result()).isSameAs(client);
        assertThat(server).connection(0).within(ofSeconds(30)).hasReceivedBytes(MUCH);
    }

    @ParameterizedTest
    @EnumSource
    void connection_waits_for_its_time(Transport transport) {
        StreamServer server = transport.server(net);
        StreamClient client =
                transport.client(net, Options.NONE.with(TIMEOUT_MILLIS, 300)).connect(server.socketAddress());
        server.connection(0).stopReading();
        long start = System.nanoTime();

        FixtureException late = catchThrowableOfType(FixtureException.class, () -> client.send(new byte[MUCH]));
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(300).toNanos(), ofMillis(2_300).toNanos());
        assertThat(late).hasMessage("Waited 300 ms" + notTaken(client));
        sendsLater(server, client);
    }

    private static String notTaken(StreamClient client) {
        return " to send 16777216 bytes on " + client.connection() + " but the kernel took " + client.sent().length
                + ": the peer does not read. The rest is not sent.";
    }

    /** Nothing else than what the kernel had taken comes before it. */
    private static void sendsLater(StreamServer server, StreamClient client) {
        int taken = client.sent().length;
        assertThat(taken).isPositive().isLessThan(MUCH);
        server.connection(0).resumeReading();
        assertThat(server).connection(0).within(ofSeconds(30)).hasReceivedBytes(taken);
        client.send("x");
        assertThat(server).connection(0).within(ofSeconds(30)).hasReceivedBytes(taken + 1);
    }

    @ParameterizedTest
    @EnumSource
    void connection_does_not_wait(Transport transport) {
        StreamServer server = transport.server(net);
        StreamClient client = transport.client(net, UNBLOCKING);
        await().until(() -> client.connectEx(server.socketAddress()).errno() == 0
                || !client.connections().isEmpty());
        server.connection(0).stopReading();

        FixtureException late = catchThrowableOfType(FixtureException.class, () -> client.send(new byte[MUCH]));
        assertThat(late).hasMessage("Did not wait" + notTaken(client));
        sendsLater(server, client);
    }

    @Test
    void socket_waits_until_it_is_closed() throws Exception {
        Socket socket = net.open(
                TcpClientSpec.of(Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT)).as(Socket.class));
        Background<Object> writing = writing(socket).awaitInKernel();
        socket.close();

        assertThatThrownBy(writing::result)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket closed");
    }

    /** Writes to a server that never reads. */
    private Background<Object> writing(Socket socket) throws Exception {
        StreamServer server = net.tcpServer();
        socket.connect(server.address());
        server.connection(0).stopReading();
        return Background.call(() -> {
            socket.getOutputStream().write(new byte[MUCH]);
            return "written";
        });
    }

    @Test
    void socket_has_no_time_for_writes() throws Exception {
        Socket socket = net.open(TcpClientSpec.create().timeout(ofMillis(120)).as(Socket.class));
        Background<Object> writing = writing(socket).awaitInKernel();

        assertThatThrownBy(() -> await().atMost(ofMillis(600)).until(writing::isDone))
                .isInstanceOf(ConditionTimeoutException.class);
        socket.close();
        assertThatThrownBy(writing::result).isExactlyInstanceOf(SocketException.class);
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
        stalled(transport, channel);
        ByteBuffer much = ByteBuffer.allocate(MUCH);
        Background<String> writing = Background.call(() -> {
                    while (much.hasRemaining()) {
                        channel.write(much); // the one that is cut short tells what the kernel took
                    }
                    return "written";
                })
                .awaitInKernel();
        channel.close();

        assertThatThrownBy(writing::result).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(ClosedChannelException.class);
    }

    private void stalled(Transport transport, SocketChannel channel) throws Exception {
        StreamServer server = transport.server(net);
        if (!channel.connect(server.socketAddress())) {
            await().until(channel::finishConnect);
        }
        server.connection(0).stopReading();
    }

    @ParameterizedTest
    @EnumSource
    void channel_knows_no_time(Transport transport) {
        assertThatThrownBy(() -> transport.channel(net, Options.NONE.with(TIMEOUT_MILLIS, 120)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "timeoutMillis has no effect on SocketChannel. Remove it, or inject StreamClient");
    }

    @ParameterizedTest
    @EnumSource
    void channel_does_not_wait(Transport transport) throws Exception {
        SocketChannel channel = transport.channel(net, UNBLOCKING);
        stalled(transport, channel);

        ByteBuffer much = ByteBuffer.allocate(MUCH);
        await().until(() -> channel.write(much) == 0);
        assertThat(much.position()).isPositive();
        assertThat(channel.isOpen()).isTrue();
    }
}
