package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.burstLoss;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.fault.AppliedFault;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Faults that lose datagrams, as plain sockets of the JDK on both sides see it. */
class DatagramLossTests {

    @Test
    void lost_datagrams_are_those_that_are_selected() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault second = ends.link.apply(loss().onDatagram(1).toServer());
            AppliedFault fourth = ends.link.apply(loss().onEvery(4).toServer());
            ends.ask("a", "b", "c", "d", "e");

            assertThat(ends.served(3)).isEqualTo("a c e");
            assertThat(second).hasStruck(times(1));
            assertThat(fourth).hasStruck(times(1));
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(5, 3, 2));
            assertThat(ends.net.transcript().events())
                    .extracting(Object::toString)
                    .contains("flow #0 of " + ends.link + " fault: loss, datagram #1 to the server (1 byte)");
        }
    }

    @Test
    void the_next_ones_are_counted_from_when_the_fault_was_applied() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            assertThat(ends.ask("a").served(1)).isEqualTo("a");
            ends.link.apply(loss().onNext(2).toServer());
            ends.ask("b", "c", "d");

            assertThat(ends.served(1)).isEqualTo("d");
        }
    }

    @Test
    void chance_loses_a_share_and_the_same_one_again() throws Exception {
        String once = lossy(7);
        assertThat(lossy(7)).isEqualTo(once);
        assertThat(lossy(8)).isNotEqualTo(once);
        assertThat(once.chars().filter(c -> c == ' ').count()).isBetween(30L, 70L);
    }

    private static String lossy(long seed) throws IOException {
        try (DatagramEnds ends = new DatagramEnds(seed)) {
            AppliedFault fault = ends.link.apply(loss(0.5).toServer());
            return ends.askMany(100, fault);
        }
    }

    @Test
    void a_burst_loses_neighbours() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(3)) {
            AppliedFault fault = ends.link.apply(burstLoss(0.1, 0.25).toServer());
            String[] served = ends.askMany(400, fault).split(" ");
            int bursts = 0;
            int last = -1;
            for (String each : served) {
                bursts += Integer.parseInt(each) > last + 1 ? 1 : 0;
                last = Integer.parseInt(each);
            }

            assertThat(fault.struck()).isBetween(60L, 180L);
            assertThat(fault.struck() / (double) bursts).as("mean length").isBetween(2.5, 6.5);
        }
    }

    @Test
    void a_bad_line_loses_more_than_a_good_one() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(3)) {
            AppliedFault fault = ends.link.apply(burstLoss(0.05, 0.1, 0.7, 0.02).toServer());
            BitSet served = new BitSet();
            for (String each : ends.askMany(600, fault).split(" ")) {
                served.set(Integer.parseInt(each));
            }
            int lost = 600 - served.cardinality();
            int behindLost = 0;
            int lostBehindLost = 0;
            for (int i = 1; i < 600; i++) {
                behindLost += served.get(i - 1) ? 0 : 1;
                lostBehindLost += served.get(i - 1) || served.get(i) ? 0 : 1;
            }

            assertThat(lost).isEqualTo((int) fault.struck()).isBetween(70, 250);
            assertThat(lostBehindLost / (double) behindLost)
                    .as("of those behind a lost one")
                    .isBetween(0.4, 0.8);
            assertThat((lost - lostBehindLost) / (600.0 - behindLost))
                    .as("of the others")
                    .isLessThan(0.2);
        }
    }

    @Test
    void a_line_loses_by_its_state_alone() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(3)) {
            try (AppliedFault bad = ends.link.apply(burstLoss(1, 0, 0, 1).toServer())) {
                assertThat(ends.ask("a", "b").served(2)).isEqualTo("a b");
                assertThat(bad).hasNotStruck();
            }
            try (AppliedFault good = ends.link.apply(burstLoss(0, 1, 0, 1).toServer())) {
                ends.ask("c", "d");
                assertThat(good).within(ofSeconds(10)).hasStruck(times(2));
            }
            assertThat(ends.ask("e").served(1)).isEqualTo("e");
        }
    }

    @Test
    void a_partition_can_be_one_way() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            ends.ask("question");
            SocketAddress flow = DatagramEnds.receive(ends.server).getSocketAddress();
            try (AppliedFault cut = ends.link.apply(partition().toClient())) {
                DatagramEnds.send(ends.server, "answer", flow);
                assertThat(cut).within(ofSeconds(10)).hasStruck();
                assertThat(ends.ask("again").served(1)).isEqualTo("again");
            }
            DatagramEnds.send(ends.server, "healed", flow);
            assertThat(DatagramEnds.text(DatagramEnds.receive(ends.client))).isEqualTo("healed");
        }
    }

    @Test
    void a_fault_strikes_the_flow_that_is_meant_and_expires() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1);
                DatagramSocket other = DatagramEnds.socket()) {
            assertThat(ends.ask("0").served(1)).isEqualTo("0");
            AppliedFault fault = ends.link.apply(partition().onFlow(1).lasting(ofMillis(200)));
            DatagramEnds.send(other, "1", ends.link.address());
            assertThat(ends.ask("0 again").served(1)).isEqualTo("0 again");
            assertThat(fault).within(ofSeconds(10)).hasStruck(times(1)).isLifted();

            DatagramEnds.send(other, "1 again", ends.link.address());
            assertThat(ends.served(1)).isEqualTo("1 again");
            assertThat(ends.link).hasFlows(2);
        }
    }
}
