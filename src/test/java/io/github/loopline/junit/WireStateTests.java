package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.BREAK_ONCE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.HANG_UP;
import static io.github.loopline.check.Wire.LATE_ANSWER;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.junit.WireStateTests.Keeping.Ending.AT_FAILURES;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Conditions that show what a break leaves behind: in a client that asks again, and in one that connects again. */
class WireStateTests {

    /** Keeps a connection: for ever, until a call fails, or until it fails otherwise than by a time-out. */
    static final class Keeping implements AutoCloseable {

        enum Ending {
            NEVER,
            AT_ENDS,
            AT_FAILURES
        }

        private static final int TIMEOUT = 2000; // no machine is so busy

        private final StreamServer server;
        private final Ending ending;
        private Socket kept = new Socket();

        Keeping(StreamServer server, Ending ending) {
            this.server = server;
            this.ending = ending;
        }

        String ask(String question) throws IOException {
            try {
                if (!kept.isConnected()) {
                    kept.connect(server.address());
                    kept.setSoTimeout(TIMEOUT);
                }
                kept.getOutputStream().write((question + "\n").getBytes(StandardCharsets.US_ASCII));
                return WireClient.line(kept.getInputStream());
            } catch (SocketTimeoutException e) {
                endIf(ending == AT_FAILURES);
                throw e;
            } catch (IOException e) {
                endIf(ending != Ending.NEVER);
                throw e;
            }
        }

        private void endIf(boolean ends) throws IOException {
            if (ends) {
                kept.close();
                kept = new Socket();
            }
        }

        @Override
        public void close() throws IOException {
            kept.close();
        }
    }

    private static void asksTwice(StreamServer server, Keeping.Ending ending) throws IOException {
        server.framing(lines()).answer(question -> "re:" + question.text());
        try (Keeping client = new Keeping(server, ending)) {
            assertThatCall(() -> client.ask("a")).returnsOrFails("re:a");
            assertThatCall(() -> client.ask("b")).returnsOrFails("re:b");
        }
    }

    @Test
    void a_client_that_keeps_a_connection_after_a_time_out_gets_the_answer_before_and_is_found() {
        Run run = Samples.run(KeepsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2").replaceAll("java:\\d+", "java:N")).isEqualTo("""
                answer 1 late, when the next question has come: [what call [WireStateTests.java:N] returned] \
                expected: "re:b" but was: "re:a"
                  there: "" | "re:a\\nre:b\\n"
                  in hex:  | 72 65 3a 61 0a 72 65 3a 62 0a
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=LATE_ANSWER:0.0.0""");
    }

    static class KeepsTestCase {

        @WireTest(LATE_ANSWER)
        void asks(@TcpServer StreamServer server) throws IOException {
            asksTwice(server, Keeping.Ending.AT_ENDS);
        }
    }

    @Test
    void a_client_that_ends_a_connection_after_a_time_out_passes() {
        Samples.run(EndsTestCase.class).succeeded(1 + 11 + 2);
    }

    static class EndsTestCase {

        @WireTest({FIN_EVERYWHERE, LATE_ANSWER})
        void asks_again(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "re:" + question.text());

            try (Keeping client = new Keeping(server, AT_FAILURES)) {
                assertThatCall(() -> client.ask("a")).returnsOrFails("re:a");
                assertThatCall(() -> client.ask("b")).returnsOrFails("re:b");
            }
        }
    }

    @Test
    void an_answer_that_is_the_only_one_is_not_late() {
        WireClient.assertFindsNothing(AsksOnceTestCase.class, "asks", LATE_ANSWER);
    }

    static class AsksOnceTestCase {

        @WireTest(LATE_ANSWER)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");
            try (Keeping client = new Keeping(server, AT_FAILURES)) {
                assertThat(client.ask("a")).isEqualTo("ok");
            }
        }
    }

    private static void recovers(StreamServer server, Keeping.Ending ending) throws IOException {
        server.framing(lines()).answer(question -> "re:" + question.text());
        try (Keeping client = new Keeping(server, ending)) {
            assertThatCall(() -> client.ask("a")).returnsOrFails("re:a");
            assertThatCall(() -> client.ask("b")).returns("re:b");
        }
    }

    @Test
    void a_client_that_never_connects_again_is_found() {
        Run run = Samples.run(NeverAgainTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("FIN instead of answer 1: Expecting call [WireStateTests.java:")
                .contains("to return but it threw java.")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=BREAK_ONCE:0.0.0");
    }

    static class NeverAgainTestCase {

        @WireTest(BREAK_ONCE)
        void asks(@TcpServer StreamServer server) throws IOException {
            recovers(server, Keeping.Ending.NEVER);
        }
    }

    @Test
    void a_client_that_connects_again_passes() {
        Samples.run(AgainTestCase.class).succeeded(1 + 2);
    }

    static class AgainTestCase {

        @WireTest(BREAK_ONCE)
        void asks(@TcpServer StreamServer server) throws IOException {
            recovers(server, Keeping.Ending.AT_ENDS);
        }
    }

    /** Connects until it is answered. */
    private static String ask(StreamServer server, long pauseMillis) throws Exception {
        while (true) {
            try {
                return WireClient.ask(server, WireClient::line);
            } catch (IOException e) {
                boolean never = new CountDownLatch(1).await(pauseMillis, TimeUnit.MILLISECONDS);
                assert !never;
            }
        }
    }

    @Test
    void a_client_that_connects_again_without_a_pause_is_found_and_its_connects_are_good_then() {
        Run run = Samples.run(RedialsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2").replaceAll("in \\d+ ms", "in N ms")).isEqualTo("""
                each connection ended at once: the code under test connected 100 times in N ms, and did not pause between
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=HANG_UP:0""");
        assertThat(run.failure("asks#2").getCause()).hasNoCause();
    }

    static class RedialsTestCase {

        @WireTest(HANG_UP)
        void asks(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");
            assertThat(ask(server, 0)).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_pauses_passes_and_one_that_gives_up_may_throw_what_it_likes() {
        Samples.run(PausesTestCase.class).succeeded(1 + 1 + 1 + 1);
    }

    static class PausesTestCase {

        @WireTest(HANG_UP)
        void asks(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");
            assertThat(ask(server, 50)).isEqualTo("ok");
        }

        @WireTest(HANG_UP)
        void gives_up(@TcpServer StreamServer server) {
            server.framing(lines()).answer(question -> "ok");
            try {
                assertThat(WireClient.ask(server, WireClient::line)).isEqualTo("ok");
            } catch (IOException e) {
                throw new IllegalStateException("cannot begin", e);
            }
        }
    }
}
