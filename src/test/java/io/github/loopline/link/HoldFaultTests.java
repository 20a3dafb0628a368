package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramFault;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Datagrams that are held back, and other faults beside, as plain sockets of the JDK on both sides see it. */
class HoldFaultTests {

    @AutoClose
    private final DatagramEnds ends = new DatagramEnds(1);

    HoldFaultTests() throws IOException {}

    private AppliedFault apply(DatagramFault fault) {
        return ends.link.apply(fault.toServer());
    }

    private void assertNothingComes() throws IOException {
        ends.server.setSoTimeout(100);
        assertThatThrownBy(() -> DatagramEnds.receive(ends.server))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("Receive timed out");
        ends.server.setSoTimeout(10_000);
    }

    @Test
    void one_that_another_fault_loses_does_not_come_when_they_are_let_go() throws Exception {
        AppliedFault held = apply(hold());
        AppliedFault lost = apply(loss().onDatagram(1));
        ends.ask("a", "b", "c");
        assertThat(lost).within(ofSeconds(10)).hasStruck(times(1));
        assertThat(held).within(ofSeconds(10)).hasStruck(times(3));
        held.close();

        assertThat(ends.ask("d").served(3)).isEqualTo("a c d");
        assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(4, 3, 1));
    }

    @Test
    void one_that_others_should_overtake_is_held_as_well() throws Exception {
        apply(reorder(2, ofMillis(10)));
        AppliedFault held = apply(hold());
        ends.ask("a", "b");
        assertThat(held).within(ofSeconds(10)).hasStruck(times(2));

        assertNothingComes();
        ends.link.clear();
        assertThat(ends.ask("c").served(3)).isEqualTo("a b c");
    }

    @Test
    void each_hold_lets_go_its_own() throws Exception {
        AppliedFault first = apply(hold().onDatagram(0));
        AppliedFault second = apply(hold().onDatagram(1));
        assertThat(ends.ask("a", "b", "c").served(1)).isEqualTo("c");

        second.close();
        assertThat(ends.served(1)).isEqualTo("b");
        first.close();
        assertThat(ends.served(1)).isEqualTo("a");
    }

    @Test
    void what_two_hold_waits_for_both() throws Exception {
        AppliedFault first = apply(hold());
        AppliedFault second = apply(hold());
        ends.ask("a", "b");
        assertThat(second).within(ofSeconds(10)).hasStruck(times(2));

        first.close();
        assertNothingComes();
        second.close();
        assertThat(ends.served(2)).isEqualTo("a b");
    }

    @Test
    void what_is_let_go_meets_the_faults_that_came_meanwhile_and_no_other_twice() throws Exception {
        AppliedFault late = apply(delay(ofMillis(1)));
        AppliedFault held = apply(hold());
        ends.ask("a", "b");
        assertThat(held).within(ofSeconds(10)).hasStruck(times(2));
        AppliedFault cut = apply(partition());
        held.close();

        assertThat(cut).hasStruck(times(2));
        assertThat(late).hasStruck(times(2));
        cut.close();
        assertThat(ends.ask("c").served(1)).isEqualTo("c");
        assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(3, 1, 2));
    }

    @Test
    void what_is_held_when_the_link_is_closed_is_told_and_lost() throws Exception {
        apply(hold());
        ends.ask("a", "b");
        await().until(() -> ends.link.traffic(TO_SERVER).arrived() == 2);
        ends.link.close();

        assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 0, 2));
        assertThat(ends.net.transcript().events())
                .extracting(Object::toString)
                .contains("server side of flow #0 of " + ends.link + " closed with 2 datagrams under way");
    }
}
