package io.github.loopline.fault;

import static io.github.loopline.fault.PlainClient.since;
import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.script.Script;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** What Rony.Net's rules do instead of answering, as a plain client sees it. */
class RonyFaultsTests {

    @TcpServer
    private StreamServer server;

    private PlainClient connect() throws IOException {
        return PlainClient.connect(server.address());
    }

    @Test
    void after_answers_late() throws Exception {
        server.script(s -> s.expectLine("PING").pause(ofMillis(100)).send("PONG\n"));

        assertAnswered("PONG\n", 100);
    }

    @Test
    void in_chunks_answers_in_pieces() throws Exception {
        server.script(s -> s.expectLine("PING").send("PO").cut().send("NG\n"));

        try (PlainClient client = connect()) {
            byte[] piece = new byte[5];
            assertThat(client.send("PING\n").socket().getInputStream().read(piece))
                    .isEqualTo(2);
            assertThat(client.read(3)).isEqualTo("NG\n");
        }
    }

    @Test
    void throttled_answers_slowly(@TcpLink StreamLink link) throws Exception {
        server.script(s -> s.expectLine("PING").send("x".repeat(20_000)));
        link.to(server).apply(bandwidth(100_000).toClient());

        long start = System.nanoTime();
        try (PlainClient client = PlainClient.connect(link.address())) {
            assertThat(client.send("PING\n").read(20_000)).hasSize(20_000);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(190));
        }
    }

    @Test
    void no_reply_is_silence() throws Exception {
        server.script(s -> s.expectLine("PING").silence());

        try (PlainClient client = connect()) {
            assertThatThrownBy(() -> client.send("PING\n").patient(200).read(1))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
    }

    @Test
    void disconnect_is_the_end_instead_of_an_answer() throws Exception {
        server.script(s -> s.expectLine("PING").close());

        assertAnsweredAndEnded("");
    }

    @Test
    void and_disconnect_is_the_end_behind_the_answer() throws Exception {
        server.script(s -> s.expectLine("PING").send("PONG\n").close());

        assertAnsweredAndEnded("PONG\n");
    }

    @Test
    void on_connect_disconnect_is_the_end_at_once() throws Exception {
        server.script(s -> s.close());

        try (PlainClient client = connect()) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void reset_connection_is_a_reset_instead_of_an_answer() throws Exception {
        server.script(s -> s.expectLine("PING").reset());

        assertAnsweredAndReset("");
    }

    @Test
    void and_reset_connection_is_a_reset_behind_the_answer() throws Exception {
        server.script(s -> s.expectLine("PING").send("PONG\n").reset());

        assertAnsweredAndReset("PONG\n");
    }

    @Test
    void close_async_ends_one_connection() throws Exception {
        server.echo();
        try (PlainClient first = connect();
                PlainClient second = connect()) {
            server.connection(0).close();
            assertThat(first.readToEnd()).isEmpty();
            assertThat(second.send("PING").read(4)).isEqualTo("PING");
        }
    }

    @Test
    void reset_async_resets_one_connection() throws Exception {
        server.echo();
        try (PlainClient first = connect();
                PlainClient second = connect()) {
            server.connection(0).reset();
            assertThatThrownBy(() -> first.read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertThat(second.send("PING").read(4)).isEqualTo("PING");
        }
    }

    @Test
    void truncated_is_a_part_of_the_answer() throws Exception {
        server.script(s -> s.expectLine("PING").send("PO").close());

        assertAnsweredAndEnded("PO");
    }

    @Test
    void corrupted_is_another_answer() throws Exception {
        server.script(s -> s.expectLine("PING").send("PXNG\n"));

        assertAnswered("PXNG\n", 0);
    }

    @Test
    void refuse_connections_and_accept_connections(@TcpLink StreamLink link) throws Exception {
        link.to(server.echo());
        var refusing = link.apply(refuse());
        assertThatThrownBy(() -> PlainClient.connect(link.address()))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Connection refused");
        refusing.close();
        try (PlainClient client = PlainClient.connect(link.address())) {
            assertThat(client.send("PING").read(4)).isEqualTo("PING");
        }
    }

    @Test
    void fail_handshake_answers_the_first_record_by_an_alert() throws Exception {
        server.script(s -> s.framing(lengthPrefixed(2).offset(3))
                .expectFrame()
                .sendHex("15 03 03 00 02 02 28")
                .close());

        try (PlainClient client = connect()) {
            assertThat(client.send("\26\3\1\0\4helo").readToEnd()).isEqualTo("\25\3\3\0\2\2\50");
        }
    }

    @Test
    void disconnect_then_answer() throws Exception {
        server.framing(lines()).first(1, Script.of(s -> s.close())).answer(request -> "PONG");

        assertAnsweredAndEnded("");
        assertAnswered("PONG\n", 0);
    }

    private void assertAnswered(String answer, int millis) throws IOException {
        try (PlainClient client = connect()) {
            long start = System.nanoTime();
            assertThat(client.send("PING\n").read(answer.length())).isEqualTo(answer);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(millis));
        }
    }

    private void assertAnsweredAndEnded(String answer) throws IOException {
        try (PlainClient client = connect()) {
            assertThat(client.send("PING\n").readToEnd()).isEqualTo(answer);
        }
    }

    private void assertAnsweredAndReset(String answer) throws IOException {
        try (PlainClient client = connect()) {
            assertThat(client.send("PING\n").read(answer.length())).isEqualTo(answer);
            assertThatThrownBy(() -> client.read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }
}
