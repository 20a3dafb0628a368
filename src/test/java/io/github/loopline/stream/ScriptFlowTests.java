package io.github.loopline.stream;

import static io.github.loopline.stream.Plays.failure;
import static io.github.loopline.stream.Plays.play;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps that wait, end, repeat and branch, as a plain socket on the other side sees them. */
class ScriptFlowTests {

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
    void code_of_the_test_is_not_asked_again_before_it_has_answered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger();
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.expectBytesWhere(1, bytes -> {
                                times.incrementAndGet();
                                asked.countDown();
                                return answer.orTimeout(10, TimeUnit.SECONDS).join();
                            })
                            .send("A")
                            .expect("bc")
                            .send("BC")
                            .expectFin());
            try (Peer peer = Peer.connectTo(server).write("a")) {
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                peer.write("bc");
                server.assertThat().within(ofSeconds(10)).connection(0).hasReceived("abc");
                answer.complete(true);
                assertThat(peer.readText(3)).isEqualTo("ABC");
            }
            server.connection(0).awaitScript();
        }
        assertThat(times).hasValue(1);
    }

    @Test
    void a_script_in_place_of_another_is_the_only_one_that_has_to_be_played() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .script(s -> s.expect("never"))
                    .script(s -> s.send("all"))
                    .script(1, s -> s.expect("never"))
                    .script(1, s -> s.send("one"));
            for (String expected : List.of("all", "one")) {
                try (Peer peer = Peer.connectTo(server)) {
                    assertThat(peer.readText(3)).isEqualTo(expected);
                }
            }
        }
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
