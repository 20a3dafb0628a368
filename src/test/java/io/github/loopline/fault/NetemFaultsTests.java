package io.github.loopline.fault;

import static io.github.loopline.fault.DatagramFault.bandwidth;
import static io.github.loopline.fault.DatagramFault.burstLoss;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.mtu;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.PlainClient.since;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.junit.UdpLink;
import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What netem, iptables and NetCrusher do to datagrams, as plain sockets on both sides of a link see it. */
class NetemFaultsTests {

    private static final int MANY = 100;

    @UdpLink
    private DatagramLink link;

    /** Sends a hundred and gives those that arrive. */
    private List<String> ofMany(PlainPeers peers) throws IOException {
        peers.ask(numbers().toArray(String[]::new));
        await().until(() -> link.traffic(TO_SERVER).arrived() == MANY);
        return peers.served((int) (MANY - link.traffic(TO_SERVER).lost()));
    }

    private static List<String> numbers() {
        return IntStream.range(0, MANY).mapToObj(String::valueOf).toList();
    }

    @Test
    void loss_random_loses_a_share() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            var lossy = link.apply(loss(0.5).toServer());

            List<String> served = ofMany(peers);
            assertThat(served).hasSizeBetween(15, 85).isSubsetOf(numbers()).doesNotHaveDuplicates();
            assertThat(lossy.struck()).isEqualTo(MANY - served.size());
        }
    }

    @Test
    void loss_gemodel_loses_neighbours() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            var bursts = link.apply(burstLoss(1, 0.000_001).toServer());

            assertThat(ofMany(peers)).hasSizeLessThan(3);
            assertThat(bursts.struck()).isGreaterThan(MANY - 3);
        }
    }

    @Test
    void duplicate_comes_twice() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(duplicate().withProbability(1).toServer());

            assertThat(peers.ask("a", "b").served(4)).containsExactly("a", "a", "b", "b");
        }
    }

    @Test
    void corrupt_inverts_one_bit() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(corrupt().withProbability(1).toServer());

            byte[] served = peers.ask("aaaa").receive().getData();
            int wrong = 0;
            for (int i = 0; i < 4; i++) {
                wrong += Integer.bitCount((served[i] ^ 'a') & 0xff);
            }
            assertThat(wrong).isEqualTo(1);
        }
    }

    @Test
    void reorder_with_a_gap_lets_every_second_be_overtaken() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(reorder(1, ofSeconds(60)).onEvery(2).toServer());

            assertThat(peers.ask("a", "b", "c", "d", "e").served(5)).containsExactly("a", "c", "b", "e", "d");
        }
    }

    @Test
    void delay_comes_later() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(delay(ofMillis(100)).toServer());

            long start = System.nanoTime();
            assertThat(peers.ask("a").served(1)).containsExactly("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void delay_with_jitter_comes_in_another_order() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(delay(Delay.uniform(ofMillis(10), ofMillis(90))).toServer());

            assertThat(ofMany(peers))
                    .containsExactlyInAnyOrderElementsOf(numbers())
                    .isNotEqualTo(numbers());
        }
    }

    @Test
    void delay_has_a_distribution() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(delay(Delay.normal(ofMillis(60), ofMillis(5))).toServer());
            link.apply(delay(Delay.pareto(ofMillis(20), 3)).toServer());

            long start = System.nanoTime();
            assertThat(peers.ask("a").served(1)).containsExactly("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(40));
        }
    }

    @Test
    void rate_takes_its_time() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(bandwidth(10_000).toServer());

            long start = System.nanoTime();
            peers.ask(Collections.nCopies(20, "x".repeat(100)).toArray(String[]::new));
            assertThat(peers.served(20)).containsOnly("x".repeat(100));
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(180));
        }
    }

    @Test
    void drop_one_way_leaves_the_other() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(partition().toClient());

            DatagramPacket asked = peers.ask("a").receive();
            peers.server().send(new DatagramPacket(new byte[] {'b'}, 1, asked.getSocketAddress()));
            peers.client().setSoTimeout(200);
            assertThatThrownBy(() -> PlainPeers.receive(peers.client()))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Receive timed out");
        }
    }

    @Test
    void drop_both_ways_leaves_nothing() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            var cut = link.apply(partition());

            assertThat(peers.ask("a").servedWithin(200)).isEmpty();
            cut.close();
            assertThat(peers.ask("b").served(1)).containsExactly("b");
        }
    }

    @Test
    void drop_every_nth_loses_these() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(loss().onEvery(3).toServer());

            assertThat(peers.ask("a", "b", "c", "d", "e", "f", "g").served(5)).containsExactly("a", "b", "d", "e", "g");
        }
    }

    @Test
    void drop_by_length_loses_what_is_long() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(mtu(3).toServer());

            assertThat(peers.ask("abcd", "abc").served(1)).containsExactly("abc");
        }
    }

    @Test
    void reject_is_heard_by_a_connected_socket() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            link.apply(unreachable());
            peers.ask("a");

            assertThatThrownBy(() -> PlainPeers.receive(peers.client())).isInstanceOf(PortUnreachableException.class);
        }
    }

    @Test
    void freeze_and_unfreeze_keep_the_order() throws Exception {
        try (PlainPeers peers = PlainPeers.at(link)) {
            var frozen = link.apply(hold());
            assertThat(peers.ask("a", "b").servedWithin(200)).isEmpty();
            frozen.close();
            assertThat(peers.served(2)).containsExactly("a", "b");
        }
    }
}
