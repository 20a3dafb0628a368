package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.raw.IpProtocol;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.opentest4j.TestAbortedException;

/** {@code @RawSocket} and {@code @RdmSocket}: where they can stand, what is wrong, and what is missing. */
class RawSocketTests {

    private static final String NO_TIPC =
            "SOCK_RDM in AF_TIPC is not available: Address family not supported by protocol"
                    + " (EAFNOSUPPORT, errno 97). It needs a kernel with TIPC: run \"modprobe tipc\" as root,"
                    + " or ask for the stand-in with standIn = true.";

    @Test
    void misuse_is_told_in_one_line() {
        Run run = Samples.run(MisuseTestCase.class);

        isTold(
                run,
                "noProtocol",
                "RawPeer",
                ": protocol must be between 1 and 255 but was 0." + " Write a number such as IpProtocol.ICMP.");
        isTold(
                run,
                "unknownProtocol",
                "RawPeer",
                ": protocol must be between 1 and 255 but was 256." + " Write a number such as IpProtocol.ICMP.");
        isTold(
                run,
                "noTtl",
                "RawPeer",
                ": ttl must be between 1 and 255 but was 0." + " Write 1 for packets that no router passes on.");
        isTold(
                run,
                "largeTtl",
                "RawPeer",
                ": ttl must be between 1 and 255 but was 256." + " Write 1 for packets that no router passes on.");
        isTold(
                run,
                "otherFamily",
                "RawPeer",
                ": family must be INET for ICMP but was INET6." + " Write protocol = IpProtocol.ICMPV6 for IPv6.");
        isTold(
                run,
                "elsewhere",
                "RawPeer",
                ": host must be a loopback address in digits but was 8.8.8.8." + " Write 127.0.0.1, 127.0.0.2 or ::1.");
        isTold(run, "otherType", "String", " must be of type RawPeer but is String. Write RawPeer.");
        isTold(
                run,
                "rdmType",
                "RawPeer",
                " must be of type DatagramPeer or SocketAddress but is RawPeer. Write DatagramPeer, say.");
    }

    private static void isTold(Run run, String test, String type, String rule) {
        String annotation = test.equals("rdmType") ? "@RdmSocket" : "@RawSocket";
        assertThat(run.failure(test))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage(annotation + " parameter [it] in [MisuseTestCase." + test + "(" + type + ")]" + rule);
    }

    static class MisuseTestCase {

        @Test
        void noProtocol(@RawSocket(protocol = 0) RawPeer it) {}

        @Test
        void unknownProtocol(@RawSocket(protocol = 256) RawPeer it) {}

        @Test
        void noTtl(@RawSocket(protocol = IpProtocol.ICMP, ttl = 0) RawPeer it) {}

        @Test
        void largeTtl(@RawSocket(protocol = IpProtocol.ICMP, ttl = 256) RawPeer it) {}

        @Test
        void otherFamily(@RawSocket(protocol = IpProtocol.ICMP, family = Family.INET6) RawPeer it) {}

        @Test
        void elsewhere(@RawSocket(protocol = IpProtocol.ICMP, host = "8.8.8.8") RawPeer it) {}

        @Test
        void otherType(@RawSocket(protocol = IpProtocol.ICMP) String it) {}

        @Test
        void rdmType(@RdmSocket RawPeer it) {}
    }

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
    @Test
    void missing_kernel_module_aborts_the_test_or_fails_it() {
        assumeFalse(Files.exists(Path.of("/proc/sys/net/tipc")), "this kernel has TIPC");

        assertThat(Samples.run(RdmTestCase.class).abortion("rdm"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage(NO_TIPC);
        assertThat(Samples.of(RdmTestCase.class)
                        .with(NetworkDefaults.CAPABILITIES, "require")
                        .run()
                        .failure("rdm"))
                .hasRootCauseMessage("Address family not supported by protocol (EAFNOSUPPORT, errno 97)")
                .satisfies(failure -> assertThat(causes(failure)).anyMatch(CapabilityException.class::isInstance));
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    static class RdmTestCase {

        @Test
        void rdm(@RdmSocket DatagramPeer it) {}
    }

    /** The outer test has a socket of its own, so that it is aborted too where there can be none. */
    @Test
    void peers_stand_wherever_fixtures_stand(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer allowed) {
        assertThat(allowed.protocol()).isEqualTo(IpProtocol.EXPERIMENT);
        Samples.run(HeldTestCase.class).succeeded(2);
    }

    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    static class HeldTestCase {

        @RawSocket(protocol = IpProtocol.EXPERIMENT)
        static RawPeer shared;

        @RawSocket(protocol = IpProtocol.EXPERIMENT)
        private RawPeer own;

        private final RawPeer constructed;

        HeldTestCase(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer constructed) {
            this.constructed = constructed;
        }

        @Test
        void first(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer parameter) {
            hear(parameter);
        }

        @Test
        void second(@RawSocket(protocol = IpProtocol.EXPERIMENT) RawPeer parameter) {
            hear(parameter);
        }

        private void hear(RawPeer parameter) {
            for (RawPeer peer : List.of(shared, own, constructed, parameter)) {
                parameter.sendTo(peer.address(), new byte[] {1});
                peer.receiveWhere(packet -> packet.source().equals(parameter.address()));
            }
        }

        @AfterEach
        void stillOpen() {
            own.sendTo(own.address(), new byte[0]);
        }
    }
}
