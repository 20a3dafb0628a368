package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.WireCase;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The one property that a failure of the matrix prints: it runs that run again, and no other. */
class WireReplayTests {

    private static Run again(Class<?> test, String printed) {
        return Samples.of(test).with(WireCase.PROPERTY, printed).run();
    }

    /** Gives the message of the plain run, behind which nothing has run. */
    private static String refusal(Class<?> test, String wrong) {
        Run run = again(test, wrong);
        assertThat(ends(run)).containsExactly(Status.FAILED);
        return failure(run, "asks#1");
    }

    @ParameterizedTest
    @CsvSource({"CUT_EVERY_BYTE:0.0.4, cut, #5", "FIN_EVERYWHERE:0.0.4, FIN, #10"})
    void a_run_fails_again_with_the_same_words_as_before(String printed, String verb, String run) {
        String before = failure(Samples.run(HastyTestCase.class), "asks" + run);
        Run again = again(HastyTestCase.class, printed);

        assertThat(ends(again)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(again, "asks#2"))
                .isEqualTo(before)
                .startsWith(verb + " after byte 1 of answer 1: expected: \"ok\" but was: \"o\"\n")
                .contains("\n  there: \"hi\\no\" | \"k\\n\"\n")
                .endsWith("-Dloopline.wire=" + printed);
    }

    static class HastyTestCase {

        @WireTest({CUT_EVERY_BYTE, FIN_EVERYWHERE})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.script(s -> s.send("hi\n").expect("ask\n").send("ok\n").expectEnd());

            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                assertThat(WireClient.line(socket.getInputStream())).isEqualTo("hi");
                socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(WireClient.once(socket.getInputStream())).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_run_that_fails_no_more_passes_behind_its_plain_run() {
        again(HastyTestCase.class, "CUT_EVERY_BYTE:0.0.3").succeeded(2);
    }

    @Test
    void what_a_server_sends_unasked_is_its_greeting() {
        Run run = again(GreetedTestCase.class, "CUT_EVERY_BYTE:0.0.1");

        assertThat(failure(run, "isGreeted#2")).isEqualTo("""
                cut after byte 1 of the greeting: expected: "hi" but was: "h"
                  there: "h" | "i\\n"
                  in hex: 68 | 69 0a
                  run it alone: -Dloopline.wire=CUT_EVERY_BYTE:0.0.1""");
    }

    static class GreetedTestCase {

        @WireTest(CUT_EVERY_BYTE)
        void isGreeted(@TcpServer StreamServer server) throws IOException {
            server.greeting("hi\n");

            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                assertThat(WireClient.once(socket.getInputStream())).isEqualTo("hi");
            }
        }
    }

    @Test
    void a_place_that_the_matrix_left_out_can_be_asked_for() {
        Run run = again(LongTestCase.class, "CUT_EVERY_BYTE:0.0.333");

        assertThat(failure(run, "reads#2"))
                .startsWith("cut after byte 333 of answer 1: ")
                .endsWith("CUT_EVERY_BYTE:0.0.333");
    }

    static class LongTestCase {

        @WireTest(CUT_EVERY_BYTE)
        void reads(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "x".repeat(999));

            assertThat(ask(server, in -> String.valueOf(in.read(new byte[2000]))))
                    .isEqualTo("1000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CUT_EVERY_BYTE:0.0.6 | There is CUT_EVERY_BYTE:0.0.1 to CUT_EVERY_BYTE:0.0.5. Write one of these.",
                "CUT_EVERY_BYTE:0.0.0 | There is CUT_EVERY_BYTE:0.0.1 to CUT_EVERY_BYTE:0.0.5. Write one of these.",
                "CUT_EVERY_BYTE:0.1.1 | There is CUT_EVERY_BYTE:0.0.1 to CUT_EVERY_BYTE:0.0.5. Write one of these.",
                "FIN_EVERYWHERE:1.0.1 | There is FIN_EVERYWHERE:0.0.0 to FIN_EVERYWHERE:0.0.6. Write one of these.",
                "DRIP:2 | It has [CUT_EVERY_BYTE, FIN_EVERYWHERE]. Copy what one of these printed."
            })
    void a_run_that_the_test_does_not_have_is_an_error(String wrong, String rest) {
        assertThat(refusal(HastyTestCase.class, wrong))
                .isEqualTo(
                        "@WireTest of [HastyTestCase.asks()]: loopline.wire must name a run that this test has but was <"
                                + wrong + ">. " + rest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SPOOF:0 | There is SPOOF:1. Write one of these.",
                "DUPLICATE:2 | There is DUPLICATE:0, DUPLICATE:1. Write one of these.",
                "LATE:0 | There is LATE:1. Write one of these.",
                "DRIP:2 | Its plain run has nothing that DRIP acts on. Copy what another condition printed."
            })
    void so_is_one_of_datagrams(String wrong, String rest) {
        assertThat(refusal(DatagramTestCase.class, wrong)).endsWith(" but was <" + wrong + ">. " + rest);
    }

    static class DatagramTestCase {

        @WireTest
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 20, 1000, true)).isEqualTo("genuine");
        }
    }

    @ParameterizedTest
    @CsvSource({"CUT", "CUT_EVERY_BYTE", "CUT_EVERY_BYTE:1", "DRIP:0.0.1", "DRIP:x", "DRIP:-1"})
    void what_no_failure_can_have_printed_is_an_error_before_the_test_runs(String wrong) {
        Run run = again(HastyTestCase.class, wrong);

        assertThat(run.tests()).isEmpty();
        assertThat(failure(run, "asks"))
                .isEqualTo("Configuration parameter loopline.wire must be what a failure printed but was <" + wrong
                        + ">. Copy it from there."
                        + " @WireTest of [HastyTestCase.asks()] has [CUT_EVERY_BYTE, FIN_EVERYWHERE].");
    }
}
