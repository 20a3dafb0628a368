package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.raw.IpProtocol;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Forked;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;

/** What becomes of tests with native sockets in a JVM that has no JNA on its class path. */
@Isolated // see Forked
class WithoutJnaTests {

    private static final String LINE = "Native sockets need JNA, which is not on the class path."
            + " Add the test dependency net.java.dev.jna:jna:5.19.1.";

    private static final List<String> NATIVE = List.of(
            "unixPeer",
            "unixAddress",
            "unixDatagramLink",
            "packetServer",
            "packetClient",
            "rawPeer",
            "rdmPeer",
            "rdmStandIn",
            "code");

    @Test
    void each_is_aborted_with_the_coordinates_to_add_or_fails_where_capabilities_are_required() throws Exception {
        List<String> lines = Forked.runWithout("jna-", Main.class)
                .lines()
                .filter(line -> line.startsWith("abort") || line.startsWith("require")) // JUnit logs, too
                .toList();

        assertThat(lines.stream().filter(line -> line.startsWith("abort ")))
                .containsExactlyInAnyOrderElementsOf(
                        expected("abort", "ABORTED org.opentest4j.TestAbortedException: " + LINE));
        assertThat(lines.stream().filter(line -> line.startsWith("require ") && !line.contains("enabled")))
                .containsExactlyInAnyOrderElementsOf(
                        expected("require", "FAILED io.github.loopline.net.CapabilityException: " + LINE));
        assertThat(lines.stream().filter(line -> line.startsWith("require enabled ")))
                .containsExactly(
                        "require enabled FAILED org.junit.jupiter.engine.execution.ConditionEvaluationException:"
                                + " Failed to evaluate condition [io.github.loopline.junit.SocketCondition]: " + LINE);
    }

    private static List<String> expected(String mode, String end) {
        List<String> expected = new ArrayList<>(
                NATIVE.stream().map(name -> mode + " " + name + " " + end).toList());
        expected.add(mode + " streams SUCCESSFUL");
        return expected;
    }

    /** Prints how each sample ended; one that was skipped did not begin. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            for (String mode : List.of("abort", "require")) {
                Run run = Samples.of(NativeTestCase.class)
                        .with(NetworkDefaults.CAPABILITIES, mode)
                        .run();
                for (String test : run.tests()) {
                    TestExecutionResult result = run.results().get(test);
                    String thrown = result.getThrowable().map(t -> " " + t).orElse("");
                    System.out.println(mode + " " + test + " " + result.getStatus() + thrown);
                }
            }
        }
    }

    @NetworkDefaults
    static class NativeTestCase {

        @Test
        void streams(@UnixServer StreamServer server) {}

        @Test
        void unixPeer(@UnixPeer DatagramPeer it) {}

        @Test
        void unixAddress(@UnixPeer UnixDomainSocketAddress it) {}

        @Test
        void unixDatagramLink(@UnixDatagramLink DatagramLink it) {}

        @Test
        void packetServer(@UnixServer(type = SocketType.SEQPACKET) PacketServer it) {}

        @Test
        void packetClient(@UnixClient(type = SocketType.SEQPACKET) PacketClient it) {
            it.connect(UnixDomainSocketAddress.of("/tmp/loopline none"));
        }

        @Test
        void rawPeer(@RawSocket(protocol = IpProtocol.ICMP) RawPeer it) {}

        @Test
        void rdmPeer(@RdmSocket DatagramPeer it) {}

        @Test
        void rdmStandIn(@RdmSocket(standIn = true) DatagramPeer it) {}

        @Test
        void code(Loopback net) {
            net.unixPeer();
        }

        @Test
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
        void enabled() {}
    }
}
