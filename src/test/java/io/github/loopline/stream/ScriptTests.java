package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Script;
import java.io.IOException;
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
