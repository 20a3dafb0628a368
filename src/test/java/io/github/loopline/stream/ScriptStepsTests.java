package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.stream.Plays.failure;
import static io.github.loopline.stream.Plays.play;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Each step, as a plain socket on the other side sees it. */
class ScriptStepsTests {

    @Test
    void hex_with_wildcards() throws Exception {
        assertThat(play(s -> s.expectHex("41 ?? 43").send("ok").close(), "AxC")).isEqualTo("ok");
        assertThat(failure(s -> s.expectHex("41 ?? 43"), "AxD"))
                .hasMessageContaining("to have received: the bytes 41 ?? 43 (3 bytes)")
                .hasMessageContaining("first difference at byte 2: expected 0x43 but got 0x44");
    }

    @Test
    void a_regular_expression_that_shows_its_end() throws Exception {
        assertThat(play(
                        s -> s.expectMatching("GET .*?\r\n\r\n")
                                .send("ok")
                                .expect("!")
                                .close(),
                        "GET / é\r\nHost: x\r\n\r\n!"))
                .isEqualTo("ok");
        assertThat(play(s -> s.expectMatching("\\d+").expect("x").send("ok").close(), "42x"))
                .isEqualTo("ok");
    }

    @Test
    void a_regular_expression_fails_as_soon_as_it_cannot_match_and_says_why_it_waits() throws Exception {
        assertThat(failure(s -> s.expectMatching("GET .*\n"), "PUT /"))
                .hasMessageContaining("to have received: something that matches /GET .*\n/")
                .hasMessageContaining("but received    : \"PUT /\" (5 bytes), the peer is still connected");
        assertThat(failure(ofMillis(100), s -> s.expectMatching("\\d+"), "42"))
                .hasMessageEndingWith(
                        "\n  which matches, but more could belong to it: write into it what ends it\n  within 100 ms");
    }

    @Test
    void lines_and_counted_bytes() throws Exception {
        assertThat(play(
                        s -> s.expectLine("one")
                                .expectLineMatching("t.o")
                                .expectLineWhere(line -> line.length() == 5)
                                .expectLine()
                                .expectBytes(2)
                                .expectBytesWhere(3, bytes -> bytes[0] == 'x')
                                .send("ok")
                                .close(),
                        "one\r\ntwo\nthree\nany\nabxyz"))
                .isEqualTo("ok");
        assertThat(failure(s -> s.expectLine("one"), "two\n"))
                .hasMessageContaining(
                        "to have received: \"one\" (3 bytes)\n  but received    : \"two\" (3 bytes), not counting what frames it");
        assertThat(failure(ofMillis(100), s -> s.expectLine("one"), "on"))
                .hasMessageContaining(
                        "to have received: the line \"one\" (3 bytes)\n  but received    : \"on\" (2 bytes), which is no whole message, the peer is still connected");
        assertThat(failure(s -> s.expectLineWhere(line -> line.isEmpty()), "x\n"))
                .hasMessageContaining(
                        "to have received: a line that a predicate accepts\n  but received    : \"x\" (1 byte), the peer is still connected");
    }

    @Test
    void a_predicate_runs_on_a_thread_of_the_fixture_and_what_it_throws_fails_the_test() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        play(
                s -> s.expectLineWhere(
                                line -> thread.getAndSet(Thread.currentThread().getName()) == null)
                        .close(),
                "x\n");
        assertThat(thread.get()).startsWith("connection #0 of tcp-server:");

        IllegalStateException boom = new IllegalStateException("boom");
        assertThat(failure(
                        s -> s.expectLineWhere(line -> {
                            throw boom;
                        }),
                        "x\n"))
                .hasMessageContaining("but code of the test failed: java.lang.IllegalStateException: boom")
                .hasCause(boom);
    }

    @Test
    void ends_of_the_peer() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer fin =
                    net.tcpServer().script(s -> s.expectFin().send("bye").close());
            try (Peer peer = Peer.connectTo(fin).shutdownOutput()) {
                assertThat(peer.readTextToEnd()).isEqualTo("bye");
            }
            StreamServer rst = net.tcpServer().script(s -> s.expectRst());
            Peer.connectTo(rst).write("dropped").reset();
            rst.connection(0).awaitScript();
        }
        assertThat(failure(s -> s.expectEnd(), "x"))
                .hasMessageContaining(
                        "to have received: its end\n  but received    : \"x\" (1 byte), the peer is still connected");
    }

    @Test
    void several_sends_in_one_segment() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s ->
                            s.expect("go").together(t -> t.send("a").send("b").sendHex("63")));
            try (Peer peer = Peer.connectTo(server).write("go")) {
                assertThat(reads(peer, 3)).containsExactly("abc");
            }
        }
    }

    @RepeatedTest(3)
    void a_cut_goes_on_only_when_the_peer_has_read_the_first_part() throws Exception {
        for (Transport transport : List.of(Transport.TCP_IPV4, Transport.TCP_IPV6)) {
            try (Loopback net = Loopback.open()) {
                StreamServer server = transport
                        .server(net)
                        .script(s -> s.send("ab").cut().send("cd").cut().send("ef"));
                try (Peer peer = Peer.connectTo(server)) {
                    Connection connection = server.connection(0);
                    assertThat(connection).hasReceivedNothingFor(ofMillis(100));
                    assertThat(connection.sent()).as("before anything was read").hasSize(2);
                    assertThat(reads(peer, 6)).containsExactly("ab", "cd", "ef");
                }
            }
        }
    }

    @Test
    void a_cut_waits_for_what_a_fault_delays() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().script(s -> s.send("ab").cut().send("cd"));
            server.apply(latency(ofMillis(50)).toClient());
            try (Peer peer = Peer.connectTo(server)) {
                await().atMost(ofSeconds(10)).until(() -> server.connection(0).sent().length == 2);
                assertThat(server.connection(0)).hasReceivedNothingFor(ofMillis(100));
                assertThat(reads(peer, 4)).containsExactly("ab", "cd");
            }
        }
    }

    @Test
    void a_cut_is_a_pause_on_a_unix_socket_and_says_so() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    Transport.UNIX.server(net).script(s -> s.send("ab").cut().send("cd"));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readText(4)).isEqualTo("abcd");
            }
            assertThat(net.transcript().toString())
                    .contains("note: cut is a pause of 50 ms: a Unix socket does not tell what is read");
        }
    }

    @Test
    void a_cut_whose_first_part_nobody_reads_fails_the_test() throws Exception {
        assertThat(failure(ofMillis(100), s -> s.send("ab").cut().send("cd"), ""))
                .hasMessageEndingWith(
                        "  to have read what was sent before the cut\n  but it has not, the peer is still connected\n  within 100 ms");
    }

    /** Gives what each read returned. */
    private static List<String> reads(Peer peer, int bytes) throws IOException {
        List<String> reads = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (bytes > 0) {
            int count = peer.channel().read(buffer.clear());
            reads.add(new String(buffer.array(), 0, count, StandardCharsets.UTF_8));
            bytes -= count;
        }
        return reads;
    }

    @Test
    void sends_slowly() throws Exception {
        long start = System.nanoTime();
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.sendSlowly("abcd", ofMillis(20))
                            .sendSlowly("efgh".getBytes(StandardCharsets.UTF_8), 3, ofMillis(20)));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readText(8)).isEqualTo("abcdefgh");
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(80_000_000L);
                server.connection(0).awaitScript(); // what the peer has read may not be in the transcript yet
                assertThat(net.transcript().toString())
                        .contains(
                                "-> 1 byte \"a\"\n", "-> 1 byte \"d\"\n", "-> 3 bytes \"efg\"\n", "-> 1 byte \"h\"\n");
            }
        }
    }

    @Test
    void pauses() throws Exception {
        long start = System.nanoTime();
        assertThat(play(
                        s -> s.expect("a")
                                .pause(ofMillis(60))
                                .expect("b")
                                .send("c")
                                .close(),
                        "ab"))
                .isEqualTo("c");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000L);
    }
}
