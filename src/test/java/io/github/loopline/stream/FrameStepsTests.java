package io.github.loopline.stream;

import static io.github.loopline.script.Framing.between;
import static io.github.loopline.script.Framing.crLfLines;
import static io.github.loopline.script.Framing.delimited;
import static io.github.loopline.script.Framing.fixed;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static io.github.loopline.script.Framing.varint;
import static io.github.loopline.stream.Plays.failure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Reply;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Script;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Steps on messages, in every framing, for servers as for clients. */
class FrameStepsTests {

    /** Messages of the test's own: a digit, and so many bytes. */
    private static final class Digit extends Framing {

        @Override
        protected long length(byte[] start) {
            return start.length == 0 ? -1 : start[0] - '0' + 1;
        }

        @Override
        protected byte[] unwrap(byte[] frame) {
            return Arrays.copyOfRange(frame, 1, frame.length);
        }

        @Override
        public String toString() {
            return "digit";
        }

        @Override
        protected byte[] wrap(byte[] message) {
            byte[] frame = new byte[message.length + 1];
            frame[0] = (byte) ('0' + message.length);
            System.arraycopy(message, 0, frame, 1, message.length);
            return frame;
        }
    }

    static final List<Framing> FRAMINGS = Stream.of(
                    Stream.of(lines(), crLfLines(), delimited("\0"), delimited("--"), fixed(4), between("\2", "\3")),
                    Stream.of(varint(), varint().offset(1), new Digit()),
                    Stream.of(1, 2, 3, 4, 8)
                            .flatMap(bytes -> Stream.of(
                                    lengthPrefixed(bytes),
                                    lengthPrefixed(bytes).littleEndian(),
                                    lengthPrefixed(bytes).inclusive(),
                                    lengthPrefixed(bytes).inclusiveOfAll().offset(2),
                                    lengthPrefixed(bytes)
                                            .littleEndian()
                                            .inclusive()
                                            .offset(1))))
            .flatMap(framings -> framings)
            .map(framing -> (Framing) framing)
            .toList();

    @ParameterizedTest
    @FieldSource("FRAMINGS")
    void a_client_and_a_server_talk_in_messages(Framing framing) {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.framing(framing)
                            .expectFrame("ping")
                            .sendFrame("pong")
                            .expectFrameHex("70 ?? ?? 67")
                            .expectFrameMatching("p.*")
                            .expectFrameWhere(message -> message.length == 4)
                            .expectFrame()
                            .branch(b -> b.onFrame("nope", nope -> nope.reset())
                                    .onFrameMatching(
                                            "q.it",
                                            quit -> quit.sendFrame("done").close())));
            StreamClient client = net.connectTo(server);
            client.script(s -> s.framing(framing)
                            .sendFrame("ping")
                            .expectFrame("pong")
                            .repeat(4, r -> r.sendFrame("ping"))
                            .sendFrame("quit")
                            .expectFrame("done")
                            .expectFin())
                    .awaitScript(ofSeconds(20));
            assertThat(server).framed(framing).hasReceivedInOrder("ping", "ping", "ping", "ping", "ping", "quit");
            assertThat(client).framed(framing).hasReceivedCount(2).hasReceived("done");
        }
    }

    @Test
    void bytes_are_matched_in_hex_as_a_case() throws Exception {
        assertThat(Plays.play(
                        s -> s.branch(b ->
                                        b.onHex("01 ??", x -> x.send("one")).on(new byte[] {2, 2}, x -> x.send("two")))
                                .close(),
                        "\2\2"))
                .isEqualTo("two");
    }

    /** A length that cannot be, however it is looked at: the line is the same. */
    private static void assertRefused(Framing framing, String bytes, String line) throws Exception {
        assertThat(failure(s -> s.framing(framing).expectFrame(), bytes))
                .hasMessageEndingWith("\n  to have received: a message\n  but " + line);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.timeout(ofSeconds(20)));
            try (Peer peer = Peer.connectTo(server).write(bytes.getBytes(ISO_8859_1))) {
                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(() -> server.connection(0).framing(framing).receive())
                        .withMessageEndingWith(line);
            }
        }
    }

    @Test
    void lengths_that_cannot_be_are_told_in_the_same_line_by_a_step_and_by_receive() throws Exception {
        assertRefused(
                lengthPrefixed(1).inclusive(),
                "\0abc",
                "The length of a message is 0 (0x0) but must be 1 or more, since it counts itself"
                        + " (lengthPrefixed 1 inclusive). Look at what is sent.");
        assertRefused(
                lengthPrefixed(4).atMost(100),
                "\0\0\1\0",
                "The framing lengthPrefixed 4 says that a message has 260 bytes but at most 100 are taken."
                        + " Allow more with atMost(bytes), or look at what is sent.");
        assertRefused(
                new Digit(), "-abc", "The framing digit says that a message has -2 bytes. It must have 1 or more.");
    }

    @Test
    void a_script_of_text_is_played_by_a_client() throws Exception {
        Script script = Script.parse("""
                framing lengthPrefixed 2 littleEndian
                sendFrame "hi"
                expectFrame "ho"
                sendSlowly 1 ms "\\x01\\0x"
                together
                  sendHex 01 00
                  send "y"
                end
                shutdownOutput
                expectEnd
                """);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lengthPrefixed(2).littleEndian()).answers("ho", Reply.none(), Reply.none());
            net.connectTo(server).script(script).awaitScript(ofSeconds(20));
            assertThat(server).framed(lengthPrefixed(2).littleEndian()).hasReceivedInOrder("hi", "x", "y");
        }
    }
}
