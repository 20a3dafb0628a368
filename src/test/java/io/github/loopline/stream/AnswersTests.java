package io.github.loopline.stream;

import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
    void a_request_in_a_text_is_its_own_text() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).answer(request -> "VALUE of " + request);
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.write("żółć\n").readText(18)).isEqualTo("VALUE of żółć\n");
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
}
