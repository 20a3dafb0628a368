package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.bandwidth;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.mtu;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Delay;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults that change datagrams or their order, as plain sockets of the JDK on both sides see it. */
class DatagramFaultTests {

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void a_duplicate_comes_twice() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.link.apply(duplicate().onDatagram(0).toServer());

            assertThat(ends.ask("a", "b").served(3)).isEqualTo("a a b");
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 3, 0));
        }
    }

    @Test
    void a_reordered_datagram_is_overtaken_by_so_many() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.link.apply(reorder(2, ofSeconds(60)).onDatagram(0).toServer());

            assertThat(ends.ask("a", "b", "c", "d").served(4)).isEqualTo("b c a d");
        }
    }

    @Test
    void a_reordered_datagram_that_nobody_overtakes_comes_in_the_end() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.link.apply(reorder(2, ofMillis(100)).toServer());
            long start = System.nanoTime();

            assertThat(ends.ask("a").served(1)).isEqualTo("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_delayed_datagram_is_overtaken_by_others() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.link.apply(delay(ofMillis(150)).onDatagram(0).toServer());
            long start = System.nanoTime();

            assertThat(ends.ask("a", "b").served(2)).isEqualTo("b a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(150));
        }
    }

    @Test
    void a_corrupted_datagram_differs_in_one_bit() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault fault = ends.link.apply(corrupt().toServer());
            ends.ask("hello", "");
            byte[] data = DatagramEnds.receive(ends.server).getData();
            assertThat(DatagramEnds.receive(ends.server).getLength()).isZero();

            int bits = 0;
            for (int i = 0; i < 5; i++) {
                bits += Integer.bitCount((data[i] ^ "hello".charAt(i)) & 0xff);
            }
            assertThat(bits).isEqualTo(1);
            assertThat(fault).hasStruck(times(1));
        }
    }

    @Test
    void what_is_too_long_is_cut_or_lost() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault cut = ends.link.apply(truncate(3).toServer());
            assertThat(ends.ask("abc", "abcd").served(2)).isEqualTo("abc abc");
            assertThat(cut).hasStruck(times(1));
            cut.close();

            AppliedFault narrow = ends.link.apply(mtu(3).toServer());
            assertThat(ends.ask("abcd", "abc").served(1)).isEqualTo("abc");
            assertThat(narrow).hasStruck(times(1));
        }
    }

    @Test
    void a_foreign_sender_is_not_heard_by_a_connected_socket() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.ask("question");
            DatagramPacket request = DatagramEnds.receive(ends.server);
            ends.link.apply(foreignSender().onNext(1).toClient());
            DatagramEnds.send(ends.server, "spoofed", request.getSocketAddress());
            DatagramPacket spoofed = DatagramEnds.receive(ends.client);
            assertThat(DatagramEnds.text(spoofed)).isEqualTo("spoofed");
            assertThat(spoofed.getSocketAddress()).isNotEqualTo(ends.link.address());

            ends.link.clear().apply(foreignSender().onNext(1).toClient());
            ends.client.connect(ends.link.address());
            DatagramEnds.send(ends.server, "spoofed", request.getSocketAddress());
            DatagramEnds.send(ends.server, "genuine", request.getSocketAddress());
            assertThat(DatagramEnds.text(DatagramEnds.receive(ends.client))).isEqualTo("genuine");
        }
    }

    @Test
    void what_is_held_comes_in_order() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            try (AppliedFault held = ends.link.apply(hold().toServer())) {
                ends.ask("a", "b", "c");
                assertThat(held).within(ofSeconds(10)).hasStruck(times(3));
                ends.server.setSoTimeout(100);
                assertThatThrownBy(() -> DatagramEnds.receive(ends.server)).isInstanceOf(SocketTimeoutException.class);
                ends.server.setSoTimeout(10_000);
            }
            assertThat(ends.ask("d").served(4)).isEqualTo("a b c d");
        }
    }

    @Test
    void one_direction_is_released_while_the_other_is_held() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault up = ends.link.apply(hold().toServer());
            AppliedFault down = ends.link.apply(hold().toClient());
            ends.link.apply(reorder(5, ofMillis(1)));
            ends.ask("a", "b");
            assertThat(up).within(ofSeconds(10)).hasStruck(times(2));
            up.close();

            assertThat(ends.served(2)).isEqualTo("a b");
            assertThat(down).hasNotStruck().isActive();
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 2, 0));
        }
    }

    @Test
    void a_narrow_line_takes_its_time_and_keeps_the_order() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault narrow = ends.link.apply(bandwidth(10_000).toServer());
            long start = System.nanoTime();
            ends.ask("1".repeat(1000), "2".repeat(1000), "3".repeat(1000));

            assertThat(ends.served(3)).matches("1+ 2+ 3+");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(300));
            assertThat(narrow).hasStruck(times(3));
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(3, 3, 0));
        }
    }

    @Test
    void what_finds_the_queue_of_a_narrow_line_full_is_lost() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault narrow = ends.link.apply(bandwidth(1000).toServer());
            for (int i = 0; i < 10; i++) {
                ends.ask("x".repeat(60_000));
            }

            assertThat(narrow).within(ofSeconds(10)).hasStruck(times(10));
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(10, 0, 5));
        }
    }

    @Test
    void chance_says_which_are_delayed_and_not_how_long() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            Delay upTo = Delay.uniform(Duration.ZERO, ofSeconds(20));
            AppliedFault delayed =
                    ends.link.apply(delay(upTo).withProbability(0.02).toServer());
            for (int i = 0; i < 400; i++) {
                ends.ask("x");
            }
            await().until(() -> ends.link.traffic(TO_SERVER).arrived() == 400);

            long waiting = 400 - ends.link.traffic(TO_SERVER).passed();
            assertThat(delayed.struck()).isBetween(3L, 20L);
            assertThat(waiting).as("they would all come in 400 ms").isGreaterThan(delayed.struck() / 2);
        }
    }
}
