package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.bandwidth;
import static io.github.loopline.fault.DatagramFault.burstLoss;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.forge;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.mtu;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.link.UnixEnds.Got;
import io.github.loopline.link.UnixEnds.Plain;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults on Unix datagrams, as plain sockets on both sides see them. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class UnixDatagramFaultTests {

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void selected_datagrams_are_lost() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            AppliedFault second = ends.link.apply(loss().onDatagram(1).toServer());
            ends.ask("a", "b", "c");

            assertThat(ends.served(2)).isEqualTo("a c");
            assertThat(second).hasStruck(times(1));
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(3, 2, 1));
            assertThat(ends.net.transcript().events())
                    .extracting(Object::toString)
                    .contains("flow #0 of " + ends.link + " fault: loss, datagram #1 to the server (1 byte)");
        }
    }

    @Test
    void chance_loses_the_same_ones_again() throws Exception {
        String once = lossy(7);

        assertThat(lossy(7)).isEqualTo(once);
        assertThat(lossy(8)).isNotEqualTo(once);
    }

    private static String lossy(long seed) throws Exception {
        try (UnixEnds ends = new UnixEnds(seed)) {
            ends.link.apply(loss(0.3).toServer());
            ends.link.apply(burstLoss(0.1, 0.5).toServer());
            StringBuilder served = new StringBuilder();
            int count = 0;
            for (int i = 0; i < 60; i++) {
                ends.ask(String.valueOf(i));
                while (isOnItsWay(ends, i + 1, count)) {
                    if (ends.server.hears(1)) {
                        served.append(ends.server.receive().text()).append(' ');
                        count++;
                    }
                }
            }
            return served.toString();
        }
    }

    private static boolean isOnItsWay(UnixEnds ends, int sent, int served) {
        Traffic traffic = ends.link.traffic(TO_SERVER);
        return traffic.arrived() < sent || traffic.passed() > served;
    }

    @Test
    void a_partition_can_be_one_way_and_of_one_flow() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Plain other = ends.socket("other")) {
            SocketAddress flow = ends.met();
            try (AppliedFault cut = ends.link.apply(partition().toClient().onFlow(0))) {
                ends.server.send("answer", flow);
                assertThat(cut).within(ofSeconds(10)).hasStruck();
                assertThat(ends.ask("again").served(1)).isEqualTo("again");
                other.send("other", ends.link.path());
                ends.server.send("to the other", ends.server.receive().sender());
                assertThat(other.receive().text()).isEqualTo("to the other");
            }
            ends.server.send("healed", flow);
            assertThat(ends.client.receive().text()).isEqualTo("healed");
        }
    }

    @Test
    void a_duplicate_comes_twice() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.link.apply(duplicate().onDatagram(0).toServer());

            assertThat(ends.ask("a", "b").served(3)).isEqualTo("a a b");
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 3, 0));
        }
    }

    @Test
    void a_reordered_datagram_is_overtaken_and_a_delayed_one_late() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.link.apply(reorder(2, ofSeconds(60)).onDatagram(0).toServer());
            assertThat(ends.ask("a", "b", "c", "d").served(4)).isEqualTo("b c a d");

            ends.link.clear().apply(delay(ofMillis(100)).onNext(1).toServer());
            long start = System.nanoTime();
            assertThat(ends.ask("a", "b").served(2)).isEqualTo("b a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_corrupted_datagram_differs_in_one_bit() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.link.apply(corrupt().toServer());
            byte[] data = ends.ask("@@@@").served(1).getBytes(StandardCharsets.ISO_8859_1);

            int bits = 0;
            for (byte each : data) {
                bits += Integer.bitCount((each ^ '@') & 0xff);
            }
            assertThat(bits).isEqualTo(1);
        }
    }

    @Test
    void what_is_too_long_is_cut_or_lost() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.link.apply(truncate(3).toServer());
            assertThat(ends.ask("abc", "abcd").served(2)).isEqualTo("abc abc");

            AppliedFault narrow = ends.link.clear().apply(mtu(3).toServer());
            assertThat(ends.ask("abcd", "abc").served(1)).isEqualTo("abc");
            assertThat(narrow).hasStruck(times(1));
        }
    }

    @Test
    void a_narrow_line_takes_its_time() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.link.apply(bandwidth(10_000).toServer());
            long start = System.nanoTime();
            ends.ask("1".repeat(1000), "2".repeat(1000));

            assertThat(ends.served(2)).matches("1+ 2+");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(200));
        }
    }

    @Test
    void what_is_held_comes_in_order_even_if_the_receiver_has_no_room_for_it_all() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            StringBuilder all = new StringBuilder();
            try (AppliedFault held = ends.link.apply(hold().toServer())) {
                for (int i = 0; i < 600; i++) {
                    ends.ask(String.valueOf(i));
                    all.append(i == 0 ? "" : " ").append(i);
                }
                assertThat(held).within(ofSeconds(10)).hasStruck(times(600));
                assertThat(ends.server.hears(50)).isFalse();
            }

            assertThat(ends.served(600)).isEqualTo(all.toString());
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(600, 600, 0));
        }
    }

    @Test
    void a_foreign_sender_has_another_path_and_a_connected_socket_refuses_it() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            SocketAddress flow = ends.met();
            ends.link.apply(foreignSender().onNext(1).toClient());
            ends.server.send("spoofed", flow);
            Got spoofed = ends.client.receive();
            assertThat(spoofed.text()).isEqualTo("spoofed");
            assertThat(spoofed.sender()).isNotEqualTo(ends.link.path());

            ends.link.clear().apply(foreignSender().onNext(1).toClient());
            ends.client.connect(ends.link.path());
            ends.server.send("spoofed", flow);
            ends.server.send("genuine", flow);
            assertThat(ends.client.receive()).isEqualTo(new Got("genuine", ends.link.path()));
            assertThat(ends.link.traffic(TO_CLIENT)).isEqualTo(new Traffic(3, 2, 1));
            assertThat(ends.net.transcript().toString()).contains("Operation not permitted (EPERM, errno 1)");
        }
    }

    @Test
    void a_forged_datagram_comes_first_and_from_another_path() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            SocketAddress flow = ends.met();
            ends.link.apply(forge().toClient());
            ends.server.send("@", flow);

            Got forged = ends.client.receive();
            assertThat(forged.text()).isEqualTo("A");
            assertThat(forged.sender()).isNotEqualTo(ends.link.path());
            assertThat(ends.client.receive()).isEqualTo(new Got("@", ends.link.path()));
            assertThat(ends.link.traffic(TO_CLIENT)).isEqualTo(new Traffic(1, 1, 0));
        }
    }
}
