package io.github.loopline.examples.zoo.calling;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.fixture.End.CLOSED;
import static io.github.loopline.fixture.Times.times;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallingTest {

    @Test
    void half_open_undetected(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.expectLine("PING").send("PONG\n").silence());
        try (var client = HalfOpenUndetected.open(at(server.address()).within(300))) {
            await("noticing that the server is dead").atMost(ofSeconds(3)).until(() -> !client.connected());
        }
    }

    @Test
    void stale_pooled(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "ok").closeAfterAnswers(1);
        try (var client = StalePooled.open(at(server.address()))) {
            assertThatCall(() -> client.call("GET")).returns("ok");
            await("the server closing").until(() -> server.connection(0).end() == CLOSED);
            assertThatCall(() -> client.call("GET")).returns("ok");
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

    @Test
    void retry_non_idempotent(@TcpServer StreamServer server) {
        server.script(s -> s.expectLine("INCR").close());
        assertThatCall(() -> RetryNonIdempotent.open(at(server.address())).call("INCR"))
                .returnsOrFails();
        assertThat(server).hasReceivedLine("INCR", times(1));
    }
}
