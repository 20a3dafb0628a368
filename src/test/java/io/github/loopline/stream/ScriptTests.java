package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer sees of a script, and what the test hears of it. */
class ScriptTests {

    @ParameterizedTest
    @EnumSource
    void expects_and_sends_in_its_order(Pairing pairing) throws Exception {
        try (Loopback net = Loopback.open();
                Pairing.Pair pair = pairing.connect(net, Options.NONE)) {
            pair.fixture()
                    .script(s -> s.expect("HELO\r\n")
                            .send("250 ok\r\n")
                            .expectLine("QUIT")
                            .send("221 bye\r\n")
                            .close());

            assertThat(pair.peer().write("HELO\r\n").readText(8)).isEqualTo("250 ok\r\n");
            assertThat(pair.peer().write("QUIT\r\n").readTextToEnd()).isEqualTo("221 bye\r\n");
            pair.fixture().awaitScript();
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_played_from_its_start_on_every_connection_of_a_server(Transport transport) throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    transport.server(net).script(s -> s.expect("a").send("b").close());
            for (int i = 0; i < 3; i++) {
                try (Peer peer = Peer.connectTo(server)) {
                    assertThat(peer.write("a").readTextToEnd()).isEqualTo("b");
                }
            }
        }
    }

    @Test
    void speaks_first_and_takes_what_comes_in_pieces() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.send("220 hi\r\n").expect("HELO\r\n").send("250\r\n"));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readText(8)).isEqualTo("220 hi\r\n");
                for (char c : "HELO\r\n".toCharArray()) {
                    peer.write(String.valueOf(c));
                }
                assertThat(peer.readText(5)).isEqualTo("250\r\n");
            }
        }
    }

    @Test
    void closes_when_the_peer_has_ended_behind_the_last_step() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().script(s -> s.expect("a"));
            try (Peer peer = Peer.connectTo(server).write("a")) {
                server.connection(0).awaitScript();
                assertThat(server.connection(0).end()).isEqualTo(End.OPEN);

                assertThat(peer.shutdownOutput().readToEnd()).isEmpty();
            }
        }
    }

    @Test
    void what_comes_instead_fails_the_test_with_step_and_line() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.send("hi\n").expect("HELO\r\n").send("250 ok\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HELP\r\n")) {
            assertThat(peer.readTextToEnd()).as("the connection is closed").isEqualTo("hi\n");
        }
        int line = line("s.send(\"hi\\n\").expect(\"HELO\\r\\n\")");

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessage("""

                        Expecting connection #0 of %s in step 2 of 3 (ScriptTests.java:%d)
                          to have received: "HELO\\r\\n" (6 bytes)
                          but received    : "HELP\\r\\n" (6 bytes), the peer is still connected
                          first difference at byte 3: expected 0x4f but got 0x50
                          expected 00000000  48 45 4c 4f 0d 0a                                |HELO..|
                          received 00000000  48 45 4c 50 0d 0a                                |HELP..|
                                                      ^^""", server, line)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .extracting(StackTraceElement::getLineNumber)
                        .containsExactly(line));
    }

    private static int line(String code) throws IOException {
        String own = Files.readString(Path.of("src/test/java/io/github/loopline/stream/ScriptTests.java"));
        return own.substring(0, own.indexOf(code)).split("\n", -1).length;
    }

    @Test
    void an_end_of_the_peer_instead_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("HELO\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HE").shutdownOutput()) {
            peer.readToEnd();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageContaining("but received    : \"HE\" (2 bytes), the peer sent FIN\n");
    }

    @Test
    void a_step_that_waits_in_vain_fails_after_the_timeout_and_ends_the_connection() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer(spec -> spec.timeout(ofMillis(80)))
                .script(s -> s.expect("HELO\r\n").send("250 ok\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HE")) {
            assertThat(peer.readToEnd()).isEmpty();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageContaining("  but received    : \"HE\" (2 bytes), the peer is still connected\n")
                .withMessageEndingWith("\n  within 80 ms");
    }

    @Test
    void a_step_that_is_left_when_the_test_ends_fails_it() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.expect("a").send("b").expect("c"));
        try (Peer peer = Peer.connectTo(server).write("a")) {
            assertThat(peer.readText(1)).isEqualTo("b");

            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(net::close)
                    .withMessageStartingWith(
                            "\nExpecting connection #0 of " + server + " in step 3 of 3 (ScriptTests.java:")
                    .withMessageEndingWith("\n  to have received: \"c\" (1 byte)"
                            + "\n  but received    : nothing, the peer is still connected"
                            + "\n  when the test ended");
        }
    }

    @Test
    void bytes_behind_the_last_step_fail_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));
        try (Peer peer = Peer.connectTo(server).write("abc")) {
            assertThat(peer.readToEnd()).isEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessage("Connection reset");
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageStartingWith("\nExpecting connection #0 of " + server
                        + " after the last step of its script (ScriptTests.java:")
                .withMessageEndingWith("""
                        )
                          to have received nothing more
                          but received    : "bc" (2 bytes), the peer is still connected""");
    }

    @Test
    void a_script_that_nobody_plays_fails_the_test() {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageMatching("\nExpecting " + server + " to play its script \\(ScriptTests.java:\\d+\\)"
                        + "\n  but no connection came that had to play it");
    }

    @Test
    void a_script_that_is_replaced_before_anybody_comes_is_forgotten() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.expect("a"))
                    .script(s -> s.send("new").close());
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readTextToEnd()).isEqualTo("new");
            }
            server.script(s -> s.expect("b")).handle(c -> c.send("handled"));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readTextToEnd()).isEqualTo("handled");
            }
        }
    }

    @Test
    void single_connections_play_their_own() throws Exception {
        try (Loopback net = Loopback.open()) {
            Script down = Script.of(s -> s.reset());
            StreamServer server = net.tcpServer()
                    .script(s -> s.send("up").close())
                    .script(0, down)
                    .script(1, down);
            for (int i = 0; i < 2; i++) {
                try (Peer peer = Peer.connectTo(server)) {
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(peer::readToEnd)
                            .withMessage("Connection reset");
                }
            }
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readTextToEnd()).isEqualTo("up");
            }
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> server.script(1, down))
                    .withMessage("Cannot play a script on connection #1 of " + server
                            + " from its beginning: it has come already. Use connection(1).script(...).");
        }
    }

    @Test
    void waits_also_on_a_server_that_does_not_block() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.blocking(false))
                    .script(s -> s.expect("a").send("b").close());
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(server).hasReceivedNothingFor(ofMillis(50));
                assertThat(peer.write("a").readTextToEnd()).isEqualTo("b");
            }
        }
    }

    @Test
    void one_that_is_closed_by_the_test_in_its_middle_fails_it() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).close();
            assertThat(peer.readToEnd()).isEmpty();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith("\n  when the test closed it");
    }

    @Test
    void waiting_for_its_end_tells_its_failure_or_where_it_is() throws Exception {
        Gate gate = new Gate();
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.expect("a").await(gate).expect("b"));
        try (Peer peer = Peer.connectTo(server).write("a")) {
            Connection connection = server.connection(0);
            gate.awaitArrival();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.awaitScript(ofMillis(50)))
                    .withMessageMatching("Waited 50 ms for the end of the script on " + connection
                            + " but it is in step 2 of 3 \\(ScriptTests.java:\\d+\\)\\.");
            gate.release();
            peer.write("c");

            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(() -> connection.awaitScript(ofSeconds(5)))
                    .withMessageContaining("first difference at byte 0: expected 0x62 but got 0x63");
            assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::verify);
            assertThatNoException().isThrownBy(net::close);
        }
    }

    @Test
    void another_script_follows_only_when_the_one_before_has_ended() throws Exception {
        try (Loopback net = Loopback.open();
                Pairing.Pair pair = Pairing.TCP_IPV4_CLIENT.connect(net, Options.NONE)) {
            Endpoint<?> client = pair.fixture();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(client::awaitScript)
                    .withMessageEndingWith(" plays no script. Call script(...) first.");
            client.script(s -> s.expect("a"));
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> client.script(s -> s.expect("b")))
                    .withMessageStartingWith("Cannot play another script on connection #0 of tcp-client:")
                    .withMessageEndingWith(
                            ": one is being played. Wait for its end with awaitScript(), or write one script.");
            pair.peer().write("a");
            client.awaitScript().script(s -> s.send("c"));
            assertThat(pair.peer().readText(1)).isEqualTo("c");
        }
    }

    @Test
    void the_transcript_shows_the_steps() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    net.tcpServer().script(s -> s.expect("a").send("b").close());
            try (Peer peer = Peer.connectTo(server).write("a")) {
                peer.readToEnd();
            }
            String lines = net.transcript()
                    .toString()
                    .replaceAll("(?m)^ *[\\d.]+ ms  ", "")
                    .replaceAll("ScriptTests.java:\\d+", "LINE");
            String name = server.connection(0).toString();

            assertThat(lines.lines().map(l -> l.replace(name + "  ", "")).toList())
                    .contains(
                            "step 1: expect \"a\" (1 byte) (LINE)",
                            "<- 1 byte \"a\"",
                            "step 2: send \"b\" (1 byte) (LINE)",
                            "-> 1 byte \"b\"",
                            "step 3: close (LINE)");
        }
    }
}
