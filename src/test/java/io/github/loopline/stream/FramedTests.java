package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.times;
import static io.github.loopline.script.Framing.fixed;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import org.junit.jupiter.api.Test;

/** Streams as messages: sent, received, expected, asserted and counted. */
class FramedTests {

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
    void a_message_with_its_end_is_refused_at_once() {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            Framed mine = net.connectTo(server).framing(lines());
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> mine.expect("GET a\n"))
                    .withMessage("expect must be given a line without its end \"\\n\" but was given \"GET a\\n\"."
                            + " Write expect(\"GET a\").");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> server.connection(0).expectLine("GET a\n"))
                    .withMessage("expectLine must be given a line without its end \"\\n\" but was given \"GET a\\n\"."
                            + " Write expectLine(\"GET a\").");
        }
    }

    @Test
    void a_message_that_the_framing_never_gives_is_refused_at_once() {
        try (Loopback net = Loopback.open()) {
            Framed mine = net.connectTo(net.tcpServer()).framing(fixed(4));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> mine.expect("abc"))
                    .withMessage("expect the message \"abc\" (3 bytes) can never match:"
                            + " A message must have 4 bytes but has 3 (fixed 4).");
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
