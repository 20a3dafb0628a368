package io.github.loopline.check;

import static io.github.loopline.check.Calls.assertThatCall;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A loop that never waits. The kernel of Linux tells it, however busy the processors are. */
@EnabledOnOs(OS.LINUX)
class BurningTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_loop_that_takes_the_end_for_nothing_yet_burns_cpu() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            server.connection(0).close();
            assertThatThrownBy(() -> assertThatCall(() -> {
                                int read = -1;
                                while (read < 0 && !client.isClosed()) {
                                    read = client.getInputStream().read();
                                }
                                return read;
                            })
                            .within(ofMillis(400))
                            .returns())
                    .hasMessageMatching(
                            "(?s).*\n  but it is still running, burning CPU: it computed, or waited for a processor, for"
                                    + " \\d+ of its \\d+ ms\n    at .*");
        }
    }

    @Test
    void what_waits_burns_none() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            assertThatThrownBy(
                            () -> assertThatCall(() -> client.getInputStream().read())
                                    .within(ofMillis(400))
                                    .returns())
                    .hasMessageNotContaining("burning");
        }
        assertThatCall(() -> {}).within(ofSeconds(5)).returns();
    }
}
