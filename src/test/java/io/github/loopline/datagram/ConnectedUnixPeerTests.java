package io.github.loopline.datagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Connected Unix datagram sockets, as a plain socket sees them. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class ConnectedUnixPeerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void sends_without_an_address_and_an_empty_message_too() throws Exception {
        try (NativeSocket friend = plain()) {
            DatagramPeer peer =
                    net.unixPeer().connect(friend.localAddress()).send("text").send("");

            assertThat(peer.isConnected()).isTrue();
            assertThat(text(friend)).isEqualTo("text");
            assertThat(text(friend)).isEmpty();
            send(friend, "back", peer.path());
            assertThat(peer.receive().text()).isEqualTo("back");
            assertThat(net.transcript().toString()).contains("note: connected to ");
        }
    }

    @Test
    void others_are_refused_until_it_is_disconnected() throws Exception {
        DatagramPeer peer = net.unixPeer();
        try (NativeSocket friend = plain();
                NativeSocket stranger = plain()) {
            send(stranger, "before", peer.path());
            peer.connect(friend.localAddress());

            assertThatThrownBy(() -> send(stranger, "x", peer.path()))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EPERM)).isTrue());
            peer.disconnect();
            send(stranger, "after", peer.path());

            assertThat(peer).within(ofSeconds(5)).hasReceivedInOrder("before", "after");
            peer.sendTo(stranger.localAddress(), "to a stranger");
            assertThat(text(stranger)).isEqualTo("to a stranger");
        }
    }

    @Test
    void a_change_of_the_peer_loses_nothing_that_was_not_read_yet() throws Exception {
        DatagramPeer peer = net.unixPeer().stopReading();
        try (NativeSocket friend = plain();
                NativeSocket stranger = plain()) {
            send(stranger, "before", peer.path());
            peer.connect(friend.localAddress()).disconnect();

            assertThat(peer.resumeReading()).within(ofSeconds(5)).hasReceivedInOrder("before");
        }
    }

    @Test
    void a_peer_that_has_gone_is_told() throws Exception {
        NativeSocket friend = plain();
        DatagramPeer peer = net.unixPeer().connect(friend.localAddress());
        friend.close();

        assertThatThrownBy(() -> peer.send("x"))
                .isInstanceOf(FixtureException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void misuse_is_told_in_one_line() {
        DatagramPeer peer = net.unixPeer();
        DatagramPeer friend = net.unixPeer();
        DatagramPeer other = net.unixPeer();

        assertThatThrownBy(() -> peer.connect(UnnamedUnixAddress.INSTANCE))
                .isInstanceOf(FixtureException.class)
                .hasMessage(
                        "Cannot connect " + peer + " to an unnamed socket: nobody can. Bind the other side to a path.");
        assertThatThrownBy(() -> peer.connect(net.udpPeer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A Unix peer sends to Unix sockets only but was given 127.0.0.1:");
        assertThatThrownBy(() -> peer.connect(UnixDomainSocketAddress.of("/nowhere")))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Failed on " + peer + ": No such file or directory (ENOENT, errno 2).");
        peer.connect(friend);
        assertThatThrownBy(() -> peer.sendTo(other, "x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage(peer + " is connected to " + friend.socketAddress() + " and cannot send to "
                        + other.socketAddress() + ". Call disconnect() first.");
        assertThatThrownBy(() -> peer.join("239.1.2.3"))
                .isInstanceOf(FixtureException.class)
                .hasMessage(peer + " hears no groups, as only peers of UDP do. Use a @UdpPeer.");
    }

    private static NativeSocket plain() throws ErrnoException {
        NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
        socket.bind(UnnamedUnixAddress.INSTANCE); // the kernel chooses an abstract name
        return socket;
    }

    private static void send(NativeSocket socket, String text, SocketAddress destination) throws ErrnoException {
        ByteBuffer data = ByteBuffer.allocateDirect(100);
        socket.send(data.put(text.getBytes(UTF_8)).flip(), destination);
    }

    private static String text(NativeSocket socket) throws ErrnoException {
        assertThat(socket.await(Constants.POLLIN, 10_000)).isEqualTo(Constants.POLLIN);
        ByteBuffer data = ByteBuffer.allocateDirect(100);
        Incoming in = Objects.requireNonNull(socket.receive(data));
        assertThat(in.length()).isEqualTo(data.position());
        return UTF_8.decode(data.flip()).toString();
    }
}
