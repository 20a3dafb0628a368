package io.github.loopline.junit;

import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.fault.Direction;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.TcpLinkSpec;
import io.github.loopline.link.UdpLinkSpec;
import io.github.loopline.link.UnixLinkSpec;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixClientSpec;
import io.github.loopline.stream.UnixServerSpec;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that stand in the declaration of a fixture, as a plain socket of the JDK sees them. {@link PresetTests} has those of links. */
class DeclaredFaultTests {

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration roundTrip(SocketAddress address) throws Exception {
        try (Peer client = Peer.connectTo(address)) {
            long start = System.nanoTime();
            assertThat(client.write("ping").readText(4)).isEqualTo("ping");
            return since(start);
        }
    }

    @Test
    void a_server_is_late_both_ways(
            @TcpServer(latencyMillis = 30) StreamServer tcp, @UnixServer(latencyMillis = 30) StreamServer unix)
            throws Exception {
        assertThat(roundTrip(tcp.echo().address())).isGreaterThanOrEqualTo(ofMillis(60));
        assertThat(roundTrip(unix.echo().path())).isGreaterThanOrEqualTo(ofMillis(60));
    }

    @Test
    void a_server_resets_its_clients_until_that_is_lifted(@TcpServer(resetPercent = 100) StreamServer server)
            throws Exception {
        try (Peer client = Peer.connectTo(server)) {
            assertThatThrownBy(() -> client.read(1)).hasMessage("Connection reset");
        }
        assertThat(roundTrip(server.echo().clear().address())).isPositive();
    }

    @Test
    void a_client_sends_in_slices(
            @TcpServer ServerSocketChannel tcp,
            @TcpClient(sliceBytes = 2) StreamClient tcpClient,
            @UnixServer ServerSocketChannel unix,
            @UnixClient(sliceBytes = 2) StreamClient unixClient)
            throws Exception {
        assertSliced(tcpClient, tcp);
        assertSliced(unixClient, unix);
    }

    private static void assertSliced(StreamClient client, ServerSocketChannel listener) throws Exception {
        client.connect(listener.getLocalAddress());
        try (Peer server = Peer.acceptedFrom(listener)) {
            long start = System.nanoTime();
            client.send("abcdef");
            assertThat(server.readText(6)).isEqualTo("abcdef");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(40));
        }
    }

    @Test
    void a_client_has_little_bandwidth(
            @TcpServer StreamServer server, @TcpClient(bytesPerSecond = 10_000) StreamClient client) {
        long start = System.nanoTime();
        client.connect(server.address()).send(new byte[1000]);
        assertThat(server.connection(0).receive(1000)).hasSize(1000);
        assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(90));
    }

    private static DatagramSocket plain() throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void ask(DatagramSocket socket, SocketAddress to, String... texts) throws Exception {
        for (String text : texts) {
            socket.send(new DatagramPacket(text.getBytes(), text.length(), to));
        }
    }

    private static String answer(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    @Test
    void datagrams_are_late_and_come_twice(
            @UdpPeer DatagramPeer server,
            @UdpLink(latencyMillis = 30, duplicatePercent = 100) DatagramLink link,
            @UdpPeer(latencyMillis = 40) DatagramPeer late)
            throws Exception {
        link.to(server);
        server.answer(request -> "re: " + request.text());
        late.answer(request -> "late");
        try (DatagramSocket client = plain()) {
            long start = System.nanoTime();
            ask(client, link.address(), "a");
            for (int i = 0; i < 4; i++) {
                assertThat(answer(client)).isEqualTo("re: a");
            }
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(60));
            ask(client, late.address(), "b");
            start = System.nanoTime();
            assertThat(answer(client)).isEqualTo("late");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(40));
        }
        assertThat(server.receivedCount()).isEqualTo(2);
    }

    @Test
    void datagrams_are_lost_until_that_is_lifted(@UdpPeer(lossPercent = 100) DatagramPeer peer, Loopback net)
            throws Exception {
        try (DatagramSocket client = plain()) {
            ask(client, peer.address(), "a");
            org.awaitility.Awaitility.await()
                    .until(() -> net.transcript().toString().contains("loss, datagram #0 received"));
            peer.clear();
            ask(client, peer.address(), "b");
            assertThat(peer.receive().text()).isEqualTo("b");
        }
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void a_unix_peer_has_them_too(@UnixPeer(duplicatePercent = 100) DatagramPeer twice, @UnixPeer DatagramPeer plain) {
        twice.sendTo(plain, "a");
        assertThat(plain).within(ofSeconds(5)).hasReceivedCount(2);
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void a_link_of_unix_datagrams_has_them_too(
            @UnixPeer DatagramPeer server,
            @UnixDatagramLink(latencyMillis = 30, duplicatePercent = 100) DatagramLink link,
            @UnixDatagramLink(lossPercent = 100) DatagramLink lossy,
            @UnixPeer DatagramPeer client) {
        link.to(server);
        lossy.to(server);
        long start = System.nanoTime();
        client.sendTo(lossy.path(), "lost");
        client.sendTo(link.path(), "twice");

        assertThat(server).within(ofSeconds(5)).hasReceivedInOrder("twice", "twice");
        assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(30));
        assertThat(lossy).hasPassed(Direction.TO_SERVER, times(0));
    }

    /** One by one, by what a transcript says was applied. */
    @Test
    void descriptions_in_code_have_the_same_faults() {
        try (Loopback net = Loopback.open()) {
            net.open(TcpLinkSpec.create()
                    .latency(ofMillis(1))
                    .jitter(ofMillis(2))
                    .bytesPerSecond(3)
                    .sliceBytes(4)
                    .resetPercent(5));
            net.open(UnixLinkSpec.create().latency(Duration.ofNanos(1)));
            net.open(TcpServerSpec.create().sliceBytes(6));
            net.open(UnixServerSpec.create().sliceBytes(7));
            net.open(TcpClientSpec.create().bytesPerSecond(8));
            net.open(UnixClientSpec.create().bytesPerSecond(9));
            net.open(UdpLinkSpec.create().lossPercent(10).duplicatePercent(11).latency(ofMillis(12)));
            net.open(UdpPeerSpec.create().jitter(ofMillis(13)));
            List<String> applied = net.transcript().events().stream()
                    .map(Object::toString)
                    .filter(each -> each.contains("applied: "))
                    .map(each -> each.replaceAll(".*applied: |, drawn again.*", ""))
                    .toList();
            assertThat(applied)
                    .containsExactly(
                            "latency 1 ms to 3 ms",
                            "bandwidth 3 bytes/s",
                            "slice 4 bytes every 20 ms",
                            "reset on connect, probability 0.05",
                            "latency 1 ms",
                            "slice 6 bytes every 20 ms",
                            "slice 7 bytes every 20 ms",
                            "bandwidth 8 bytes/s",
                            "bandwidth 9 bytes/s",
                            "loss, probability 0.1",
                            "duplicate, probability 0.11",
                            "delay 12 ms",
                            "delay 0 s to 13 ms");
        }
    }

    @Test
    void a_value_that_no_network_has_is_told_in_one_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpServerSpec.create().latency(ofMillis(-1)))
                .withMessage("latencyMillis must be between 0 and 3600000 but was -1. Write 50, say.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpLinkSpec.create().latency(Duration.ofDays(1_000_000)))
                .withMessage("latencyMillis must be between 0 and 3600000 but was 2147483647. Write 50, say.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpPeerSpec.create().lossPercent(101))
                .withMessage("lossPercent must be between 0 and 100 but was 101. Write 10 for one in ten.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpLinkSpec.create().duplicatePercent(-1))
                .withMessage("duplicatePercent must be between 0 and 100 but was -1. Write 10 for one in ten.");
    }
}
