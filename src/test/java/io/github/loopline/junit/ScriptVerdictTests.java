package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.script.ScriptFailure;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What JUnit says of tests whose scripts were not played as written. */
class ScriptVerdictTests {

    @Test
    void a_script_that_is_not_played_as_written_fails_a_test_that_would_have_passed() {
        Run run = Samples.run(StrictTestCase.class);

        assertThat(run.failure("wrong"))
                .isInstanceOf(ScriptFailure.class)
                .hasMessageContaining(
                        "to have received: \"HELO\\n\" (5 bytes)\n  but received    : \"HELP\\n\" (5 bytes)")
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .singleElement()
                        .satisfies(frame -> assertThat(frame.getFileName()).isEqualTo("ScriptVerdictTests.java")));
        assertThat(run.failure("wrong").getSuppressed())
                .singleElement()
                .isInstanceOf(NetworkTranscript.class)
                .asString()
                .contains("step 1: expect \"HELO\\n\" (5 bytes) (ScriptVerdictTests.java:", "ERROR");
        assertThat(run.failure("left")).hasMessageEndingWith("\n  but received    : nothing, the peer sent FIN");
        assertThat(run.failure("unplayed")).hasMessageEndingWith("\n  but no connection came that had to play it");
        run.succeeded("right");
    }

    static class StrictTestCase {

        @TcpServer
        StreamServer server;

        @BeforeEach
        void script() {
            server.script(s -> s.expect("HELO\n").send("ok\n"));
        }

        @Test
        void right() throws IOException {
            assertThat(say("HELO\n")).isEqualTo("ok\n");
        }

        @Test
        void wrong() throws IOException {
            assertThat(say("HELP\n")).isEmpty();
        }

        @Test
        void left() throws IOException {
            server.script(s -> s.expect("HELO\n").send("ok\n").expect("QUIT\n"));
            try (Socket open = new Socket(server.address().getAddress(), server.port())) {
                open.getOutputStream().write("HELO\n".getBytes(StandardCharsets.UTF_8));
                assertThat(open.getInputStream().readNBytes(3)).asString().isEqualTo("ok\n");
            }
        }

        @Test
        void unplayed() {}

        private String say(String text) throws IOException {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                return new String(socket.getInputStream().readNBytes(3), StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void a_script_of_a_class_may_be_played_by_any_of_its_tests() {
        assertThat(Samples.run(SharedTestCase.class).succeeded(3).tests()).hasSize(3);
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class SharedTestCase {

        private final StreamServer server;

        SharedTestCase(@TcpServer StreamServer server) {
            this.server = server.script(s -> s.expect("a").close());
        }

        @Test
        void first() {}

        @Test
        void second() throws IOException {
            for (String text : List.of("a", "a")) {
                try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
            }
        }

        @Test
        void third() {}
    }
}
