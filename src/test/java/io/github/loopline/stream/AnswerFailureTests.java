package io.github.loopline.stream;

import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.script.ScriptFailure;
import org.junit.jupiter.api.Test;

/** What fails a test because a request has no answer, or an answer cannot be. */
class AnswerFailureTests {

    @Test
    void a_request_that_has_no_answer_and_an_answer_that_is_left_fail_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer();
        server.framing(lines()).answers("a");
        try (Peer peer = Peer.connectTo(server).write("1\n2\n")) {
            assertThat(peer.readTextToEnd()).isEqualTo("a\n");
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageStartingWith(
                        "\nExpecting connection #0 of " + server + " in step 2 of 2 (AnswerFailureTests.java:")
                .withMessageEndingWith(
                        "  to be asked no more\n  but received    : \"2\" (1 byte), which has no answer: all 1 are given");

        Loopback other = Loopback.open();
        StreamServer patient = other.tcpServer();
        patient.framing(lines()).answers("a", "b", "c");
        try (Peer peer = Peer.connectTo(patient).write("1\n")) {
            assertThat(peer.readText(2)).isEqualTo("a\n");
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(other::close)
                .withMessageMatching(
                        "\nExpecting " + patient + " to give all its answers \\(AnswerFailureTests.java:\\d+\\)"
                                + "\n  but 2 of 3 were not asked for");
    }

    @Test
    void what_a_handler_throws_fails_the_test_and_so_does_what_is_no_answer() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer();
        IllegalStateException boom = new IllegalStateException("boom");
        server.framing(lines()).answer(request -> {
            throw boom;
        });
        try (Peer peer = Peer.connectTo(server).write("x\n")) {
            assertThat(peer.readToEnd()).isEmpty();
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith(
                        "  to be done: answer a message\n  but code of the test failed: java.lang.IllegalStateException: boom")
                .withCause(boom);

        try (Loopback other = Loopback.open()) {
            FramedServer answering = other.tcpServer().framing(lines());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> answering.answers(5))
                    .withMessage("An answer must be a String, a byte[] or a Reply but was java.lang.Integer."
                            + " Return Reply.none() to stay silent.");
        }
    }

    @Test
    void a_length_that_cannot_be_fails_the_test_in_one_line() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer();
        server.framing(lengthPrefixed(4)).answer(request -> "x");
        try (Peer peer = Peer.connectTo(server).write(new byte[] {-1, -1, -1, -1})) {
            assertThat(peer.readToEnd()).isEmpty();
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith(
                        "  to have received: a message\n  but The framing lengthPrefixed 4 says that a message has"
                                + " 4294967299 bytes but at most 16777216 are taken. Allow more with atMost(bytes), or look at what is sent.");
    }

    @Test
    void counts_and_windows_out_of_range_are_refused() {
        try (Loopback net = Loopback.open()) {
            FramedServer server = net.tcpServer().framing(lines());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.closeAfterAnswers(0))
                    .withMessage("closeAfterAnswers must be given 1 answer or more but was 0.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.answerLastFirst(1))
                    .withMessage("answerLastFirst must be given 2 requests or more but was 1.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.first(0, "x"))
                    .withMessage("first must be given 1 time or more but was 0.");
        }
    }
}
