package io.github.loopline.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.script.ScriptFailure;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Scripts over sockets of messages: the other side is a socket of its own, through the same calls as a C program's. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketScriptTests {

    private static PacketServer server(Loopback net) {
        return net.packetServer();
    }

    @Test
    void every_connection_plays_it_from_the_start_message_by_message() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net)
                    .script(s -> s.expect("PING")
                            .send("PONG")
                            .expectMatching("GET \\w+")
                            .expectMessageWhere(bytes -> bytes.length == 0)
                            .send("")
                            .together(t -> t.send("a").send("b"))
                            .sendSlowly("cdef".getBytes(UTF_8), 2, ofMillis(1))
                            .close());
            for (int i = 0; i < 2; i++) {
                try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                    assertThat(peer.send("PING").receive()).isEqualTo("PONG");
                    assertThat(peer.send("GET all").send("").receive()).isEmpty();
                    assertThat(peer.receive()).isEqualTo("ab");
                    assertThat(peer.receive()).isEqualTo("cd");
                    assertThat(peer.receive()).isEqualTo("ef");
                    assertThat(peer.receive()).isNull();
                }
            }
        }
    }

    @Test
    void single_connections_play_their_own_and_a_handler_comes_in_place_of_it() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net)
                    .script(s -> s.send("all").close())
                    .script(0, s -> s.send("first").close());
            for (String expected : new String[] {"first", "all"}) {
                try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                    assertThat(peer.receive()).isEqualTo(expected);
                }
            }
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> server.script(1, s -> s.send("late")))
                    .withMessage("Cannot play a script on connection #1 of " + server
                            + " from its beginning: it has come already. Use connection(1).script(...).");
            server.script(s -> s.expect("never")).handle(connection -> connection.send("handled"));
            try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                assertThat(peer.receive()).isEqualTo("handled");
            }
        }
    }

    @Test
    void a_client_and_a_connection_play_against_each_other() {
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net);
            PacketClient client = net.packetClient().connect(server);
            server.connection(0)
                    .script(s -> s.repeat(r -> r.branch(b -> b.on("PING", ping -> ping.send("PONG"))
                            .otherwise(other -> other.expectMessage().send("WHAT?")))));
            client.script(s -> s.send("PING")
                            .expect("PONG")
                            .send("PINGPONG")
                            .expect("WHAT?")
                            .shutdownOutput()
                            .expectEnd())
                    .awaitScript();
            assertThat(server.connection(0).awaitScript().end()).isEqualTo(End.FIN);
        }
    }

    @Test
    void begins_with_what_was_not_received() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net);
            try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                PacketConnection connection = server.connection(0);
                peer.send("1").send("2").send("3");
                connection.packet(2);
                connection.expect("1").script(s -> s.expect("2").silence()).awaitScript();
                connection.expect("3");
            }
        }
    }

    @Test
    void stops_reading_and_resets() throws Exception {
        Gate gate = new Gate();
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net)
                    .script(s -> s.stopReading().send("stopped").await(gate).reset());
            try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                assertThat(peer.receive()).isEqualTo("stopped");
                peer.send("unread");
                gate.release();
                assertThatExceptionOfType(ErrnoException.class)
                        .isThrownBy(peer::receive)
                        .withMessageContaining("ECONNRESET");
            }
        }
    }

    @Test
    void ends_of_the_peer_are_expected_or_told() throws Exception {
        Loopback net = Loopback.open();
        PacketServer server =
                server(net).script(0, s -> s.expect("a").expectFin().send("still here"));
        server.script(1, s -> s.expect("b"));
        try (RawPackets peer = RawPackets.connect(server.socketAddress()).send("a")) {
            peer.shutdownOutput();
            assertThat(peer.receive()).isEqualTo("still here");
        }
        try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
            peer.shutdownOutput();
            assertThat(peer.receive()).as("the connection is closed").isNull();
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageMatching("\nExpecting connection #1 of " + server
                        + " in step 1 of 1 \\(PacketScriptTests.java:\\d+\\)"
                        + "\n  to have received: \"b\" \\(1 byte\\)"
                        + "\n  but received    : nothing, the peer sent FIN");
    }

    @Test
    void another_message_or_one_too_many_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        Gate all = new Gate();
        PacketServer server = server(net);
        server.script(0, s -> s.expectMatching("GET \\w+"))
                .script(1, s -> s.expect("a").await(all));
        try (RawPackets other = RawPackets.connect(server.socketAddress()).send("GET a b")) {
            assertThat(other.receive()).isNull();
        }
        try (RawPackets more =
                RawPackets.connect(server.socketAddress()).send("a").send("b").send("c")) {
            assertThat(server).within(ofSeconds(20)).connection(1).hasReceivedCount(3);
            all.release();
            assertThat(more.receive()).isNull();
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(() -> server.connection(0).awaitScript())
                .withMessageEndingWith("\n  to have received: something that matches /GET \\w+/"
                        + "\n  but received    : \"GET a b\" (7 bytes), the peer is still connected");
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(() -> server.connection(1).awaitScript())
                .withMessageEndingWith("""
                        )
                          to have received nothing more
                          but received    : "b" (1 byte), the first of 2 messages, the peer is still connected""");
        assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::close);
    }

    @Test
    void steps_that_packets_do_not_have_are_refused_where_they_are_given() {
        try (Loopback net = Loopback.open()) {
            PacketServer server = server(net);
            assertRefused(
                    server,
                    s -> s.send("a").cut(),
                    "cut",
                    "it has messages, which are never joined, so that nothing has to be cut. Remove it.");
            assertRefused(
                    server,
                    s -> s.sendTo(new InetSocketAddress("127.0.0.1", 9), "a"),
                    "sendTo 127.0.0.1:9 \"a\" (1 byte)",
                    "a connection has one peer only. Write send(...).");
        }
    }

    private static void assertRefused(PacketServer server, ScriptCode code, String step, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.script(code))
                .withMessageMatching("\\QThe step " + step + " (PacketScriptTests.java:\\E\\d+\\Q) cannot be played on "
                        + server + ": " + why + "\\E");
        assertThatIllegalArgumentException().isThrownBy(() -> server.script(3, Script.of(code)));
    }

    @Test
    void a_script_that_nobody_plays_fails_the_test() {
        Loopback net = Loopback.open();
        PacketServer server = server(net).script(s -> s.expect("a"));
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageMatching(
                        "\nExpecting \\Q" + server + "\\E to play its script \\(PacketScriptTests.java:\\d+\\)"
                                + "\n  but no connection came that had to play it");
    }
}
