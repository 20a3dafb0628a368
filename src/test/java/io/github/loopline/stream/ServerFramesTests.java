package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.times;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The messages of all connections of a server together. */
class ServerFramesTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer();

    @Test
    void are_counted_found_and_put_in_the_order_of_the_connections() throws Exception {
        try (Peer one = Peer.connectTo(server).write("a\nb\nrest");
                Peer two = Peer.connectTo(server).write("a\n")) {
            assertThat(server).within(ofSeconds(20)).framed(lines()).hasReceivedCount(3);
            two.write("c\n");

            assertThat(server)
                    .within(ofSeconds(20))
                    .framed(lines())
                    .hasReceivedInOrder("a", "b", "a", "c")
                    .hasReceived("a", times(2))
                    .hasReceived("c")
                    .hasReceived(new byte[] {'b'})
                    .hasReceivedContaining("c")
                    .hasReceivedMatching("[bc]")
                    .hasReceivedHex("62");
            one.write("!\n");
            assertThat(server).within(ofSeconds(20)).framed(lines()).hasReceived("rest!", times(1));
        }
    }

    @Test
    void may_still_come_over_a_connection_that_has_not_come() throws Exception {
        try (Peer gone = Peer.connectTo(server).write("a\n").shutdownOutput()) {
            assertThat(server).within(ofSeconds(20)).connection(0).hasEndedByFin();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(server)
                            .within(ofMillis(20))
                            .framed(lines())
                            .hasReceived("b"))
                    .withMessage("\nExpecting " + server + "\n  to have received a message: \"b\" (1 byte)"
                            + "\n  but received the messages [\"a\"], over 1 connection"
                            + "\n  within 20 ms");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(server)
                            .within(ofSeconds(20))
                            .framed(lines())
                            .hasReceivedCount(0))
                    .withMessageEndingWith("\n  and waiting up to 20 s would not help: more have come");
        }
    }

    @Test
    void none_and_broken_ones_are_told() throws Exception {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(server).framed(lines()).hasReceivedCount(1))
                .withMessage("\nExpecting " + server
                        + "\n  to have received 1 message\n  but received no whole message, nobody has connected");
        try (Peer first = Peer.connectTo(server).write(new byte[] {0, 1, 'x'});
                Peer second = Peer.connectTo(server).write(new byte[] {0, 1, 'y', 0, 0})) {
            assertThat(server).within(ofSeconds(20)).hasReceived(new byte[] {0, 1, 'y', 0, 0});
            assertThat(server).within(ofSeconds(20)).framed(lengthPrefixed(2)).hasReceivedInOrder("x", "y", "");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(server)
                            .framed(lengthPrefixed(2).inclusive())
                            .hasReceived("z"))
                    .withMessage("\nExpecting " + server + "\n  to have received a message: \"z\" (1 byte)"
                            + "\n  but received no whole message, over 2 connections"
                            + "\n  and then: on connection #0: The length of a message is 1 (0x1) but must be 2 or more,"
                            + " since it counts itself (lengthPrefixed 2 inclusive). Look at what is sent.");
        }
    }
}
