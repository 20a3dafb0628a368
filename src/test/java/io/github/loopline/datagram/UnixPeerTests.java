package io.github.loopline.datagram;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.UnixPeer;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The other side is a socket of its own, through the same calls: the JDK has none of the kind. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class UnixPeerTests {

    @Test
    void datagrams_of_an_unnamed_socket_are_recorded_with_their_bounds(@UnixPeer DatagramPeer peer) throws Exception {
        try (NativeSocket other = other()) {
            send(other, "one", peer.path());
            send(other, "", peer.path());
            send(other, "three", peer.path());
        }

        assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("one", "", "three");
        Datagram empty = peer.datagram(1);
        assertThat(empty).hasLength(0).isFrom(UnnamedUnixAddress.INSTANCE);
        assertThat(empty).hasToString("datagram #1 of " + peer + " from an unnamed socket: \"\" (0 bytes)");
    }

    @Test
    void a_peer_is_answered_at_its_path(@UnixPeer(count = 2) List<DatagramPeer> peers) {
        DatagramPeer server = peers.get(0).answer(request -> request.text() + " back");

        peers.get(1).sendTo(server, "PING");

        Datagram answer = peers.get(1).receive();
        assertThat(answer).hasData("PING back").isFrom(server);
        assertThat(answer.sender()).isEqualTo(server.path());
        assertThat(server.datagram(0)).isFrom(peers.get(1));
    }

    @Test
    void what_it_sends_arrives_from_its_path(@UnixPeer DatagramPeer peer) throws Exception {
        try (NativeSocket other = other()) {
            other.bind(UnnamedUnixAddress.INSTANCE);

            peer.sendTo(other.localAddress(), "PING").sendTo(other.localAddress(), "");

            ByteBuffer data = ByteBuffer.allocateDirect(10);
            Incoming first = Objects.requireNonNull(other.receive(data));
            assertThat(StandardCharsets.UTF_8.decode(data.flip()).toString()).isEqualTo("PING");
            assertThat(first.sender()).isEqualTo(peer.path());
            assertThat(Objects.requireNonNull(other.receive(data.clear())).length())
                    .isZero();
            assertThat(other.receive(data.clear())).isNull();
        }
    }

    @Test
    void an_abstract_name_is_in_no_file_system(
            @UnixPeer(abstractName = Options.ANY_NAME) DatagramPeer any, Loopback net) {
        String name = "loopline " + UUID.randomUUID(); // the whole machine shares these names
        DatagramPeer named = net.unixPeer(spec -> spec.abstractName(name));
        named.sendTo(any, "PING");

        assertThat(any.receive().sender()).isEqualTo(AbstractUnixAddress.of(name));
        assertThat(named).hasToString("unix-peer:@" + name);
        assertThat(any.socketAddress()).isInstanceOf(AbstractUnixAddress.class);
        assertThatThrownBy(named::path)
                .isInstanceOf(FixtureException.class)
                .hasMessage(named + " has no path but an abstract name. Use socketAddress().");
        assertThatThrownBy(named::address)
                .isInstanceOf(FixtureException.class)
                .hasMessage(named + " has no IP address but an abstract name. Use socketAddress().");
    }

    @Test
    void a_unix_peer_has_no_ip_address_and_a_udp_peer_no_path() {
        try (Loopback net = Loopback.open()) {
            DatagramPeer unix = net.unixPeer();
            DatagramPeer udp = net.udpPeer();

            assertThatThrownBy(unix::address)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage(unix + " has no IP address but a path. Use path() or socketAddress().");
            assertThatThrownBy(unix::port)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage(unix + " has no IP address but a path. Use path() or socketAddress().");
            assertThatThrownBy(udp::path)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage(udp + " has no path but an IP address. Use address() or socketAddress().");
            assertThat(unix.dropped()).isZero();
        }
    }

    @Test
    void its_address_can_be_injected_alone(
            @UnixPeer UnixDomainSocketAddress path, @UnixPeer(abstractName = "*") SocketAddress name) throws Exception {
        try (NativeSocket other = other()) {
            assertThat(send(other, "PING", path)).isEqualTo(4);
            assertThat(send(other, "PING", name)).isEqualTo(4);
        }
    }

    @Test
    void a_buffer_of_limited_size_tells_the_real_length(@UnixPeer DatagramPeer peer) throws Exception {
        try (NativeSocket other = other()) {
            send(other, "123456789", peer.path());
        }

        Datagram part = peer.receive(4);

        assertThat(part).hasData("1234").hasLength(9).isTruncated();
    }

    @Test
    void a_datagram_larger_than_any_buffer_of_ours_comes_whole(
            @UnixPeer DatagramPeer peer, @UnixPeer(sendBufferSize = 200_000) DatagramPeer sender) {
        byte[] most = new byte[400_000 - 32];
        most[most.length - 1] = 7;

        sender.sendTo(peer, most);

        assertThat(peer.receive().data()).isEqualTo(most);
    }

    @Test
    void a_datagram_over_the_send_buffer_is_refused_with_its_size(
            @UnixPeer DatagramPeer peer, @UnixPeer(sendBufferSize = 4096) DatagramPeer sender) {
        assertThatThrownBy(() -> sender.sendTo(peer, new byte[10_000]))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 10000 bytes from " + sender + " to " + peer.path()
                        + ": Message too long (EMSGSIZE, errno 90), as the send buffer has 8192."
                        + " Raise sendBufferSize, or send less.");
        sender.sendTo(peer, "still usable");
        assertThat(peer).within(ofSeconds(5)).hasReceivedOnly("still usable");
    }

    @Test
    void a_receiver_that_does_not_read_holds_the_sender_up(@UnixPeer DatagramPeer peer) {
        try (Loopback net = Loopback.open()) {
            DatagramPeer sender = net.unixPeer(spec -> spec.timeout(ofMillis(50)));
            peer.stopReading();
            int[] sent = {0};

            assertThatThrownBy(() -> {
                        while (sent[0] < 10_000) {
                            sender.sendTo(peer, "x");
                            sent[0]++;
                        }
                    })
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot send 1 byte from " + sender + " to " + peer.path()
                            + ": the kernel has no room for it.");
            peer.resumeReading();

            assertThat(peer).within(ofSeconds(5)).hasReceivedCount(sent[0]);
            sender.sendTo(peer, "again");
            assertThat(peer).within(ofSeconds(5)).hasReceived("again");
        }
    }

    @Test
    void who_waits_for_room_gets_it_when_the_receiver_reads_on(
            @UnixPeer DatagramPeer peer, @UnixPeer DatagramPeer sender) throws Exception {
        peer.stopReading();
        Background<Object> flood = Background.call(() -> {
            for (int i = 0; i < 300; i++) {
                sender.sendTo(peer, "x"); // the kernel's queue holds fewer
            }
            return "sent";
        });
        flood.awaitWaiting();
        peer.resumeReading();

        assertThat(flood.result()).isEqualTo("sent");
        assertThat(peer).within(ofSeconds(5)).hasReceivedCount(300);
    }

    @Test
    void what_cannot_be_sent_to_is_told_in_one_line(@UnixPeer DatagramPeer peer) {
        assertThatThrownBy(() -> peer.sendTo(UnixDomainSocketAddress.of("/tmp/loopline no such"), "x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte from " + peer + " to /tmp/loopline no such:"
                        + " No such file or directory (ENOENT, errno 2).");
        assertThatThrownBy(() -> peer.sendTo(UnnamedUnixAddress.INSTANCE, "x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte from " + peer + " to an unnamed socket: nobody can."
                        + " Bind the other side to a path.");
        assertThatThrownBy(() -> peer.sendTo(new InetSocketAddress("127.0.0.1", 9), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A Unix peer sends to Unix sockets only but was given 127.0.0.1:9."
                        + " Send to a path or an abstract name.");
    }

    @Test
    void a_path_that_is_taken_cannot_be_bound(@UnixPeer(abstractName = "*") DatagramPeer taken) {
        String name = taken.socketAddress().toString().substring(1);
        try (Loopback net = Loopback.open()) {
            assertThatThrownBy(() -> net.unixPeer(spec -> spec.abstractName(name)))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot bind to @" + name + ": Address already in use (EADDRINUSE, errno 98).");
        }
    }

    @Test
    void a_close_deletes_the_file_and_may_come_twice() {
        try (Loopback net = Loopback.open()) {
            DatagramPeer peer = net.unixPeer();
            Path file = peer.path().getPath();
            assertThat(file).exists();

            peer.close();
            peer.close();

            assertThat(file.getParent()).doesNotExist();
            assertThatThrownBy(() -> peer.sendTo(peer, "x"))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot send 1 byte from " + peer + " to " + file + ": the socket is closed.");
            assertThatThrownBy(peer::receive)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot receive a datagram on " + peer + ": it is closed, and none has come.");
        }
    }

    @Test
    void a_close_refuses_later_senders(@UnixPeer(abstractName = "*") DatagramPeer peer) throws Exception {
        SocketAddress address = peer.socketAddress();
        peer.close();

        try (NativeSocket other = other()) {
            assertThatThrownBy(() -> send(other, "x", address))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
        }
    }

    @Test
    void a_second_close_leaves_alone_who_has_bound_the_path_meanwhile() throws Exception {
        Path file = Files.createTempDirectory(Path.of("/tmp"), "u").resolve("s");
        try (Loopback net = Loopback.open()) {
            DatagramPeer first = net.unixPeer(spec -> spec.path(file.toString()));
            first.close();
            net.unixPeer(spec -> spec.path(file.toString()));

            first.close();

            assertThat(file).exists();
        }
        assertThat(file).doesNotExist();
        Files.delete(file.getParent());
    }

    private static NativeSocket other() throws IOException {
        return NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
    }

    private static int send(NativeSocket socket, String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return socket.send(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), to);
    }
}
