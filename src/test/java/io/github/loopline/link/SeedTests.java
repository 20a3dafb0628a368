package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.corrupt;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Delay;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same seed gives the same faults, however the bytes come. */
class SeedTests {

    /** Sends so many zeros in pieces through a link that flips bits, and gives what came out. */
    private static byte[] corrupted(long seed, int size, int piece) throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(seed))) {
            StreamServer server = net.tcpServer();
            StreamLink link = net.tcpLink().to(server);
            link.apply(corrupt(0.01).toServer());
            try (Peer client = Peer.connectTo(link.address())) {
                for (int i = 0; i < size; i += piece) {
                    client.write(new byte[piece]);
                }
                byte[] received = server.connection(0).receive(size);
                assertThat(received).isEqualTo(link.connection(0).passed(TO_SERVER));
                return received;
            }
        }
    }

    @Test
    void the_same_bytes_are_hit_however_they_are_cut() throws IOException {
        byte[] once = corrupted(7, 20_000, 20_000);

        assertThat(corrupted(7, 20_000, 100)).isEqualTo(once);
        assertThat(corrupted(8, 20_000, 20_000)).isNotEqualTo(once);
        int hits = 0;
        int bits = 0;
        for (byte b : once) {
            bits |= b & 0xff;
            assertThat(Integer.bitCount(b & 0xff)).isLessThanOrEqualTo(1);
            hits += b == 0 ? 0 : 1;
        }
        assertThat(hits).isBetween(120, 280);
        assertThat(bits).as("bits that were hit").isEqualTo(0xff);
    }

    @Test
    void each_connection_is_hit_at_places_of_its_own() throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(7))) {
            StreamServer server = net.tcpServer();
            StreamLink link = net.tcpLink().to(server);
            link.apply(corrupt(0.01).toServer());
            List<byte[]> received = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (Peer client = Peer.connectTo(link.address())) {
                    client.write(new byte[2000]);
                    received.add(server.connection(i).receive(2000));
                }
            }
            assertThat(received.get(1)).isNotEqualTo(received.get(0)).isNotEqualTo(new byte[2000]);
        }
    }

    private static String outcomes(long seed) throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(seed))) {
            StreamLink link = net.tcpLink().to(net.tcpServer().echo());
            AppliedFault fault = link.apply(reset().onShare(0.5));
            StringBuilder outcomes = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                try (Peer client = Peer.connectTo(link.address())) {
                    outcomes.append(client.write("x").readText(1));
                } catch (IOException e) {
                    outcomes.append('R');
                }
            }
            assertThat(fault.struck())
                    .isEqualTo(outcomes.chars().filter(c -> c == 'R').count());
            return outcomes.toString();
        }
    }

    @Test
    void the_same_connections_are_hit() throws IOException {
        String once = outcomes(7);

        assertThat(outcomes(7)).isEqualTo(once).contains("x").contains("R");
        assertThat(outcomes(8)).isNotEqualTo(once);
    }

    @Test
    void two_faults_do_not_strike_together() throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(7))) {
            StreamLink link = net.tcpLink().to(net.tcpServer().echo());
            AppliedFault one = link.apply(latency(ofMillis(1)).onShare(0.5));
            AppliedFault other = link.apply(latency(ofMillis(1)).onShare(0.5));
            StringBuilder together = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                long before = one.struck();
                long otherBefore = other.struck();
                try (Peer client = Peer.connectTo(link.address()).write("x")) {
                    client.readText(1);
                }
                together.append(one.struck() > before == other.struck() > otherBefore ? "=" : "!");
            }
            assertThat(together).contains("=").contains("!");
        }
    }

    /** Sends so many numbered datagrams on each of some flows, one after the other or at once, and gives what came by flow. */
    private static List<List<String>> survivors(int flows, boolean atOnce) throws Exception {
        try (var net = Loopback.open(Options.NONE, Draws.of(7))) {
            DatagramLink link = net.udpLink().to(net.udpPeer());
            List<DatagramPeer> clients = new ArrayList<>();
            for (int i = 0; i < flows; i++) {
                clients.add(net.udpPeer().sendTo(link.address(), "first of " + i));
                int count = i + 1;
                await().until(() -> link.flowCount() == count);
            }
            link.apply(loss(0.3).toServer());
            List<Background<?>> senders = new ArrayList<>();
            for (int i = 0; i < flows; i++) {
                DatagramPeer client = clients.get(i);
                String name = i + ":";
                Background<?> sender = Background.call(() -> {
                    for (int j = 0; j < 50; j++) {
                        client.sendTo(link.address(), name + j);
                    }
                    return name;
                });
                senders.add(sender);
                if (!atOnce) {
                    sender.result();
                }
            }
            for (Background<?> sender : senders) {
                sender.result();
            }
            await().until(() -> link.traffic(TO_SERVER).arrived() == flows * 51L);
            List<String> all = link.passed(TO_SERVER).stream().map(String::new).toList();
            return IntStream.range(0, flows)
                    .mapToObj(i -> all.stream()
                            .filter(each -> each.startsWith(i + ":"))
                            .toList())
                    .toList();
        }
    }

    @Test
    void the_same_datagrams_are_lost_whatever_the_threads_do() throws Exception {
        List<List<String>> once = survivors(3, false);

        assertThat(once)
                .doesNotHaveDuplicates()
                .allSatisfy(each -> assertThat(each).hasSizeBetween(20, 48));
        assertThat(survivors(3, true)).isEqualTo(once);
    }

    @Test
    void jitter_keeps_the_order() throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(7))) {
            StreamServer server = net.tcpServer();
            StreamLink link = net.tcpLink().to(server);
            link.apply(latency(Delay.uniform(Duration.ZERO, ofMillis(20))));
            StringBuilder all = new StringBuilder();
            try (Peer client = Peer.connectTo(link.address())) {
                for (int i = 100; i < 200; i++) {
                    client.write(i + ",");
                    all.append(i).append(',');
                }
                assertThat(server.connection(0).receive(all.length()))
                        .asString()
                        .isEqualTo(all.toString());
            }
        }
    }

    @Test
    void the_transcript_tells_the_seed_only_if_something_was_drawn() {
        try (var net = Loopback.open(Options.NONE, Draws.of(4711))) {
            StreamLink link = net.tcpLink();
            link.apply(latency(ofMillis(1)));
            assertThat(net.transcript().toString()).doesNotContain("seed");

            link.apply(reset().onShare(0.5));
            assertThat(net.transcript().events())
                    .extracting(Object::toString)
                    .contains(link + " fault: applied: reset, probability 0.5, drawn again by -Dloopline.seed=4711");
        }
    }
}
