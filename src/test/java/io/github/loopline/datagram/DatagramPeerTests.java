package io.github.loopline.datagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer receives from, and sends to, plain sockets of the JDK. */
class DatagramPeerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void receives_what_a_socket_sends(Family family) throws IOException {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        try (DatagramSocket socket = socket(family)) {
            send(socket, peer.address(), "hello");

            Datagram datagram = peer.receive();

            assertThat(datagram.text()).isEqualTo("hello");
            assertThat(datagram.data()).isEqualTo("hello".getBytes(UTF_8));
            assertThat(datagram.length()).isEqualTo(5);
            assertThat(datagram.isTruncated()).isFalse();
            assertThat(datagram.sender()).isEqualTo(socket.getLocalSocketAddress());
            assertThat(datagram.index()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void sends_what_a_socket_receives(Family family) throws IOException {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family));
        try (DatagramSocket socket = socket(family)) {
            peer.sendTo(socket.getLocalSocketAddress(), "text")
                    .sendTo(socket.getLocalSocketAddress(), new byte[] {0, -1});

            DatagramPacket packet = receive(socket);
            assertThat(text(packet)).isEqualTo("text");
            assertThat(packet.getSocketAddress()).isEqualTo(peer.address());
            assertThat(receive(socket).getLength()).isEqualTo(2);
        }
    }

    @Test
    void talks_to_a_channel() throws IOException {
        DatagramPeer peer = net.udpPeer();
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            channel.connect(peer.address());
            channel.write(ByteBuffer.wrap("ping".getBytes(UTF_8)));
            peer.sendTo(peer.receive().sender(), "pong");

            ByteBuffer buffer = ByteBuffer.allocate(100);
            channel.receive(buffer);
            assertThat(new String(buffer.array(), 0, buffer.position(), UTF_8)).isEqualTo("pong");
        }
    }

    @Test
    void peers_talk_to_each_other() {
        DatagramPeer one = net.udpPeer();
        DatagramPeer other = net.udpPeer();

        one.sendTo(other, "a").sendTo(other, new byte[] {'b'});

        assertThat(other.receive().text()).isEqualTo("a");
        assertThat(other.receive().text()).isEqualTo("b");
    }

    @Test
    void knows_where_it_is() {
        DatagramPeer peer = net.udpPeer();

        assertThat(peer.address().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(peer.port()).isEqualTo(peer.address().getPort()).isPositive();
        assertThat(peer.socketAddress()).isEqualTo(peer.address());
        assertThat(peer).hasToString("udp-peer:" + peer.port());
    }

    @Test
    void receive_gives_each_datagram_once_and_received_gives_all() {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer sender = net.udpPeer();
        sender.sendTo(peer, "1").sendTo(peer, "2").sendTo(peer, "3");
        assertThat(peer.datagram(2).text()).isEqualTo("3");

        assertThat(peer.receive().text()).isEqualTo("1");
        assertThat(peer.receive().index()).isEqualTo(1);
        assertThat(peer.received()).extracting(Datagram::text).containsExactly("1", "2", "3");
        assertThat(peer.receivedCount()).isEqualTo(3);
        assertThat(peer.receive().text()).isEqualTo("3");
        assertThat(peer.datagram(0).text()).isEqualTo("1");
    }

    @Test
    void a_small_buffer_truncates_and_says_so() {
        DatagramPeer peer = net.udpPeer();
        net.udpPeer().sendTo(peer, "hello").sendTo(peer, "hello").sendTo(peer, "hello");

        Datagram cut = peer.receive(2);
        assertThat(cut.text()).isEqualTo("he");
        assertThat(cut.length()).isEqualTo(5);
        assertThat(cut.isTruncated()).isTrue();
        assertThat(peer.receive(5).isTruncated()).isFalse();
        assertThat(peer.receive(0).data()).isEmpty();
        assertThat(peer.received()).noneMatch(Datagram::isTruncated);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.receive(-1))
                .withMessage("receive must be given 0 bytes or more but was -1.");
    }

    @Test
    void the_data_of_a_datagram_is_a_copy() {
        DatagramPeer peer = net.udpPeer();
        net.udpPeer().sendTo(peer, "hi");
        Datagram datagram = peer.receive();

        datagram.data()[0] = 'X';

        assertThat(datagram.text()).isEqualTo("hi");
    }

    @Test
    void datagrams_of_several_senders_are_told_apart() throws IOException {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket foreign = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            net.udpPeer().sendTo(peer, "mine");
            peer.datagram(0);
            send(foreign, peer.address(), "foreign");

            assertThat(peer.datagram(1).sender()).isEqualTo(foreign.getLocalSocketAddress());
            assertThat(peer.datagram(0).sender()).isNotEqualTo(peer.datagram(1).sender());
        }
    }

    @Test
    void times_are_those_of_the_transcript_and_in_order() {
        DatagramPeer peer = net.udpPeer();
        net.udpPeer().sendTo(peer, "1").sendTo(peer, "2");
        peer.datagram(1);

        assertThat(peer.received()).extracting(Datagram::time).isSorted().allMatch(time -> !time.isNegative());
    }

    @Test
    void a_receive_waits_for_what_comes_later() throws Exception {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer sender = net.udpPeer();
        Thread other = new Thread(() -> sender.sendTo(peer, "late"));
        other.start();

        assertThat(peer.receive().text()).isEqualTo("late");
        other.join();
    }

    @Test
    void several_threads_send_and_receive_and_no_datagram_is_given_twice() throws Exception {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer sender = net.udpPeer();
        Set<Integer> given = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                for (int j = 0; j < 50; j++) {
                    sender.sendTo(peer, "x");
                    given.add(peer.receive().index());
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(given).hasSize(200);
        assertThat(peer).hasReceivedCount(200).hasNoDrops();
    }

    @Test
    void a_wait_for_nothing_ends_in_time() {
        DatagramPeer peer = net.udpPeer(spec -> spec.timeout(Duration.ofMillis(60)));
        long start = System.nanoTime();

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 60 ms for a datagram on " + peer + " but none has come.");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
        net.udpPeer().sendTo(peer, "1");
        assertThat(peer).within(Duration.ofSeconds(30)).hasReceivedCount(1);
        peer.receive();
        assertThatThrownBy(peer::receive)
                .hasMessage("Waited 60 ms for a datagram on " + peer + " but only 1 has come.");
        assertThatThrownBy(() -> peer.datagram(3))
                .hasMessage("Waited 60 ms for datagram #3 on " + peer + " but only 1 has come.");
        net.udpPeer().sendTo(peer, "2");
        assertThat(peer).within(Duration.ofSeconds(30)).hasReceivedCount(2);
        assertThatThrownBy(() -> peer.datagram(3))
                .hasMessage("Waited 60 ms for datagram #3 on " + peer + " but only 2 have come.");
    }

    @Test
    void a_peer_that_does_not_block_does_not_wait() {
        DatagramPeer peer = net.udpPeer(spec -> spec.blocking(false));

        assertThatThrownBy(peer::receive).hasMessage("Did not wait for a datagram on " + peer + " but none has come.");
        assertThatThrownBy(() -> peer.datagram(0))
                .hasMessage("Did not wait for datagram #0 on " + peer + " but none has come.");
    }

    @Test
    void an_interrupt_ends_a_receive() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> net.udpPeer().receive())
                .isInstanceOf(FixtureException.class)
                .hasMessage("Interrupted while waiting for the network.");
        assertThat(Thread.interrupted()).isTrue();
    }

    static DatagramSocket socket(Family family) throws IOException {
        DatagramSocket socket =
                new DatagramSocket(0, InetAddress.getByName(family == Family.INET6 ? "::1" : "127.0.0.1"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    static void send(DatagramSocket socket, SocketAddress destination, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, destination));
    }

    static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(packet);
        return packet;
    }

    static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }
}
