package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.socket;
import static io.github.loopline.datagram.DatagramPeerTests.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import java.io.IOException;
import java.net.DatagramSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts of a datagram peer, as a plain socket of the JDK sees them. */
class DatagramScriptTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static String call(DatagramSocket socket, DatagramPeer peer, String request) throws IOException {
        send(socket, peer.address(), request);
        return text(receive(socket));
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void expects_whole_datagrams_and_answers_their_senders(Family family) throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family))
                .script(s -> s.expect("PING").send("PONG").expect("PING").send("again"));
        try (DatagramSocket one = socket(family);
                DatagramSocket two = socket(family)) {
            assertThat(call(one, peer, "PING")).isEqualTo("PONG");
            assertThat(call(two, peer, "PING")).isEqualTo("again");
        }
        peer.awaitScript();
    }

    @Test
    void every_way_to_expect_takes_one_datagram() throws Exception {
        DatagramPeer peer = net.udpPeer()
                .script(s -> s.expect(new byte[] {1, 2})
                        .expectHex("7a ??")
                        .expectMatching("GET \\w+")
                        .expectBytes(3)
                        .expectBytesWhere(2, bytes -> bytes[0] == 'x')
                        .expectMessage()
                        .expectMessageWhere(bytes -> bytes.length == 0)
                        .expectLine("line")
                        .framing(Framing.lengthPrefixed(1))
                        .expectFrame("ab")
                        .send("all"));
        try (DatagramSocket socket = socket(Family.INET)) {
            for (String data : new String[] {"\1\2", "zz", "GET all", "123", "xy", "whatever", "", "line\n"}) {
                send(socket, peer.address(), data);
            }
            assertThat(call(socket, peer, "\2ab")).isEqualTo("all");
        }
    }

    @Test
    void sends_to_an_address_an_empty_datagram_several_and_slowly() throws Exception {
        try (DatagramSocket socket = socket(Family.INET);
                DatagramSocket other = socket(Family.INET)) {
            net.udpPeer()
                    .script(s -> s.sendTo(socket.getLocalSocketAddress(), "first")
                            .sendTo(other.getLocalSocketAddress(), new byte[0])
                            .sendTo(socket.getLocalSocketAddress(), "ż"));
            assertThat(text(receive(socket))).isEqualTo("first");
            assertThat(text(receive(other))).isEmpty();
            assertThat(text(receive(socket))).isEqualTo("ż");

            DatagramPeer peer = net.udpPeer()
                    .script(s -> s.expect("go")
                            .send("")
                            .together(t -> t.send("a").sendHex("62"))
                            .sendSlowly("cdef".getBytes(UTF_8), 2, ofMillis(1)));
            assertThat(call(socket, peer, "go")).isEmpty();
            assertThat(text(receive(socket))).isEqualTo("ab");
            assertThat(text(receive(socket))).isEqualTo("cd");
            assertThat(text(receive(socket))).isEqualTo("ef");
        }
    }

    @Test
    void a_connected_peer_speaks_first() throws Exception {
        try (DatagramSocket socket = socket(Family.INET)) {
            net.udpPeer().connect(socket.getLocalSocketAddress()).script(s -> s.send("hello"));

            assertThat(text(receive(socket))).isEqualTo("hello");
        }
    }

    @Test
    void gates_pauses_and_code_of_the_test() throws Exception {
        Gate gate = new Gate("the answer");
        StringBuffer seen = new StringBuffer();
        DatagramPeer peer = net.udpPeer()
                .script(s -> s.expect("a")
                        .await(gate)
                        .pause(ofMillis(30))
                        .run(() -> seen.append("ran"))
                        .send("b"));
        try (DatagramSocket socket = socket(Family.INET)) {
            send(socket, peer.address(), "a");
            gate.awaitArrival();
            assertThat(seen).isEmpty();
            long released = System.nanoTime();
            gate.release();
            assertThat(text(receive(socket))).isEqualTo("b");
            assertThat(System.nanoTime() - released)
                    .isGreaterThanOrEqualTo(ofMillis(30).toNanos());
            assertThat(seen).hasToString("ran");
        }
    }

    @Test
    void repeats_and_branches_by_what_comes_until_the_test_ends() throws Exception {
        DatagramPeer peer = net.udpPeer()
                .script(s -> s.repeat(2, r -> r.expect("x").send("y"))
                        .repeat(r -> r.branch(b -> b.on("PING", ping -> ping.send("PONG"))
                                .onMatching("ADD \\d+", add -> add.send("ADDED"))
                                .otherwise(other -> other.expectMessage().send("WHAT?")))));
        try (DatagramSocket socket = socket(Family.INET)) {
            assertThat(call(socket, peer, "x") + call(socket, peer, "x")).isEqualTo("yy");
            assertThat(call(socket, peer, "ADD 5")).isEqualTo("ADDED");
            assertThat(call(socket, peer, "ADD 5x"))
                    .as("a datagram matches as a whole")
                    .isEqualTo("WHAT?");
            assertThat(call(socket, peer, "PING")).isEqualTo("PONG");
            assertThat(call(socket, peer, "")).isEqualTo("WHAT?");
        }
        net.verify();
    }

    @Test
    void after_silence_or_close_nobody_minds_what_comes() throws Exception {
        DatagramPeer mute = net.udpPeer().script(s -> s.expect("a").silence());
        DatagramPeer gone = net.udpPeer().script(s -> s.expect("a").send("b").close());
        try (DatagramSocket socket = socket(Family.INET)) {
            send(socket, mute.address(), "a");
            send(socket, mute.address(), "b");
            assertThat(mute).within(ofSeconds(20)).hasReceivedInOrder("a", "b");
            assertThat(call(socket, gone, "a")).isEqualTo("b");
            assertThat(gone.awaitScript().receivedCount()).isEqualTo(1);
        }
        net.verify();
    }

    @Test
    void stops_reading_and_resumes() throws Exception {
        Gate gate = new Gate();
        DatagramPeer peer = net.udpPeer()
                .script(s -> s.expect("a")
                        .stopReading()
                        .send("stopped")
                        .await(gate)
                        .resumeReading()
                        .expect("b"));
        try (DatagramSocket socket = socket(Family.INET)) {
            assertThat(call(socket, peer, "a")).isEqualTo("stopped");
            send(socket, peer.address(), "b");
            assertThat(peer).hasReceivedOnly("a");
            gate.release();
            peer.awaitScript();
            assertThat(peer).hasReceivedInOrder("a", "b");
        }
    }

    @Test
    void begins_with_what_was_not_received_and_leaves_the_rest() throws Exception {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket socket = socket(Family.INET)) {
            for (String data : new String[] {"1", "2", "3"}) {
                send(socket, peer.address(), data);
            }
            peer.datagram(2);
            assertThat(peer.receive().text()).isEqualTo("1");
            peer.script(s -> s.expect("2").silence()).awaitScript();

            assertThat(peer.receive().text()).isEqualTo("3");
        }
    }

    @Test
    void comes_in_place_of_answers() throws Exception {
        DatagramPeer peer = net.udpPeer().answer(request -> "answered");
        try (DatagramSocket socket = socket(Family.INET)) {
            assertThat(call(socket, peer, "a")).isEqualTo("answered");
            peer.script(s -> s.expect("b").send("played"));
            assertThat(call(socket, peer, "b")).isEqualTo("played");
            peer.awaitScript();
            peer.script(s -> s.expect("c").send("once more"));
            assertThat(call(socket, peer, "c")).isEqualTo("once more");
        }
    }

    @Test
    void is_read_from_text() throws Exception {
        Script script = Script.parse("""
                expectMessage
                repeat
                  branch
                    on "PING"
                      send "PO" "NG"
                    onMatching /BYE.*/
                      silence
                  end
                end
                """);
        DatagramPeer peer = net.udpPeer().script(script);
        try (DatagramSocket socket = socket(Family.INET)) {
            send(socket, peer.address(), "anything");
            assertThat(call(socket, peer, "PING")).isEqualTo("PONG");
            send(socket, peer.address(), "BYE now");
            peer.awaitScript();
        }
    }

    /** The script's queue is bounded; what comes then waits in the kernel's, so no more is sent than that holds. */
    @Test
    void a_script_that_is_behind_stops_reading_and_loses_nothing_that_was_read() throws Exception {
        Gate gate = new Gate();
        DatagramPeer peer = net.udpPeer()
                .script(s -> s.await(gate)
                        .repeat(10_200, r -> r.expectMessage())
                        .expect("last")
                        .send("done"));
        try (DatagramSocket client = socket(Family.INET)) {
            for (int sent = 100; sent <= 10_200; sent += 100) {
                for (int i = 0; i < 100; i++) {
                    send(client, peer.address(), "x");
                }
                peer.datagram(Math.min(sent, 10_000) - 1);
            }
            assertThatThrownBy(() -> assertThat(peer).within(ofMillis(100)).hasReceivedCount(10_001))
                    .isInstanceOf(AssertionError.class);
            assertThat(peer.receivedCount()).isEqualTo(10_000);

            gate.release();
            assertThat(peer).within(ofSeconds(20)).hasReceivedCount(10_200);
            assertThat(call(client, peer, "last")).isEqualTo("done");
        }
        peer.awaitScript(ofSeconds(20));
        assertThat(peer.dropped()).isZero();
    }
}
