package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** IPv6 groups are heard on loopback, or nothing is left open and it is said why not. */
class Ipv6MulticastTests {

    private static final String GROUP = "ff15::77:1";

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_group_is_heard_or_told_to_be_missing() {
        worksOrIsMissing(() -> {
            DatagramPeer peer = net.udpPeer(spec -> spec.group(GROUP));
            net.udpPeer(spec -> spec.family(Family.INET6)).sendTo(peer, "x");
            assertThat(peer.receive().text()).isEqualTo("x");
        });
    }

    @Test
    void a_socket_of_the_jdk_is_a_member_or_is_not_opened() {
        worksOrIsMissing(() -> {
            DatagramSocket socket = net.open(UdpPeerSpec.create().group(GROUP).as(DatagramSocket.class));
            net.udpPeer(spec -> spec.family(Family.INET6)).sendTo(socket.getLocalSocketAddress(), "x");
            assertThat(receive(socket).getLength()).isEqualTo(1);
        });
    }

    @Test
    void joining_works_or_is_told_to_be_missing() {
        DatagramPeer peer = net.udpPeer(spec -> spec.host(Options.WILDCARD).family(Family.INET6));
        SocketAddress group = new InetSocketAddress(GROUP, peer.port());
        worksOrIsMissing(() -> {
            peer.join(GROUP);
            net.udpPeer(spec -> spec.family(Family.INET6)).sendTo(group, "x");
            assertThat(peer.receive().text()).isEqualTo("x");
        });
    }

    @Test
    void sending_works_or_is_told_to_be_missing() {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(Family.INET6));
        worksOrIsMissing(() -> peer.sendTo(new InetSocketAddress(GROUP, 9), "x"));
    }

    private static void worksOrIsMissing(ThrowingCallable code) {
        Throwable failure = catchThrowable(code);
        if (failure != null) {
            assertThat(failure)
                    .isInstanceOf(CapabilityException.class)
                    .message()
                    .matches("IPv6 multicast on the loopback interface is not available: ("
                            + "Network is unreachable \\(ENETUNREACH, errno 101\\)"
                            + "|what is sent to .* does not arrive)"
                            + "\\. It needs a kernel that delivers it there; use an IPv4 group\\.");
        }
    }
}
