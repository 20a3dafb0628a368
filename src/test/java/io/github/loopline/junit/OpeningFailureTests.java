package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Declarations that are right, and that the kernel refuses. */
class OpeningFailureTests {

    /** Of 127.0.0.0/8, and outside the ports that the kernel gives away: in nobody's way. */
    private static final String HOST = "127.83.21.7";

    private static final int PORT = 61_234;

    @Test
    void a_port_that_is_taken_is_told_with_its_declaration() throws IOException {
        try (ServerSocket holder = new ServerSocket()) {
            take(holder);
            Run run = Samples.run(TakenParameterTestCase.class, TakenFieldTestCase.class);

            assertThat(run.failure("parameter"))
                    .isExactlyInstanceOf(ParameterResolutionException.class)
                    .hasMessage(
                            "@TcpServer parameter [server] in [TakenParameterTestCase.parameter(StreamServer)]: Cannot"
                                    + " bind to 127.83.21.7:61234: Address already in use. Use port 0 for a free one.")
                    .hasNoSuppressedExceptions()
                    .hasRootCauseInstanceOf(BindException.class);
            assertThat(run.failure("socket"))
                    .hasMessage(
                            "@TcpServer parameter [listener] in [TakenParameterTestCase.socket(ServerSocket)]: Cannot"
                                    + " bind to 127.83.21.7:61234: Address already in use. Use port 0 for a free one.");
            assertThat(run.failure("refused"))
                    .hasMessage("@RefusedPort parameter [port] in [TakenParameterTestCase.refused(int)]: Cannot"
                            + " bind to 127.83.21.7:61234: Address already in use. Use port 0 for a free one.");
            assertThat(run.failure("unresponsive"))
                    .hasMessage(
                            "@UnresponsivePort parameter [port] in [TakenParameterTestCase.unresponsive(int)]: Cannot"
                                    + " bind to 127.83.21.7:61234: Address already in use. Use port 0 for a free one.");
            assertThat(run.failure("field"))
                    .isExactlyInstanceOf(FixtureException.class)
                    .hasMessage("@TcpServer field [StreamServer TakenFieldTestCase.server]: Cannot"
                            + " bind to 127.83.21.7:61234: Address already in use. Use port 0 for a free one.")
                    .hasNoSuppressedExceptions();
        }
    }

    /** Somebody else may have it: that is as good. */
    private static void take(ServerSocket holder) {
        try {
            holder.bind(new InetSocketAddress(HOST, PORT));
        } catch (IOException e) {
            assertThat(e).isInstanceOf(BindException.class);
        }
    }

    static class TakenParameterTestCase {

        @Test
        void parameter(@TcpServer(host = HOST, port = PORT) StreamServer server) {}

        @Test
        void socket(@TcpServer(host = HOST, port = PORT) ServerSocket listener) {}

        @Test
        void refused(@RefusedPort(host = HOST, port = PORT) int port) {}

        @Test
        void unresponsive(@UnresponsivePort(host = HOST, port = PORT) int port) {}
    }

    static class TakenFieldTestCase {

        @TcpServer(host = HOST, port = PORT)
        StreamServer server;

        @Test
        void field() {}
    }

    @Test
    void what_was_opened_before_is_closed_when_the_next_one_fails() {
        Throwable failure = Samples.run(SecondFailsTestCase.class).failure("test");

        assertThat(failure)
                .hasMessage(
                        "@UnixServer parameter [second] in [SecondFailsTestCase(StreamServer, StreamServer)]: Cannot bind"
                                + " to target/no/such/directory/s: No such file or directory.");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript).hasMessageContaining("open on target/first.sock"));
        assertThat(Path.of("target/first.sock")).doesNotExist();
    }

    static class SecondFailsTestCase {

        SecondFailsTestCase(
                @UnixServer(path = "target/first.sock") StreamServer first,
                @UnixServer(path = "target/no/such/directory/s") StreamServer second) {}

        @Test
        void test() {}
    }

    @Test
    void a_list_that_fails_half_way_is_closed() {
        Throwable failure = Samples.run(ListFailsTestCase.class).failure("test");

        assertThat(failure)
                .hasMessage("@UnixServer parameter [servers] in [ListFailsTestCase.test(List)]: path must not exist but"
                        + " target/half-way.sock does. Delete it first, or leave path out to get a fresh one.");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript)
                        .hasMessageContaining("open on target/half-way.sock")
                        .hasMessageContaining("stopped"));
        assertThat(Path.of("target/half-way.sock")).doesNotExist();
    }

    static class ListFailsTestCase {

        @Test
        void test(@UnixServer(path = "target/half-way.sock", count = 2) List<StreamServer> servers) {}
    }

    @Test
    void the_next_test_tries_anew() {
        Run run = Samples.run(RetryTestCase.class);

        assertThat(run.failure("first"))
                .hasMessage("@UnixServer parameter [server] in [RetryTestCase.first(StreamServer)]: Cannot bind to"
                        + " target/retry/s: No such file or directory.");
        run.succeeded("second");
        assertThat(Path.of("target/retry/s")).doesNotExist();
    }

    @TestMethodOrder(OrderAnnotation.class)
    @Execution(ExecutionMode.SAME_THREAD)
    static class RetryTestCase {

        @BeforeAll
        static void before() throws IOException {
            Files.deleteIfExists(Path.of("target/retry"));
        }

        @Test
        @Order(1)
        void first(@UnixServer(path = "target/retry/s") StreamServer server) {}

        @AfterEach
        void after() throws IOException {
            Files.createDirectories(Path.of("target/retry"));
        }

        @Test
        @Order(2)
        void second(@UnixServer(path = "target/retry/s") StreamServer server) {
            assertThat(Path.of("target/retry/s")).exists();
        }
    }
}
