package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.check.Wire.SPOOF;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.assertFindsNothing;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Which runs a test with a matrix has, as JUnit runs them in parallel with others. */
class WireTestTests {

    @ParameterizedTest
    @CsvSource({"1, fork_join_pool", "2, fork_join_pool", "1, worker_thread_pool", "2, worker_thread_pool"})
    void one_run_follows_the_other_whatever_runs_them(String parallelism, String executor) {
        Run run = Samples.of(SoundTestCase.class)
                .with("junit.jupiter.execution.parallel.config.fixed.parallelism", parallelism)
                .with("junit.jupiter.execution.parallel.config.executor-service", executor)
                .run();

        int runs = 1 + 2 + 4 + 4; // plain, cuts between 3 bytes, ends around them
        run.succeeded(runs);
        assertThat(run.tests())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, runs)
                        .mapToObj(each -> "asks#" + each)
                        .toList());
    }

    static class SoundTestCase {

        @WireTest({CUT_EVERY_BYTE, FIN_EVERYWHERE, RST_EVERYWHERE})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
            assertThat(server).connection(0).hasReceived("ask\n");
        }
    }

    @Test
    void a_test_whose_plain_run_fails_runs_once_and_fails_as_any_test() {
        Run run = Samples.run(FailsPlainlyTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "asks#1")).isEqualToIgnoringNewLines("expected: \"no\" but was: \"fine\"");
    }

    static class FailsPlainlyTestCase {

        @WireTest
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "fine");

            assertThat(ask(server, WireClient::line)).isEqualTo("no");
        }
    }

    @Test
    void a_test_whose_script_fails_plainly_runs_once() {
        Run run = Samples.run(ScriptFailsPlainlyTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "asks#1")).contains("to have received: \"other\\n\"");
    }

    static class ScriptFailsPlainlyTestCase {

        @WireTest
        void asks(@TcpServer StreamServer server) {
            server.script(s -> s.expect("other\n").send("fine\n"));

            assertThat(server.isListening()).isTrue();
            assertThat(catchThrowable(() -> ask(server, WireClient::line))).isNotNull();
        }
    }

    @Test
    void a_test_whose_plain_run_is_aborted_runs_once() {
        Run run = Samples.run(AbortedTestCase.class);

        assertThat(ends(run)).containsExactly(Status.ABORTED);
    }

    static class AbortedTestCase {

        @WireTest
        void asks(@TcpServer StreamServer server) {
            assumeThat(server.isListening()).isFalse();
        }
    }

    @Test
    void a_condition_that_has_failed_is_not_tried_again_and_the_others_are() {
        Run run = Samples.run(FailsUnderCutsTestCase.class);

        assertThat(ends(run))
                .containsExactly(
                        Status.SUCCESSFUL,
                        Status.FAILED,
                        Status.SUCCESSFUL,
                        Status.FAILED,
                        Status.SUCCESSFUL,
                        Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                cut after byte 1 of answer 1: expected: "ok" but was: "o"
                  there: "o" | "k\\n"
                  in hex: 6f | 6b 0a
                  run it alone: -Dloopline.wire=CUT_EVERY_BYTE:0.0.1""");
        assertThat(failure(run, "asks#4")).isEqualTo("""
                FIN after byte 1 of answer 1: expected: "ok" but was: "o"
                  there: "o" | "k\\n"
                  in hex: 6f | 6b 0a
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=FIN_EVERYWHERE:0.0.1""");
    }

    static class FailsUnderCutsTestCase {

        @WireTest({CUT_EVERY_BYTE, FIN_EVERYWHERE, RST_EVERYWHERE})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::once)).isEqualTo("ok");
        }
    }

    @Test
    void the_matrix_acts_on_every_fixture_of_the_library_and_on_no_socket_of_the_jdk() {
        Run run = Samples.run(SeveralFixturesTestCase.class);

        assertThat(ends(run).subList(0, 5))
                .containsOnly(Status.SUCCESSFUL); // the plain one, and two cuts of two servers
        assertThat(failure(run, "asks#6")).isEqualTo("""
                cut after byte 1 of answer 1 of fixture 3: expected: "ok" but was: "o"
                  there: "o" | "k\\n"
                  in hex: 6f | 6b 0a
                  run it alone: -Dloopline.wire=CUT_EVERY_BYTE:2.0.1""");
        assertThat(run.tests()).hasSize(6);
    }

    static class SeveralFixturesTestCase {

        @TcpServer
        private StreamServer field;

        @WireTest(CUT_EVERY_BYTE)
        void asks(@TcpServer ServerSocket outside, @TcpServer StreamServer parameter, Loopback net) throws IOException {
            StreamServer opened = net.tcpServer();
            for (StreamServer server : List.of(field, parameter, opened)) {
                server.framing(lines()).answer(question -> "ok");
            }

            assertThat(outside.isBound()).isTrue();
            assertThat(ask(field, WireClient::line)).isEqualTo("ok");
            assertThat(ask(parameter, WireClient::line)).isEqualTo("ok");
            assertThat(ask(opened, WireClient::once)).isEqualTo("ok");
        }
    }

    @Test
    void a_test_without_a_fixture_of_the_library_is_an_error() {
        Run run = Samples.run(OnlyOfTheJdkTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "accepts#1"))
                .isEqualTo(
                        "@WireTest of [OnlyOfTheJdkTestCase.accepts()] needs a stream server, stream client or datagram peer"
                                + " of its own but opened none. Declare a parameter such as @TcpServer StreamServer, or write"
                                + " @Test.");
    }

    static class OnlyOfTheJdkTestCase {

        @WireTest
        void accepts(@TcpServer ServerSocket listener) {
            assertThat(listener.isBound()).isTrue();
        }
    }

    @Test
    void conditions_that_find_nothing_to_act_on_are_an_error() {
        assertFindsNothing(SpoofedStreamTestCase.class, "asks", SPOOF);
    }

    static class SpoofedStreamTestCase {

        @WireTest(SPOOF)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void attributes_that_cannot_be_are_errors() {
        Run run = Samples.run(WrongTestCase.class);

        assertThat(run.tests()).isEmpty();
        assertThat(failure(run, "concurrent"))
                .isEqualTo(
                        "@WireTest of [WrongTestCase.concurrent()] must run one run after the other but is CONCURRENT."
                                + " Remove @Execution.");
        assertThat(failure(run, "hasty"))
                .isEqualTo("@WireTest of [WrongTestCase.hasty()]: withinMillis must be 1 or more but was 0."
                        + " Write 10_000 for ten seconds.");
    }

    static class WrongTestCase {

        @WireTest
        @Execution(ExecutionMode.CONCURRENT)
        void concurrent(@TcpServer StreamServer server) {
            assertThat(server.isListening()).isTrue();
        }

        @WireTest(withinMillis = 0)
        void hasty(@TcpServer StreamServer server) {
            assertThat(server.isListening()).isTrue();
        }
    }
}
