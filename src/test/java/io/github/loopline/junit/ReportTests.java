package io.github.loopline.junit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a failure tells beside its own message, word by word. */
class ReportTests {

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_failure_tells_events_waits_sockets_and_files(@TempDir Path directory) {
        assertThat(report(WrongAnswerTestCase.class, "fails", directory)).isEqualTo("""
                What happened on the sockets of WrongAnswerTestCase.fails:
                T  tcp-server:P  open on 127.0.0.1:P
                T  connection #0 of tcp-server:P  <- connect from 127.0.0.1:P
                T  connection #0 of tcp-server:P  <- 4 bytes "PING"
                T  test  timed out here: waited N ms in hasReceived, called at WrongAnswerTestCase.fails(ReportTests.java:L)
                The sockets when it failed:
                  type  state  local  remote  unread  unsent  age  owner
                  tcp  LISTEN  127.0.0.1:P  -  0 waiting  -  N ms  tcp-server:P
                  tcp  ESTABLISHED  127.0.0.1:P  127.0.0.1:P  0  0  N ms  connection #0 of tcp-server:P
                  tcp  ESTABLISHED  127.0.0.1:P  127.0.0.1:P  0  U  -  the other end of connection #0 of tcp-server:P, \
                in this process
                Files:
                  DIRECTORY/transcript.txt
                  DIRECTORY/transcript.pcapng
                  DIRECTORY/transcript.html""");
    }

    static class WrongAnswerTestCase {

        private final Socket client = new Socket();

        @Test
        void fails(@TcpServer StreamServer server) throws IOException {
            client.connect(server.address());
            client.getOutputStream().write("PING".getBytes(StandardCharsets.UTF_8));
            server.connection(0).receive(4);
            assertThat(server).within(ofMillis(50)).hasReceived("PONG");
        }

        @AfterEach
        void close() throws IOException {
            client.close();
        }
    }

    @Test
    void what_handlers_wait_for_is_told(@TempDir Path directory) {
        assertThat(report(HandlerTestCase.class, "fails", directory))
                .contains("\nWhat was awaited when it failed:\n"
                        + "  connection #0 of tcp-server:P waits in receiveLine, called at"
                        + " HandlerTestCase.lambda$fails$0(ReportTests.java:L)\n");
    }

    static class HandlerTestCase {

        @Test
        void fails(@TcpServer StreamServer server, @TcpClient StreamClient client, Loopback net) {
            server.handle(connection -> connection.receiveLine());
            client.connect(server);
            await().until(() -> !net.awaited().isEmpty());
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void what_they_expect_is_told_too(@TempDir Path directory) {
        assertThat(report(ExpectingTestCase.class, "fails", directory))
                .contains("\nWhat was awaited when it failed:\n"
                        + "  connection #0 of tcp-server:P waits in expect, called at"
                        + " ExpectingTestCase.lambda$fails$0(ReportTests.java:L)\n"
                        + "  Expecting connection #0 of tcp-server:P\n"
                        + "    to have received: \"PING\" (4 bytes)\n");
    }

    static class ExpectingTestCase {

        @Test
        void fails(@TcpServer StreamServer server, @TcpClient StreamClient client, Loopback net) {
            server.handle(connection -> connection.expect("PING"));
            client.connect(server);
            await().until(() -> !net.awaited().isEmpty());
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void tests_that_ran_beside_it_on_the_same_fixture_are_named(@TempDir Path directory) {
        assertThat(report(SharedTestCase.class, "fails", directory))
                .contains("\nTests that ran at the same time and share these fixtures:\n  SharedTestCase.passes\n");
    }

    static class SharedTestCase {

        @TcpServer
        static StreamServer shared;

        @Test
        void passes(@TcpClient StreamClient client) {
            client.connect(shared);
            shared.connection(1); // until the other has come
        }

        @Test
        void fails(@TcpClient StreamClient client) {
            client.connect(shared);
            shared.connection(1);
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void tests_that_share_nothing_are_not(@TempDir Path directory) {
        assertThat(report(AloneTestCase.class, "fails", directory)).doesNotContain("at the same time");
    }

    static class AloneTestCase {

        @Test
        void passes(@TcpServer StreamServer server) {}

        @Test
        void fails(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void the_sockets_are_those_of_the_moment_it_failed(@TempDir Path directory) {
        assertThat(report(ClosingTestCase.class, "fails", directory)).contains("LISTEN");
    }

    static class ClosingTestCase {

        @TcpServer
        private StreamServer server;

        @AfterEach
        void close() {
            server.close();
        }

        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_wait_in_vain_that_was_meant_to_be_is_none(@TempDir Path directory) {
        assertThat(report(QuietTestCase.class, "fails", directory))
                .contains("  test  waited N ms in hasReceivedNothingFor, called at")
                .doesNotContain("timed out");
    }

    static class QuietTestCase {

        @Test
        void fails(@TcpServer StreamServer server) {
            assertThat(server).hasReceivedNothingFor(ofMillis(50));
            throw new IllegalStateException("on purpose");
        }
    }

    private static String report(Class<?> sample, String test, Path directory) {
        Throwable failure = Samples.of(sample).output(directory).run().failure(test);
        String report = Stream.of(failure.getSuppressed())
                .filter(NetworkTranscript.class::isInstance)
                .findFirst()
                .orElseThrow()
                .getMessage();
        return report.replaceAll("(?m)^ +\\d+\\.\\d{3} ms", "T")
                .replaceAll("\\d+\\.\\d{3} ms", "N ms")
                .replaceAll("(?<=\\S) {2,}", "  ")
                .replaceAll("(?m)^T  test  waited N ms in (connection|receive|connect|send), .*\n", "")
                .replaceAll("(?m)^  .*(connected to|connection of) tcp-server.*\n", "") // others had the port before
                .replaceAll("(?m)^T  .*  <- FIN\n", "") // the clean-up's
                .replaceAll(":\\d{4,5}\\b", ":P")
                .replaceAll("  \\d  -  the other end", "  U  -  the other end") // its ACK may be late
                .replaceAll("\\.java:\\d+", ".java:L")
                .replaceAll("(?m)^  /.*/loopline/", "  DIRECTORY/");
    }
}
