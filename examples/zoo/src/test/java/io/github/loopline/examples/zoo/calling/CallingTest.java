package io.github.loopline.examples.zoo.calling;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static io.github.loopline.check.Wire.AT_MOST_ONCE;
import static io.github.loopline.check.Wire.CLOSE_IDLE;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallingTest {

    @WireTest(SILENCE_EVERYWHERE)
    void half_open_undetected(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.expectLine("PING").send("PONG\n").close());
        try (var client = HalfOpenUndetected.open(at(server.address()).within(300))) {
            await("noticing that the server has gone").atMost(ofSeconds(3)).until(() -> !client.connected());
        }
    }

    @WireTest(CLOSE_IDLE)
    void stale_pooled(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "ok");
        try (var client = StalePooled.open(at(server.address()))) {
            assertThat(client.call("GET")).isEqualTo("ok");
            assertThat(client.call("GET")).isEqualTo("ok");
        }
    }

    @Test
    void pipeline_mismatch(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "re:" + request.text());
        try (var client = PipelineMismatch.open(at(server.address()))) {
            var answers = Stream.of("refused\n", "x", "y").map(client::send).toList();
            assertThatCall(() -> answers.get(1).get()).returns("re:x");
        }
    }

    @Test
    void close_blocks(@TcpServer StreamServer server) throws Exception {
        var client = CloseBlocks.open(at(server.address()).within(5000));
        var waiting = call(() -> client.call("hi"));
        assertThat(server).within(ofSeconds(3)).connection(0).hasReceived("hi\n");
        assertThatCall(client::close).within(ofSeconds(2)).returns();
        assertThatCall(waiting).within(ofSeconds(2)).fails(IOException.class);
    }

    @WireTest(AT_MOST_ONCE)
    void retry_non_idempotent(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "1");
        assertThat(RetryNonIdempotent.open(at(server.address())).call("INCR")).isEqualTo("1");
    }
}
