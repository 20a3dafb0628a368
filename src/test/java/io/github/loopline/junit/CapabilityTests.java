package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Forked;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What the machine lacks aborts a test, wherever the fixture is declared. The samples run in a JVM that was told to do without
 * IPv6.
 */
@Isolated // see Forked
class CapabilityTests {

    /** The JDK has several words for it, depending on its version and on the socket. */
    private static final String MESSAGE =
            "IPv6 is not available: (IPv6 not available|(IPv6 p|P)rotocol family unavailable"
                    + "|Unsupported address type)\\. It needs ::1 on the loopback interface and a JVM without"
                    + " -Djava\\.net\\.preferIPv4Stack=true\\.";

    @Test
    void a_missing_capability_aborts_the_test() throws Exception {
        Map<String, String> results = fork("-Dcapabilities=abort");

        assertThat(results).containsOnlyKeys(Main.RESULTS);
        results.forEach((name, result) -> assertThat(result)
                .as(name)
                .matches("ABORTED org.opentest4j.TestAbortedException: " + MESSAGE + " suppressed: 0"));
    }

    @Test
    void it_fails_the_test_where_capabilities_are_required() throws Exception {
        Map<String, String> results = fork("-Dcapabilities=require");

        assertThat(results).containsOnlyKeys(Main.RESULTS);
        results.forEach((name, result) -> assertThat(result)
                .as(name)
                .matches("FAILED io.github.loopline.net.CapabilityException: " + MESSAGE + " suppressed: [01]"));
    }

    private static Map<String, String> fork(String option) throws Exception {
        Map<String, String> results = new TreeMap<>();
        String output = Forked.run(Main.class, "-Djava.net.preferIPv4Stack=true", option);
        output.lines()
                .filter(line -> line.startsWith("RESULT "))
                .forEach(
                        line -> { // JUnit logs, too
                            String[] parts = line.split(" ", 3);
                            results.put(parts[1], parts[2]);
                        });
        return results;
    }

    /** Prints how each sample ended. */
    static final class Main {

        static final String[] RESULTS = {
            "field",
            "StaticFieldTestCase",
            "constructor",
            "PerClassConstructorTestCase",
            "BeforeAllTestCase",
            "beforeEach",
            "afterEach",
            "AfterAllTestCase",
            "tcpServer",
            "serverSocket",
            "serverChannel",
            "address",
            "socket",
            "socketChannel",
            "udpPeer",
            "datagramSocket",
            "datagramChannel",
            "refusedPort",
            "refusedUdpPort",
            "unresponsivePort",
            "list",
            "defaults",
            "code",
            "extension",
            "extensionAlone",
            "factory#1"
        };

        public static void main(String[] arguments) {
            Run run = Samples.of(
                            FieldTestCase.class,
                            StaticFieldTestCase.class,
                            ConstructorTestCase.class,
                            PerClassConstructorTestCase.class,
                            BeforeAllTestCase.class,
                            BeforeEachTestCase.class,
                            AfterEachTestCase.class,
                            AfterAllTestCase.class,
                            ParameterTestCase.class,
                            CodeTestCase.class,
                            ExtensionTestCase.class,
                            ExtensionAloneTestCase.class,
                            FactoryTestCase.class)
                    .with("loopline.capabilities", System.getProperty("capabilities"))
                    .run();
            run.results()
                    .forEach((name, result) -> result.getThrowable()
                            .ifPresent(thrown -> System.out.println("RESULT " + name + " " + result.getStatus() + " "
                                    + thrown + " suppressed: " + thrown.getSuppressed().length)));
        }
    }

    static class FieldTestCase {

        @TcpServer(family = Family.INET6)
        StreamServer server;

        @Test
        void field() {}
    }

    static class StaticFieldTestCase {

        @UdpPeer(family = Family.INET6)
        static DatagramPeer peer;

        @Test
        void test() {}
    }

    static class ConstructorTestCase {

        ConstructorTestCase(@TcpServer(family = Family.INET6) StreamServer server) {}

        @Test
        void constructor() {}
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassConstructorTestCase {

        PerClassConstructorTestCase(@TcpServer(family = Family.INET6) StreamServer server) {}

        @Test
        void test() {}
    }

    static class BeforeAllTestCase {

        @BeforeAll
        static void before(@TcpServer(family = Family.INET6) StreamServer server) {}

        @Test
        void test() {}
    }

    static class BeforeEachTestCase {

        @BeforeEach
        void before(@TcpServer(family = Family.INET6) StreamServer server) {}

        @Test
        void beforeEach() {}
    }

    static class AfterEachTestCase {

        @Test
        void afterEach() {}

        @AfterEach
        void after(@TcpServer(family = Family.INET6) StreamServer server) {}
    }

    static class AfterAllTestCase {

        @Test
        void test() {}

        @AfterAll
        static void after(@TcpServer(family = Family.INET6) StreamServer server) {}
    }

    static class ParameterTestCase {

        @Test
        void tcpServer(@TcpServer(family = Family.INET6) StreamServer it) {}

        @Test
        void serverSocket(@TcpServer(family = Family.INET6) ServerSocket it) {}

        @Test
        void serverChannel(@TcpServer(family = Family.INET6) ServerSocketChannel it) {}

        @Test
        void address(@TcpServer(host = "::1") InetSocketAddress it) {}

        @Test
        void socket(@TcpClient(family = Family.INET6) Socket it) {}

        @Test
        void socketChannel(@TcpClient(family = Family.INET6) SocketChannel it) {}

        @Test
        void udpPeer(@UdpPeer(family = Family.INET6) DatagramPeer it) {}

        @Test
        void datagramSocket(@UdpPeer(family = Family.INET6) DatagramSocket it) {}

        @Test
        void datagramChannel(@UdpPeer(family = Family.INET6) DatagramChannel it) {}

        @Test
        void refusedPort(@RefusedPort(family = Family.INET6) int it) {}

        @Test
        void refusedUdpPort(@RefusedPort(family = Family.INET6, protocol = Protocol.UDP) int it) {}

        @Test
        void unresponsivePort(@UnresponsivePort(family = Family.INET6) int it) {}

        @Test
        void list(@TcpServer(family = Family.INET6, count = 2) List<StreamServer> it) {}

        @Test
        @NetworkDefaults(family = Family.INET6)
        void defaults(@TcpServer StreamServer it) {}
    }

    @NetworkDefaults
    static class CodeTestCase {

        @Test
        void code(Loopback net) {
            net.tcpServer(spec -> spec.family(Family.INET6));
        }
    }

    static class ExtensionTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @TcpServer
        StreamServer server;

        @Test
        void extension() {
            net.udpPeer(spec -> spec.family(Family.INET6));
        }
    }

    static class ExtensionAloneTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        void extensionAlone() {
            net.udpPeer(spec -> spec.family(Family.INET6));
        }
    }

    static class FactoryTestCase {

        @TestFactory
        Stream<DynamicTest> factory(Loopback net, @TcpServer StreamServer server) {
            return Stream.of(dynamicTest("dynamic", () -> net.udpPeer(spec -> spec.family(Family.INET6))));
        }
    }
}
