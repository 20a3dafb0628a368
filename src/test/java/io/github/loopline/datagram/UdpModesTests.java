package io.github.loopline.datagram;

import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.RECEIVE_BUFFER_SIZE;
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
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The rows of the page on blocking modes about UDP. What sends never waits: the kernel drops what the receiver has no room for. */
class UdpModesTests {

    private static final Options FOR_EVER = Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT);
    private static final Options TIMED = Options.NONE.with(TIMEOUT_MILLIS, 120);
    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    private static final int MANY = 2_000;

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void peer_receives_late_but_not_for_ever() throws Exception {
        assertThatThrownBy(() -> peer(FOR_EVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMillis must not be NO_TIMEOUT for DatagramPeer, whose waits are always bounded."
                        + " Write a number of milliseconds.");
        DatagramPeer peer = peer(Options.NONE);
        Background<Datagram> receiving = Background.call(peer::receive).awaitWaiting();
        net.udpPeer().sendTo(peer, "late");

        assertThat(receiving.result()).hasData("late");
    }

    private DatagramPeer peer(Options options) {
        return net.open(UdpPeerSpec.of(options));
    }

    @Test
    void peer_receives_in_its_time() {
        DatagramPeer peer = peer(TIMED);
        long start = System.nanoTime();

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for a datagram on " + peer + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        receivesLater(peer);
    }

    private void receivesLater(DatagramPeer peer) {
        net.udpPeer().sendTo(peer, "x");
        assertThat(peer).within(ofSeconds(30)).hasReceived("x");
        assertThat(peer.receive()).hasData("x");
    }

    @Test
    void peer_receives_at_once_or_not() {
        DatagramPeer peer = peer(UNBLOCKING);

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for a datagram on " + peer + " but none has come.");
        receivesLater(peer);
    }

    @Test
    void socket_receives_until_it_is_closed() throws Exception {
        DatagramSocket socket = net.open(UdpPeerSpec.of(FOR_EVER).as(DatagramSocket.class));
        Background<DatagramPacket> receiving =
                Background.call(() -> receive(socket)).awaitInKernel();
        socket.close();

        assertThatThrownBy(receiving::result)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket closed");
        assertThatThrownBy(() -> receive(socket))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessageMatching("Socket (is )?closed");
    }

    private static DatagramPacket receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return packet;
    }

    @Test
    void socket_receives_in_its_time() throws Exception {
        DatagramSocket socket = net.open(UdpPeerSpec.of(TIMED).as(DatagramSocket.class));

        assertThatThrownBy(() -> receive(socket))
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Receive timed out");
        socket.setSoTimeout(30_000);
        net.udpPeer().sendTo(socket.getLocalSocketAddress(), "x");
        assertThat(receive(socket).getLength()).isEqualTo(1);
    }

    @Test
    void socket_always_blocks() {
        assertThatThrownBy(() -> UdpPeerSpec.of(UNBLOCKING).as(DatagramSocket.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blocking must not be false for DatagramSocket, which always blocks. Remove it, or inject"
                        + " DatagramPeer or DatagramChannel.");
    }

    @Test
    void channel_receives_until_it_is_closed() throws Exception {
        DatagramChannel channel = channel(Options.NONE);
        Background<SocketAddress> receiving =
                Background.call(() -> channel.receive(ByteBuffer.allocate(1))).awaitInKernel();
        channel.close();

        assertThatThrownBy(receiving::result).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.receive(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    private DatagramChannel channel(Options options) {
        return net.open(UdpPeerSpec.of(options).as(DatagramChannel.class));
    }

    @Test
    void channel_knows_no_time() throws Exception {
        assertThatThrownBy(() -> channel(TIMED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "timeoutMillis has no effect on DatagramChannel. Remove it, or inject DatagramPeer, ");
        DatagramSocket adaptor = channel(Options.NONE).socket();
        adaptor.setSoTimeout(120);
        assertThatThrownBy(() -> receive(adaptor))
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Receive timed out");
    }

    @Test
    void channel_receives_at_once_or_not() throws Exception {
        DatagramChannel channel = channel(UNBLOCKING);
        assertThat(channel.receive(ByteBuffer.allocate(1))).isNull();

        DatagramPeer sender = net.udpPeer().sendTo(channel.getLocalAddress(), "x");
        await().until(() -> sender.address().equals(channel.receive(ByteBuffer.allocate(1))));
    }

    @Test
    void peer_sends_without_a_wait() {
        sendsMany(Options.NONE);
    }

    @Test
    void timed_peer_sends_without_a_wait() {
        sendsMany(TIMED);
    }

    @Test
    void peer_that_does_not_block_sends_too() {
        sendsMany(UNBLOCKING);
    }

    private void sendsMany(Options options) {
        DatagramPeer deaf = deaf();
        DatagramPeer sender = peer(options);
        for (int i = 0; i < MANY; i++) {
            sender.sendTo(deaf, "x");
        }
        assertThat(deaf.dropped()).isPositive();
    }

    /** Has room for a few. */
    private DatagramPeer deaf() {
        return peer(Options.NONE.with(RECEIVE_BUFFER_SIZE, 1)).stopReading();
    }

    @Test
    void socket_sends_without_a_wait() throws Exception {
        sendsMany(net.open(UdpPeerSpec.of(FOR_EVER).as(DatagramSocket.class)));
    }

    @Test
    void timed_socket_sends_without_a_wait() throws Exception {
        sendsMany(net.open(UdpPeerSpec.of(TIMED).as(DatagramSocket.class)));
    }

    private void sendsMany(DatagramSocket socket) throws Exception {
        DatagramPeer deaf = deaf();
        for (int i = 0; i < MANY; i++) {
            socket.send(new DatagramPacket(new byte[1], 1, deaf.address()));
        }
        assertThat(deaf.dropped()).isPositive();
    }

    @Test
    void channel_sends_without_a_wait() throws Exception {
        sendsMany(channel(Options.NONE));
    }

    @Test
    void channel_that_does_not_block_sends_too() throws Exception {
        sendsMany(channel(UNBLOCKING));
    }

    private void sendsMany(DatagramChannel channel) throws Exception {
        DatagramPeer deaf = deaf();
        for (int i = 0; i < MANY; i++) {
            assertThat(channel.send(ByteBuffer.allocate(1), deaf.address())).isOne();
        }
        assertThat(deaf.dropped()).isPositive();
    }
}
