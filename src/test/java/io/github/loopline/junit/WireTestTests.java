package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What a test with a matrix runs, as JUnit runs it in parallel, and what its failures say. */
class WireTestTests {

    private static String failure(Run run, String test) {
        return String.valueOf(run.failure(test).getMessage());
    }

    private static List<Status> ends(Run run) {
        return run.tests().stream()
                .map(test -> run.results().get(test).getStatus())
                .toList();
    }

    /** Asks for a line, and reads it as {@code reader} does. */
    private static String ask(StreamServer server, int timeoutMillis, Reader reader) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
            return reader.read(socket.getInputStream());
        }
    }

    private interface Reader {
        String read(InputStream in) throws IOException;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after " + line.length() + " bytes of a line");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static String once(InputStream in) throws IOException {
        byte[] bytes = new byte[100];
        return new String(bytes, 0, in.read(bytes), StandardCharsets.US_ASCII).strip();
    }

    @Test
    void a_sound_client_passes_under_each_cut_and_each_end() {
        Run run = Samples.run(SoundTestCase.class);

        run.succeeded(1 + 5 + 7 + 7);
    }

    static class SoundTestCase {

        @WireTest({CUT_EVERY_BYTE, FIN_EVERYWHERE, RST_EVERYWHERE})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "fine!");

            assertThat(ask(server, 10_000, WireTestTests::line)).isEqualTo("fine!");
            assertThat(server).connection(0).hasReceived("ask\n");
        }
    }

    @Test
    void a_client_with_a_timeout_passes_under_silence() {
        Run run = Samples.run(SilenceTestCase.class);

        run.succeeded(1 + 3);
    }

    static class SilenceTestCase {

        @WireTest(SILENCE_EVERYWHERE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "y");

            assertThat(ask(server, 1000, WireTestTests::line)).isEqualTo("y");
        }
    }

    @Test
    void one_read_for_a_message_fails_at_the_first_cut() {
        Run run = Samples.run(OneReadTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                cut after byte 1 of answer 1: expected: "fine!" but was: "f"
                  there: "f" | "ine!\\n"
                  in hex: 66 | 69 6e 65 21 0a
                  run it alone: -Dloopline.wire=CUT_EVERY_BYTE:0.0.1""");
    }

    static class OneReadTestCase {

        @WireTest(CUT_EVERY_BYTE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "fine!");

            assertThat(ask(server, 10_000, WireTestTests::once)).isEqualTo("fine!");
        }
    }

    @Test
    void a_test_whose_plain_run_fails_runs_once() {
        Run run = Samples.run(FailsPlainlyTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "asks#1")).isEqualToIgnoringNewLines("expected: \"no\" but was: \"fine!\"");
    }

    static class FailsPlainlyTestCase {

        @WireTest
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "fine!");

            assertThat(ask(server, 10_000, WireTestTests::line)).isEqualTo("no");
        }
    }

    @Test
    void a_test_without_a_fixture_of_the_library_is_an_error() {
        Run run = Samples.run(OnlyOfTheJdkTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "accepts#1"))
                .isEqualTo(
                        "@WireTest of [OnlyOfTheJdkTestCase.accepts()] needs a stream server, stream client or datagram peer"
                                + " of its own but opened none. Declare a parameter such as @TcpServer StreamServer, or write @Test.");
    }

    static class OnlyOfTheJdkTestCase {

        @WireTest
        void accepts(@TcpServer ServerSocket listener) {
            assertThat(listener.isBound()).isTrue();
        }
    }
}
