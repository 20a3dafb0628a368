package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Reply;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a Unix peer and the stand-in for SOCK_RDM cannot do, and cannot do any more: one exact line each. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
@NetworkDefaults
class NativePeerMisuseTests {

    enum Kind {
        UNIX,
        RDM_STAND_IN;

        DatagramPeer open(Loopback net, int sendBufferSize) {
            return this == UNIX
                    ? net.unixPeer(spec -> spec.sendBufferSize(sendBufferSize))
                    : net.rdmPeer(spec -> spec.standIn(true).sendBufferSize(sendBufferSize));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_path_of_107_bytes_is_tried_and_one_of_108_refused(Kind kind, Loopback net) {
        DatagramPeer peer = kind.open(net, 4096);
        UnixDomainSocketAddress longest = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(102));
        UnixDomainSocketAddress longer = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(103));

        refuses(
                () -> peer.sendTo(longest, "x"),
                "Cannot send 1 byte from " + peer + " to " + longest
                        + ": No such file or directory (ENOENT, errno 2).");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(longer, "x"))
                .withMessage("A Unix path must have at most 107 bytes but has 108: " + longer
                        + ". Bind the other side to a shorter one.");
    }

    @ParameterizedTest
    @EnumSource
    void a_destination_that_cannot_be_is_refused(Kind kind, Loopback net) {
        DatagramPeer peer = kind.open(net, 4096);

        refuses(
                () -> peer.sendTo(AbstractUnixAddress.of("loopline NativePeerMisuseTests"), "x"),
                "Cannot send 1 byte from " + peer
                        + " to @loopline NativePeerMisuseTests: Connection refused (ECONNREFUSED, errno 111).");
        String unnamed =
                "Cannot send 1 byte from " + peer + " to an unnamed socket: nobody can. Bind the other side to a path.";
        refuses(() -> peer.sendTo(UnnamedUnixAddress.INSTANCE, "x"), unnamed);
        refuses(() -> peer.sendTo(UnixDomainSocketAddress.of(""), "x"), unnamed);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(new InetSocketAddress("127.0.0.1", 9), "x"))
                .withMessage("A Unix peer sends to Unix sockets only but was given 127.0.0.1:9."
                        + " Send to a path or an abstract name.");
    }

    @ParameterizedTest
    @EnumSource
    void a_datagram_over_the_send_buffer_is_refused_with_its_size(Kind kind, Loopback net) {
        DatagramPeer peer = kind.open(net, 4096);

        refuses(
                () -> peer.sendTo(peer, new byte[8192]),
                "Cannot send 8192 bytes from " + peer + " to " + peer.path()
                        + ": Message too long (EMSGSIZE, errno 90), as the send buffer has 8192."
                        + " Raise sendBufferSize, or send less.");
        peer.sendTo(peer, "still usable");
        assertThat(peer.receive()).hasData("still usable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.receive(-1))
                .withMessage("receive must be given 0 bytes or more but was -1.");
    }

    @ParameterizedTest
    @EnumSource
    void a_closed_peer_says_so_to_every_verb(Kind kind, Loopback net) {
        DatagramPeer peer = kind.open(net, 4096);

        peer.close();
        peer.close();

        refuses(
                () -> peer.sendTo(peer, ""),
                "Cannot send 0 bytes from " + peer + " to " + peer.path() + ": the socket is closed.");
        refuses(peer::receive, "Cannot receive a datagram on " + peer + ": it is closed, and none has come.");
        refuses(() -> peer.datagram(0), "Cannot receive datagram #0 on " + peer + ": it is closed, and none has come.");
        refuses(
                peer::dropped,
                "Cannot count what the kernel dropped on " + peer + ": it is closed. Ask before the close.");
        refuses(
                () -> peer.answer(request -> Reply.none()),
                "Cannot answer: " + peer + " is closed. Do so before its close.");
        peer.stopReading().resumeReading(); // nothing is left to be done
        assertThat(peer.received()).isEmpty();
        assertThat(peer.path()).isEqualTo(peer.socketAddress());
    }

    private static void refuses(ThrowingCallable verb, String message) {
        assertThatThrownBy(verb).isInstanceOf(FixtureException.class).hasMessage(message);
    }
}
