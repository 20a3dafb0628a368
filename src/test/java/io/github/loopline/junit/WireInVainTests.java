package io.github.loopline.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Wire;
import io.github.loopline.script.Framing;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a matrix says of conditions that had nothing to act on. */
class WireInVainTests {

    private static void ask(StreamServer server) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(WireClient.PATIENT);
            socket.getOutputStream().write("?\n".getBytes(US_ASCII));
            if (socket.getInputStream().readNBytes(3).length < 3) {
                throw new IOException("the answer is cut");
            }
        }
    }

    @Test
    void conditions_named_in_vain_are_told_beside_those_that_act() {
        Run run = Samples.run(NamedTestCase.class);

        run.succeeded(2);
        assertThat(run.entries())
                .containsExactly("named#1 @WireTest: The plain run has nothing that [DUPLICATE, STALE] could act on.");
    }

    static class NamedTestCase {

        @TcpServer
        StreamServer server;

        @BeforeEach
        void answer() {
            server.framing(Framing.lines()).answer(question -> "ok");
        }

        @WireTest({Wire.ONE_SEGMENT, Wire.STALE, Wire.DUPLICATE})
        void named() throws IOException {
            ask(server);
        }
    }

    @Test
    void who_names_none_is_told_of_none() {
        Run run = Samples.run(AllTestCase.class);

        run.succeeded("all");
        assertThat(run.entries()).isEmpty();
    }

    static class AllTestCase {

        @TcpServer
        StreamServer server;

        @WireTest
        void all() throws IOException {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.getOutputStream().write("!\n".getBytes(US_ASCII)); // nobody waits for an answer
            }
            assertThat(server).within(ofSeconds(5)).hasReceived("!\n");
        }
    }
}
