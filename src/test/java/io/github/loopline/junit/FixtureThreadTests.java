package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Code of the test that fixtures run on threads of their own, and what becomes of its failures. */
class FixtureThreadTests {

    @Test
    void a_failing_handler_fails_a_test_that_passed_otherwise() {
        Throwable failure = Samples.run(HandlerTestCase.class).failure("passes");

        assertThat(failure)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageMatching("On a thread of connection #0 of tcp-server:\\d+: "
                        + "java.lang.IllegalStateException: handler")
                .hasCause(new IllegalStateException("handler"));
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed)
                        .isInstanceOf(NetworkTranscript.class)
                        .hasMessageContaining("ERROR java.lang.IllegalStateException: handler"));
    }

    @Test
    void a_failing_handler_is_suppressed_in_a_test_that_fails() {
        Throwable failure = Samples.run(HandlerTestCase.class).failure("fails");

        assertThat(failure).hasMessage("on purpose").hasNoCause();
        assertThat(failure.getSuppressed()).hasSize(2);
        assertThat(failure.getSuppressed()[0])
                .isExactlyInstanceOf(AssertionError.class)
                .hasCause(new IllegalStateException("handler"));
        assertThat(failure.getSuppressed()[1]).isInstanceOf(NetworkTranscript.class);
    }

    static class HandlerTestCase {

        @Test
        void passes(@TcpServer StreamServer server) throws IOException {
            server.handle(connection -> {
                throw new IllegalStateException("handler");
            });
            new Socket(server.address().getAddress(), server.port()).close();
        }

        @Test
        void fails(@TcpServer StreamServer server) throws IOException {
            passes(server);
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void all_failing_handlers_are_told() {
        Throwable failure = Samples.run(SeveralTestCase.class).failure("test");

        assertThat(failure.getCause()).hasMessageMatching("[ab]");
        assertThat(failure.getSuppressed()).hasSize(2);
        assertThat(failure.getSuppressed()[0]).hasMessageMatching("[ab]").isNotEqualTo(failure.getCause());
        assertThat(failure.getSuppressed()[1]).isInstanceOf(NetworkTranscript.class);
    }

    static class SeveralTestCase {

        @Test
        void test(@TcpServer StreamServer server, @TcpClient StreamClient a, @TcpClient StreamClient b) {
            server.handle(connection -> {
                throw new IllegalStateException(new String(connection.receive(1), StandardCharsets.US_ASCII));
            });
            a.connect(server).send("a").expectEnd();
            b.connect(server).send("b").expectEnd();
        }
    }

    @Test
    void a_failing_answer_fails_the_test() {
        Throwable failure = Samples.run(AnswerTestCase.class).failure("test");

        assertThat(failure)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageMatching("On a thread of udp-peer:\\d+: java.lang.IllegalStateException: answer")
                .hasCause(new IllegalStateException("answer"));
    }

    static class AnswerTestCase {

        @Test
        void test(@UdpPeer DatagramPeer peer, @UdpPeer DatagramPeer client) {
            peer.answer(datagram -> {
                throw new IllegalStateException("answer");
            });
            client.sendTo(peer.address(), "?");
            peer.datagram(0);
        }
    }

    @Test
    void a_failing_handler_of_a_static_server_fails_the_class_at_the_latest() {
        Throwable failure = Samples.run(StaticTestCase.class).failure("StaticTestCase");

        assertThat(failure).isExactlyInstanceOf(AssertionError.class).hasCause(new IllegalStateException("handler"));
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript).isInstanceOf(NetworkTranscript.class));
    }

    static class StaticTestCase {

        @TcpServer
        static StreamServer server;

        @Test
        void test() {
            server.handle(connection -> {
                throw new IllegalStateException("handler");
            });
        }

        @AfterAll
        static void after() throws IOException {
            new Socket(server.address().getAddress(), server.port()).close();
        }
    }

    @Test
    void an_extension_in_code_tells_failing_handlers_too() {
        Throwable failure = Samples.run(ExtensionTestCase.class).failure("test");

        assertThat(failure).isExactlyInstanceOf(AssertionError.class).hasCause(new IllegalStateException("handler"));
        assertThat(failure.getSuppressed()) // in time for the transcript
                .singleElement()
                .satisfies(transcript -> assertThat(transcript).isInstanceOf(NetworkTranscript.class));
    }

    static class ExtensionTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        void test() throws IOException {
            StreamServer server = net.tcpServer().handle(connection -> {
                throw new IllegalStateException("handler");
            });
            new Socket(server.address().getAddress(), server.port()).close();
        }
    }

    @Test
    void a_failing_handler_fails_the_dynamic_test_that_reached_it() {
        Run run = Samples.run(DynamicTestCase.class);

        assertThat(run.failure("factory#1")).hasCause(new IllegalStateException("handler"));
        run.succeeded("factory#2").succeeded("factory");
    }

    static class DynamicTestCase {

        @TestFactory
        @Execution(ExecutionMode.SAME_THREAD)
        Stream<DynamicTest> factory(@TcpServer StreamServer server, Loopback net) {
            server.handle(connection -> {
                throw new IllegalStateException("handler");
            });
            return Stream.of(
                    dynamicTest("bad", () -> {
                        new Socket(server.address().getAddress(), server.port()).close();
                        await().until(() -> net.transcript().toString().contains("ERROR"));
                    }),
                    dynamicTest("good", () -> {}));
        }
    }

    @Test
    void a_handler_that_waits_when_the_test_ends_does_not_fail_it() {
        Run run = Samples.run(WaitingTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class WaitingTestCase {

        @Test
        void test(@TcpServer StreamServer server, @TcpClient StreamClient client, Trace trace) {
            server.handle(connection -> connection.receiveLine());
            client.connect(server);
            trace.watch("server", server);
        }
    }

    @Test
    void a_handler_that_never_ends_fails_the_test_within_seconds() {
        long start = System.nanoTime();
        Run run = Samples.run(EndlessTestCase.class);
        run.trace().add("release");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(root(run.failure("passes")))
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessageMatching(
                        "Code of the test did not end within 1 s of the close: "
                                + "\\[connection #0 of tcp-server:\\d+\\] at .*, called at .*TestCase.*\\(FixtureThreadTests.java:\\d+\\)\\.");
        assertThat(run.openAfter("EndlessTestCase")).isEmpty();
        assertThat(run.failure("fails")).hasMessage("on purpose");
        assertThat(run.failure("fails").getSuppressed()).hasSize(2);
        assertThat(run.failure("fails").getSuppressed()[0]).isInstanceOf(NetworkTranscript.class);
        assertThat(run.failure("fails").getSuppressed()[1])
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessageStartingWith("Code of the test did not end within 1 s of the close: ");
        assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Traced
    static class EndlessTestCase {

        @Test
        void passes(@TcpServer StreamServer server, Trace trace) throws IOException {
            handleForEver(server, trace);
            trace.watch("passes", server);
        }

        @Test
        void fails(@TcpServer StreamServer server, Trace trace) throws IOException {
            handleForEver(server, trace);
            trace.watch("fails", server);
            throw new IllegalStateException("on purpose");
        }

        private static void handleForEver(StreamServer server, Trace trace) throws IOException {
            server.handle(connection -> {
                while (!trace.lines().contains("release")) {
                    LockSupport.parkNanos(1_000_000);
                    Thread.interrupted(); // deaf
                }
            });
            new Socket(server.address().getAddress(), server.port()).close();
        }
    }

    /** JUnit wraps what a Store's value throws at its close. */
    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }
}
