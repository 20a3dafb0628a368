package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The transcript that a failure carries. */
class TranscriptTests {

    @Test
    void a_failure_carries_the_transcript_of_all_fixtures_in_scope() {
        Throwable failure = Samples.run(FailingTestCase.class).failure("test");

        assertThat(failure).hasMessage("on purpose").hasNoCause();
        assertThat(failure.getSuppressed()).hasSize(1);
        Throwable transcript = failure.getSuppressed()[0];
        assertThat(transcript).isInstanceOf(NetworkTranscript.class).hasNoCause();
        assertThat(transcript.getStackTrace()).isEmpty();
        assertThat(transcript.toString()).isEqualTo(transcript.getMessage());
        assertThat(normalized(transcript)).isEqualTo("""
                What happened on the sockets of FailingTestCase.test:
                T tcp-server:P                   open on 127.0.0.1:P
                T tcp-server:P                   open on 127.0.0.1:P
                T connection #0 of tcp-server:P  <- connect from 127.0.0.1:P
                T connection #0 of tcp-server:P  <- 6 bytes "PING\\r\\n\"""");
        assertThat(transcript).hasMessageNotContaining("OLD");
    }

    static class FailingTestCase {

        @TcpServer
        static StreamServer shared;

        @BeforeAll
        static void before() throws IOException {
            send(shared, "OLD");
        }

        @Test
        void test(@TcpServer StreamServer server) throws IOException {
            send(server, "PING\r\n");
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_failure_around_the_test_carries_it_too() {
        Run run = Samples.run(
                BeforeEachTestCase.class,
                AfterEachTestCase.class,
                BeforeAllTestCase.class,
                AfterAllTestCase.class,
                ConstructorTestCase.class);

        assertThat(run.failure("beforeEach").getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
        assertThat(run.failure("afterEach").getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
        assertThat(run.failure("constructor").getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
        for (String container : List.of("BeforeAllTestCase", "AfterAllTestCase")) {
            assertThat(run.failure(container).getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
        }
    }

    static void isTranscript(Throwable suppressed) {
        assertThat(suppressed).isInstanceOf(NetworkTranscript.class).hasMessageContaining("open on 127.0.0.1:");
    }

    static class BeforeEachTestCase {

        @BeforeEach
        void before(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void beforeEach() {}
    }

    static class AfterEachTestCase {

        @Test
        void afterEach() {}

        @AfterEach
        void after(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    static class BeforeAllTestCase {

        @BeforeAll
        static void before(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void test() {}
    }

    static class AfterAllTestCase {

        @Test
        void test() {}

        @AfterAll
        static void after(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    static class ConstructorTestCase {

        ConstructorTestCase(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void constructor() {}
    }

    @Test
    void a_failing_dynamic_test_carries_it_and_the_others_do_not() {
        Run run = Samples.run(DynamicTestCase.class);

        assertThat(run.failure("factory#2").getSuppressed()).singleElement().satisfies(suppressed -> {
            isTranscript(suppressed);
            assertThat(suppressed).hasMessageContaining("bad").hasMessageNotContaining("good");
        });
        assertThat(run.tests()).containsExactly("factory#1", "factory#2");
        run.succeeded("factory#1").succeeded("factory");
    }

    static class DynamicTestCase {

        @TestFactory
        @Execution(ExecutionMode.SAME_THREAD)
        Stream<DynamicTest> factory(@TcpServer StreamServer server) {
            return Stream.of(
                    DynamicTest.dynamicTest("first", () -> send(server, "good")),
                    DynamicTest.dynamicTest("second", () -> {
                        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
                            client.getOutputStream().write("bad".getBytes(StandardCharsets.UTF_8));
                            server.connection(1).receive(3);
                        }
                        throw new IllegalStateException("on purpose");
                    }));
        }
    }

    @Test
    void nothing_is_told_when_no_socket_was_opened() {
        Throwable failure = Samples.run(SocketlessTestCase.class).failure("test");

        assertThat(failure.getSuppressed()).isEmpty();
    }

    static class SocketlessTestCase {

        @NetworkDefaults
        @Test
        void test(Loopback net) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_failure_that_takes_no_suppressed_exceptions_is_left_as_it_is() {
        Run run = Samples.run(UnsuppressableTestCase.class);

        assertThat(run.failure("test")).hasMessage("on purpose").hasNoSuppressedExceptions();
        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class UnsuppressableTestCase {

        @Test
        void test(@TcpServer StreamServer server, Trace trace) throws Throwable {
            trace.see("server", server);
            throw new Throwable("on purpose", null, false, true) {
                private static final long serialVersionUID = 1L;
            };
        }
    }

    /** Sends, and waits until it has come and the sender's end too. */
    private static void send(StreamServer server, String text) throws IOException {
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            server.connection(0).receive(text.length());
        }
    }

    private static String normalized(Throwable transcript) {
        return transcript
                .getMessage()
                .replaceAll("(?m)^ +\\d+\\.\\d{3} ms  ", "T ")
                .replaceAll(":\\d{4,5}", ":P")
                .replaceAll("(?m)^T .* <- FIN\n?", "")
                .replaceAll("(?m)^T test +waited .*\n?", "")
                .replaceAll("(?s)\nThe sockets when it failed:.*", "")
                .stripTrailing();
    }
}
