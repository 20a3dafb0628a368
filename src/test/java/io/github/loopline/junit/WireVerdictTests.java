package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What a test may end with while the connection breaks. */
class WireVerdictTests {

    @Test
    void an_io_exception_is_right_however_it_is_wrapped() {
        Samples.run(WrappedTestCase.class).succeeded(5 * (1 + 4));
    }

    static class WrappedTestCase {

        @WireTest(FIN_EVERYWHERE)
        void asserted(@TcpServer StreamServer server) {
            server.framing(lines()).answer(question -> "ok");

            assertThatCode(() -> ask(server, WireClient::line)).doesNotThrowAnyException();
        }

        @WireTest(FIN_EVERYWHERE)
        void called(@TcpServer StreamServer server) {
            server.framing(lines()).answer(question -> "ok");

            assertThatCall(() -> ask(server, WireClient::line)).returns("ok");
        }

        @WireTest(RST_EVERYWHERE)
        void unchecked(@TcpServer StreamServer server) {
            server.framing(lines()).answer(question -> "ok");

            try {
                assertThat(ask(server, WireClient::line)).isEqualTo("ok");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @WireTest(RST_EVERYWHERE)
        void inFuture(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");

            var threads = Executors.newSingleThreadExecutor();
            try {
                assertThat(threads.submit(() -> ask(server, WireClient::line)).get())
                        .isEqualTo("ok");
            } finally {
                threads.shutdownNow();
            }
        }

        @WireTest(FIN_EVERYWHERE)
        void byReflection(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");

            Object answer = WrappedTestCase.class
                    .getDeclaredMethod("line", StreamServer.class)
                    .invoke(null, server);
            assertThat(answer).isEqualTo("ok");
        }

        static String line(StreamServer server) throws IOException {
            return ask(server, WireClient::line);
        }
    }

    @Test
    void another_exception_is_right_only_if_the_test_names_it() {
        Run run = Samples.run(OwnExceptionTestCase.class);

        assertThat(run.results().get("named").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(failure(run, "unnamed#2")).isEqualTo("""
                FIN instead of answer 1: java.lang.IllegalStateException: the server has gone
                  there: "" | "ok\\n"
                  in hex:  | 6f 6b 0a
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=FIN_EVERYWHERE:0.0.0""");
    }

    static class OwnExceptionTestCase {

        private static void check(StreamServer server) {
            server.framing(lines()).answer(question -> "ok");
            try {
                assertThat(ask(server, WireClient::line)).isEqualTo("ok");
            } catch (IOException e) {
                throw new IllegalStateException("the server has gone", e);
            }
        }

        @WireTest(value = FIN_EVERYWHERE, fails = IllegalStateException.class)
        void named(@TcpServer StreamServer server) {
            check(server);
        }

        @WireTest(FIN_EVERYWHERE)
        void unnamed(@TcpServer StreamServer server) {
            check(server);
        }
    }

    @Test
    void a_hang_is_ended_and_tells_where_it_was() {
        Run run = Samples.run(HangsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2").replaceAll(":\\d{4,5}", ":P"))
                .startsWith(
                        "silence instead of answer 1: it did not end within 1 s but was still in the socket TCP 127.")
                .containsPattern("TCP \\S+ to 127.0.0.1:P, ESTABLISHED, 0 bytes unread, 0 bytes unsent")
                .contains("at io.github.loopline.junit.WireClient.line(WireClient.java:")
                .contains("at io.github.loopline.junit.WireVerdictTests$HangsTestCase.asks(WireVerdictTests.java:")
                .doesNotContain("WireRun")
                .endsWith("\n  run it alone: -Dloopline.wire=SILENCE_EVERYWHERE:0.0.0");
    }

    static class HangsTestCase {

        @WireTest(value = SILENCE_EVERYWHERE, withinMillis = 1000)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, 0, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void what_fixtures_got_is_not_judged() {
        Samples.run(FixtureAssertionsTestCase.class).succeeded(2 * (1 + 4));
    }

    static class FixtureAssertionsTestCase {

        @WireTest(FIN_EVERYWHERE)
        void asserts(@TcpServer StreamServer server) {
            server.script(s -> s.expect("ask\n").send("ok\n").expect("more\n").expectEnd());

            assertThatCall(() -> {
                        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
                            String line = WireClient.line(socket.getInputStream());
                            socket.getOutputStream().write("more\n".getBytes(StandardCharsets.US_ASCII));
                            return line;
                        }
                    })
                    .returnsOrFails("ok");
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("ask\nmore\n");
        }

        @WireTest(RST_EVERYWHERE)
        void handles(@TcpServer StreamServer server) throws IOException {
            server.handle(connection -> connection.expect("ask\n").send("ok\n").expectEnd());

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void a_connection_that_breaks_before_the_test_method_ends_the_run() {
        Run run = Samples.run(ConnectsBeforeTestCase.class);

        run.succeeded(1 + 4 + 4);
    }

    static class ConnectsBeforeTestCase {

        private Socket socket = new Socket();

        @BeforeEach
        void greet(@TcpServer StreamServer server) throws IOException {
            server.greeting("ok\n");
            socket = new Socket(server.address().getAddress(), server.port());
            assertThat(WireClient.line(socket.getInputStream())).isEqualTo("ok");
        }

        @AfterEach
        void close() throws IOException {
            socket.close();
        }

        @WireTest({FIN_EVERYWHERE, RST_EVERYWHERE})
        void isGreeted() {
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
