package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.times;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Reply;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests answered message by message, as a plain socket sees it. */
class AnswersTests {

    @ParameterizedTest
    @EnumSource
    void every_request_is_answered(Transport transport) throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = transport.server(net);
            server.framing(lines())
                    .answer(request -> request.connection() + "." + request.index() + " " + request.text());
            for (int i = 0; i < 2; i++) {
                try (Peer peer = Peer.connectTo(server)) {
                    assertThat(peer.write("one\n").readText(8)).isEqualTo(i + ".0 one\n");
                    assertThat(peer.write("tw").write("o\r\n").readText(8)).isEqualTo(i + ".1 two\n");
                }
            }
        }
    }

    @Test
    void pipelined_requests_are_answered_in_their_order() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).answer(request -> "ok:" + request.text());
            try (Peer peer = Peer.connectTo(server).write("a\nb\nc\nd").shutdownOutput()) {
                assertThat(peer.readText(15)).isEqualTo("ok:a\nok:b\nok:c\n");
                assertThat(peer.readToEnd()).isEmpty();
            }
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(net::verify)
                    .withMessageContaining("\"d\" (1 byte), which is no whole message, the peer sent FIN");
        }
    }

    @Test
    void binary_requests_and_replies_of_several_messages_or_none() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lengthPrefixed(4))
                    .answer(request -> request.bytes()[0] == 0
                            ? Reply.none()
                            : Reply.bytes(request.bytes()).and("zażółć"));
            try (Peer peer = Peer.connectTo(server)) {
                peer.write(new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 2, 7, 8});
                assertThat(peer.read(6)).containsExactly(0, 0, 0, 2, 7, 8);
                assertThat(peer.read(4)).containsExactly(0, 0, 0, 10);
                assertThat(peer.readText(10)).isEqualTo("zażółć");
            }
        }
    }

    @Test
    void fails_so_many_times_and_then_works() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).first(2, Script.of(s -> s.reset())).answer(request -> "ok");
            for (int i = 0; i < 2; i++) {
                try (Peer peer = Peer.connectTo(server).write("x\n")) {
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(peer::readToEnd)
                            .withMessage("Connection reset");
                }
            }
            try (Peer peer = Peer.connectTo(server).write("x\n")) {
                assertThat(peer.readText(3)).isEqualTo("ok\n");
            }
        }
    }

    @Test
    void a_sequence_of_answers_of_all_kinds() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines())
                    .answers(
                            "text",
                            new byte[] {'b'},
                            Reply.text("two").and("three"),
                            Script.of(s -> s.send("half").close()));
            try (Peer peer = Peer.connectTo(server).write("1\n2\n3\n4\n")) {
                assertThat(peer.readTextToEnd()).isEqualTo("text\nb\ntwo\nthree\nhalf");
            }
        }
    }

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
                        "\nExpecting connection #0 of " + server + " in step 2 of 2 (AnswersTests.java:")
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
                .withMessageMatching("\nExpecting " + patient + " to give all its answers \\(AnswersTests.java:\\d+\\)"
                        + "\n  but 2 of 3 were not asked for");
    }

    @Test
    void a_handler_that_nobody_asks_is_no_failure() {
        Loopback net = Loopback.open();
        net.tcpServer().framing(lines()).answer(request -> "ok");
        assertThatNoException().isThrownBy(net::close);
    }

    @Test
    void closes_after_so_many_answers_on_a_connection() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).answer(request -> "ok").closeAfterAnswers(2);
            for (int i = 0; i < 2; i++) {
                try (Peer peer = Peer.connectTo(server).write("1\n").write("2\n")) {
                    assertThat(peer.readTextToEnd()).isEqualTo("ok\nok\n");
                }
            }
        }
    }

    @Test
    void answers_the_last_of_several_requests_first() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines())
                    .answer(request -> request.index() + request.text())
                    .answerLastFirst(3);
            try (Peer peer = Peer.connectTo(server).write("a\nb\nc\nd\ne\n").shutdownOutput()) {
                assertThat(peer.readTextToEnd()).isEqualTo("2c\n1b\n0a\n4e\n3d\n");
            }
        }
    }

    @Test
    void late_answers_wait_for_a_gate() throws Exception {
        Gate gate = new Gate();
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).answers(Script.of(s -> s.await(gate).send("late\n")), "next");
            try (Peer peer = Peer.connectTo(server).write("1\n2\n")) {
                gate.awaitArrival();
                assertThat(server.connection(0).sent()).isEmpty();
                gate.release();
                assertThat(peer.readText(10)).isEqualTo("late\nnext\n");
            }
        }
    }

    @Test
    void pushes_to_every_open_connection() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            FramedServer lines = server.framing(lines());
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> lines.push("x"))
                    .withMessage("Cannot push a message from " + server
                            + ": no connection is open. Wait for one with connection(0).");
            try (Peer one = Peer.connectTo(server);
                    Peer two = Peer.connectTo(server)) {
                server.connection(1);
                lines.push("news");
                assertThat(one.readText(5) + two.readText(5)).isEqualTo("news\nnews\n");
            }
        }
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
    void a_framing_of_ones_own_is_called_on_threads_of_the_fixture() throws Exception {
        AtomicInteger onEngine = new AtomicInteger();
        Framing digits = new Framing() {
            @Override
            protected long length(byte[] start) {
                onEngine.addAndGet(Thread.currentThread().getName().equals("loopline engine") ? 1 : 0);
                return start.length == 0 ? -1 : start[0] - '0' + 1;
            }

            @Override
            protected byte[] unwrap(byte[] frame) {
                onEngine.addAndGet(Thread.currentThread().getName().equals("loopline engine") ? 1 : 0);
                return Arrays.copyOfRange(frame, 1, frame.length);
            }
        };
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(digits).answer(request -> "<" + request.text() + ">");
            try (Peer peer = Peer.connectTo(server).write("1a3b").write("cd")) {
                assertThat(peer.readText(8)).isEqualTo("<a><bcd>");
            }
        }
        assertThat(onEngine).hasValue(0);
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

    @Test
    void a_client_sends_and_receives_messages() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.timeout(ofSeconds(20)));
            StreamClient client = net.connectTo(server);
            Framed mine = client.framing(lengthPrefixed(2));
            Framed theirs = server.connection(0).framing(lengthPrefixed(2));

            mine.send("one").send(new byte[0]).send("two");
            assertThat(theirs.expect("one").receive()).isEmpty();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> theirs.expect("three"))
                    .withMessageStartingWith(
                            "\nExpecting connection #0 of " + server
                                    + "\n  to have received: \"three\" (5 bytes)\n  but received    : \"two\" (3 bytes), not counting what frames it\n");
            theirs.send("zażółć");
            assertThat(mine.receiveText()).isEqualTo("zażółć");
            client.send(new byte[] {0, 5, 1}).shutdownOutput();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(theirs::receive)
                    .withMessage("Cannot receive a message (lengthPrefixed 2) on connection #0 of " + server
                            + ": the peer sent FIN, and what is left is 3: \"\\x00\\x05\\x01\".");
        }
    }

    @Test
    void what_came_is_asserted_and_counted_by_messages() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            StreamClient client = net.connectTo(server).send("a\nbb\na\nrest");
            assertThat(server)
                    .within(ofSeconds(20))
                    .connection(0)
                    .framed(lines())
                    .hasReceivedCount(3)
                    .hasReceived("bb")
                    .hasReceivedInOrder("a", "bb", "a")
                    .hasReceived("a", times(2))
                    .hasReceivedContaining("b")
                    .hasReceivedMatching("b+")
                    .hasReceivedHex("62 ??");
            assertThat(client).framed(lines()).hasReceivedCount(0);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() ->
                            assertThat(server.connection(0)).framed(lines()).hasReceived("c"))
                    .withMessage("\nExpecting connection #0 of " + server
                            + "\n  to have received a message: \"c\" (1 byte)"
                            + "\n  but received the messages [\"a\", \"bb\", \"a\"], the peer is still connected");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(server.connection(0))
                            .within(ofMillis(20))
                            .framed(lengthPrefixed(4))
                            .hasReceivedCount(1))
                    .withMessage("\nExpecting connection #0 of " + server
                            + "\n  to have received 1 message"
                            + "\n  but received no whole message, the peer is still connected"
                            + "\n  and then: The framing lengthPrefixed 4 says that a message has 1628070502 bytes but at most"
                            + " 16777216 are taken. Allow more with atMost(bytes), or look at what is sent."
                            + "\n  and waiting up to 20 ms would not help: what comes next is no message");
        }
    }
}
