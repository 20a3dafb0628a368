package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step, as a plain socket on the other side sees it. */
class ScriptStepsTests {

    private static String play(ScriptCode code, String request) throws Exception {
        try (Loopback net = Loopback.open();
                Peer peer = Peer.connectTo(net.tcpServer().script(code)).write(request)) {
            return peer.readTextToEnd();
        }
    }

    private static ScriptFailure failure(ScriptCode code, String request) throws Exception {
        return failure(ofSeconds(20), code, request);
    }

    /** Plays a script that fails, on a server whose steps wait for a time. */
    private static ScriptFailure failure(Duration timeout, ScriptCode code, String request) throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer(spec -> spec.timeout(timeout)).script(code);
        AtomicReference<ScriptFailure> failure = new AtomicReference<>();
        try (Peer peer = Peer.connectTo(server).write(request)) {
            assertThat(server).within(ofSeconds(20)).hasConnections(1);
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(() -> server.connection(0).awaitScript(ofSeconds(20)))
                    .satisfies(failure::set);
        } finally {
            assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::close);
        }
        return failure.get();
    }

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
    void a_cut_is_a_pause_on_a_unix_socket_and_says_so() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    Transport.UNIX.server(net).script(s -> s.send("ab").cut().send("cd"));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(reads(peer, 4)).containsExactly("ab", "cd");
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

    @Test
    void stands_at_a_gate_until_the_test_releases_it() throws Exception {
        Gate gate = new Gate("the answer");
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.expect("a").await(gate).send("b").close());
            try (Peer one = Peer.connectTo(server).write("a");
                    Peer two = Peer.connectTo(server).write("a")) {
                gate.awaitArrival();
                assertThat(server.connection(0).sent()).isEmpty();
                gate.release();
                assertThat(one.readTextToEnd() + two.readTextToEnd()).isEqualTo("bb");
            }
        }
    }

    @Test
    void a_gate_that_is_never_released_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        Gate gate = new Gate("the answer");
        try (Peer peer =
                Peer.connectTo(net.tcpServer().script(s -> s.await(gate).send("b")))) {
            gate.awaitArrival();
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(net::close)
                    .withMessageEndingWith(
                            "  to go on once the test has released the answer\n  but it has not\n  when the test ended");
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void half_close_reset_and_silence() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer half = net.tcpServer()
                    .script(s -> s.send("a").shutdownOutput().expect("b").expectFin());
            try (Peer peer = Peer.connectTo(half)) {
                assertThat(peer.readTextToEnd()).isEqualTo("a");
                peer.write("b").shutdownOutput();
                half.connection(0).awaitScript();
            }
            StreamServer reset = net.tcpServer()
                    .script(s -> s.expect("x").send("half an ans").reset());
            try (Peer peer = Peer.connectTo(reset).write("x")) {
                assertThat(peer.readText(11)).isEqualTo("half an ans");
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(peer::readToEnd)
                        .withMessage("Connection reset");
            }
            StreamServer mute = net.tcpServer().script(s -> s.expect("x").silence());
            try (Peer peer = Peer.connectTo(mute).write("xyz")) {
                assertThat(mute).within(ofSeconds(5)).connection(0).hasReceived("xyz");
                mute.connection(0).awaitScript();
                peer.write("more").shutdownOutput();
                assertThat(mute).within(ofSeconds(5)).connection(0).hasEndedByFin();
                assertThat(mute.connection(0).end()).isEqualTo(End.FIN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stops_reading_and_resumes(Transport transport) throws Exception {
        Gate full = new Gate();
        Gate read = new Gate();
        try (Loopback net = Loopback.open()) {
            StreamServer server = transport
                    .server(net, Options.NONE)
                    .script(s -> s.expect("x")
                            .stopReading()
                            .await(full)
                            .resumeReading()
                            .await(read)
                            .send("got all")
                            .close());
            try (Peer peer = Peer.connectTo(server).write("x")) {
                full.awaitArrival();
                long filled = peer.fill();
                assertThat(server.connection(0).receivedCount()).isEqualTo(1);
                full.release();
                assertThat(server).within(ofSeconds(20)).connection(0).hasReceivedBytes(filled + 1);
                read.release();
                assertThat(peer.readTextToEnd()).isEqualTo("got all");
            }
        }
    }

    @Test
    void repeats_several_times_and_until_the_peer_ends() throws Exception {
        assertThat(play(s -> s.repeat(3, r -> r.expect("a").send("b")).close(), "aaa"))
                .isEqualTo("bbb");
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.repeat(r -> r.expectLine().send("ok\n"))
                            .send("bye\n")
                            .close());
            try (Peer peer = Peer.connectTo(server).write("1\n2\n").shutdownOutput()) {
                assertThat(peer.readTextToEnd()).isEqualTo("ok\nok\nbye\n");
            }
        }
        assertThat(failure(ofMillis(100), s -> s.repeat(r -> r.expectLine().send("ok\n")), "1\nhalf"))
                .hasMessageContaining("in step 2 of 3 (")
                .hasMessageContaining("but received    : \"half\" (4 bytes), which is no whole message");
    }

    @Test
    void many_short_rounds_do_not_hold_up_others() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer busy = net.tcpServer().script(s -> s.repeat(r -> r.expectBytes(1)));
            StreamServer other = net.tcpServer().echo();
            try (Peer many = Peer.connectTo(busy).write(new byte[200_000]);
                    Peer peer = Peer.connectTo(other)) {
                assertThat(peer.write("still there?").readText(12)).isEqualTo("still there?");
                many.shutdownOutput();
                assertThat(many.readToEnd()).isEmpty();
            }
            busy.connection(0).awaitScript();
        }
    }

    @Test
    void the_test_may_end_between_two_rounds_but_not_before_steps_behind_them() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    net.tcpServer().script(s -> s.repeat(r -> r.expect("a").send("b")));
            try (Peer peer = Peer.connectTo(server).write("a")) {
                assertThat(peer.readText(1)).isEqualTo("b");
                net.settle();
                net.verify();
            }
        }
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer()
                .script(s -> s.repeat(r -> r.expect("a").send("b")).send("c"));
        try (Peer peer = Peer.connectTo(server).write("a")) {
            assertThat(peer.readText(1)).isEqualTo("b");
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(net::close)
                    .withMessageContaining("\nExpecting connection #0 of " + server + " in step 2 of 4 (");
        }
    }

    @Test
    void pushes_until_the_peer_has_gone() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server =
                    net.tcpServer().script(s -> s.repeat(r -> r.send("tick\n").pause(ofMillis(5))));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readText(15)).isEqualTo("tick\ntick\ntick\n");
            }
            server.connection(0).awaitScript();
        }
    }

    @Test
    void branches_by_what_comes() throws Exception {
        Script script = Script.of(s -> s.repeat(r -> r.branch(b -> b.on("PING\n", p -> p.send("PONG\n"))
                .onLineMatching("ADD \\d+", a -> a.send("added\n").expectLine().send("more\n"))
                .onHex("ff ??", h -> h.send("hex\n"))
                .on("QUIT\n", q -> q.send("bye\n").close())
                .otherwise(o -> o.expectLine().send("what?\n")))));
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().script(script);
            try (Peer peer = Peer.connectTo(server)) {
                peer.write("PING\nADD 5\nx\nEH\n").write(new byte[] {-1, 7}).write("QUIT\n");
                assertThat(peer.readTextToEnd()).isEqualTo("PONG\nadded\nmore\nwhat?\nhex\nbye\n");
            }
        }
    }

    @Test
    void a_branch_without_the_case_that_came_names_all_of_them() throws Exception {
        assertThat(failure(s -> s.branch(b -> b.on("GET", g -> g.close()).on("PUT", p -> p.close())), "POST"))
                .hasMessageEndingWith(
                        "  to have received: \"GET\" (3 bytes), or \"PUT\" (3 bytes)\n  but received    : \"POST\" (4 bytes), the peer is still connected");
    }

    @Test
    void runs_code_of_the_test() throws Exception {
        List<String> calls = new ArrayList<>();
        assertThat(play(s -> s.expect("a").run(() -> calls.add("ran")).send("b").close(), "a"))
                .isEqualTo("b");
        assertThat(calls).containsExactly("ran");
        assertThat(failure(
                        s -> s.run(() -> {
                            throw new IOException("no disk");
                        }),
                        ""))
                .hasMessageEndingWith("  to be done: run\n  but code of the test failed: java.io.IOException: no disk");
    }

    @Test
    void a_peer_that_does_not_read_fails_a_send() throws Exception {
        assertThat(failure(ofMillis(100), s -> s.send(new byte[16 << 20]), ""))
                .hasMessageContaining(" of them are left, the peer is still connected\n  within 100 ms");
    }

    @Test
    void a_reset_of_a_unix_socket_with_nothing_unread_says_what_it_needs() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.unixServer().script(s -> s.reset());
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(peer.readToEnd()).isEmpty();
        }
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith("  to be done: reset\n  but Cannot reset connection #0 of " + server
                        + ": a Unix socket is reset only by a close with unread data."
                        + " Call stopReading() before the peer sends, or close().");
    }
}
