package io.github.loopline.datagram;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.junit.RdmSocket;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.TipcAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SOCK_RDM promises, for TIPC where the kernel has it and for the stand-in everywhere. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
@NetworkDefaults
class RdmSocketTests {

    private static boolean kernelHasTipc() {
        return Files.exists(Path.of("/proc/sys/net/tipc"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_message_arrives_once(boolean standIn, Loopback net) {
        DatagramPeer receiver = net.rdmPeer(spec -> spec.standIn(standIn));
        List<DatagramPeer> senders =
                List.of(net.rdmPeer(spec -> spec.standIn(standIn)), net.rdmPeer(spec -> spec.standIn(standIn)));
        for (int i = 0; i < 500; i++) {
            senders.get(i % 2).sendTo(receiver, "message " + i);
        }

        assertThat(receiver).within(ofSeconds(10)).hasReceivedCount(500);
        assertThat(receiver.received().stream().map(Datagram::text).distinct()).hasSize(500);
        assertThat(receiver).hasReceivedFrom(senders.get(1).socketAddress());
    }

    @Test
    void peer_of_tipc_keeps_boundaries(
            @RdmSocket DatagramPeer peer, @RdmSocket(timeoutMillis = 2000) DatagramPeer other) {
        peer.sendTo(other, "1").sendTo(other, new byte[66_000]).sendTo(other, "end");

        assertThat(other.receive()).hasData("1").isFrom(peer.socketAddress());
        assertThat(other.receive()).hasLength(66_000).isNotTruncated();
        assertThat(other.receive().text()).isEqualTo("end");
        assertThat(peer.socketAddress()).isInstanceOf(TipcAddress.class);
        assertThatThrownBy(() -> peer.sendTo(other, new byte[66_001]))
                .hasMessage("Cannot send 66001 bytes from " + peer + ": a message has at most 66000. Send several.");
        assertThatThrownBy(() -> peer.sendTo(other, ""))
                .hasMessage("Cannot send 0 bytes from " + peer
                        + ": TIPC drops empty messages where they arrive. Send at least one byte.");
        assertThatThrownBy(peer::address)
                .hasMessage(peer + " has no IP address but a TIPC address. Use socketAddress().");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.sendTo(new InetSocketAddress("127.0.0.1", 9), ""))
                .withMessage("A TIPC peer sends to TIPC addresses only but was given 127.0.0.1:9."
                        + " Send to a TipcAddress.");
    }

    @Test
    void kernel_without_tipc_is_told_with_what_would_grant_it() {
        if (kernelHasTipc()) {
            return; // the tests above have proven it
        }
        try (var net = Loopback.open()) {
            assertThatThrownBy(() -> net.rdmPeer(spec -> spec))
                    .isInstanceOf(CapabilityException.class)
                    .hasMessage("SOCK_RDM in AF_TIPC is not available: Address family not supported by protocol"
                            + " (EAFNOSUPPORT, errno 97). It needs a kernel with TIPC: run \"modprobe tipc\" as root,"
                            + " or ask for the stand-in with standIn = true.");
        }
    }

    @Test
    void stand_in_keeps_boundaries_and_says_what_it_is(
            @RdmSocket(standIn = true) DatagramPeer peer, @RdmSocket(standIn = true) SocketAddress nobody) {
        peer.sendTo(peer, "").sendTo(peer, "end");

        assertThat(peer.receive()).hasLength(0);
        assertThat(peer.receive()).hasData("end").isFrom(peer.socketAddress());
        assertThat(peer).hasToString("rdm-stand-in:" + peer.path());
        assertThat(nobody).isNotEqualTo(peer.socketAddress());
    }

    @Test
    void stand_in_loses_nothing_while_its_reader_sleeps(
            @RdmSocket(standIn = true) DatagramPeer receiver,
            @RdmSocket(standIn = true, timeoutMillis = 100) DatagramPeer sender) {
        receiver.stopReading();
        int taken = 0;
        FixtureException full = null;
        while (full == null) {
            try {
                sender.sendTo(receiver, "message " + taken);
                taken++;
            } catch (FixtureException e) {
                full = e;
            }
        }
        receiver.resumeReading();

        assertThat(full).hasMessageEndingWith(": the kernel has no room for it.");
        assertThat(receiver).within(ofSeconds(5)).hasReceivedCount(taken);
        assertThat(receiver).within(ofMillis(0)).hasReceived("message " + (taken - 1));
    }

    @Test
    void misuse_is_told_in_one_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RdmSocketSpec.create().as(Path.class))
                .withMessage("must be of type DatagramPeer or SocketAddress but is Path. Write DatagramPeer, say.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RdmSocketSpec.of(true, Options.NONE.with(Option.PORT, 1))
                        .as(DatagramPeer.class))
                .withMessage("port has no effect on DatagramPeer. Remove it.");
    }
}
