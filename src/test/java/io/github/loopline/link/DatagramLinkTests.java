package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A datagram link without faults, as plain sockets of the JDK on both sides see it. */
class DatagramLinkTests {

    @Test
    void an_unreachable_link_tells_connected_clients() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            assertThat(ends.ask("before").served(1)).isEqualTo("before");
            ends.client.connect(ends.link.address());
            try (AppliedFault fault = ends.link.apply(unreachable())) {
                assertThat(fault).isActive();
                ends.ask("lost");
                assertThatThrownBy(() -> DatagramEnds.receive(ends.client))
                        .isInstanceOf(PortUnreachableException.class);
            }
            assertThat(ends.ask("after").served(1)).isEqualTo("after");
        }
    }

    @Test
    void it_is_unreachable_until_it_leads_somewhere() throws Exception {
        try (Loopback net = Loopback.open();
                DatagramSocket client = DatagramEnds.socket()) {
            DatagramLink link = net.udpLink();
            client.connect(link.address());
            DatagramEnds.send(client, "lost", link.address());
            assertThatThrownBy(() -> DatagramEnds.receive(client)).isInstanceOf(PortUnreachableException.class);

            link.to(net.udpPeer().answer(request -> "pong"));
            DatagramEnds.send(client, "ping", link.address());
            assertThat(DatagramEnds.text(DatagramEnds.receive(client))).isEqualTo("pong");
            assertThat(link).hasPassedToServer("ping").hasPassedToClient("pong").hasFlows(1);
        }
    }

    @Test
    void answers_find_the_client_that_asked() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1);
                DatagramSocket other = DatagramEnds.socket()) {
            DatagramEnds.send(other, "other", ends.link.address());
            SocketAddress second = DatagramEnds.receive(ends.server).getSocketAddress();
            ends.ask("client");
            SocketAddress first = DatagramEnds.receive(ends.server).getSocketAddress();
            DatagramEnds.send(ends.server, "to the client", first);
            DatagramEnds.send(ends.server, "to the other", second);

            assertThat(DatagramEnds.text(DatagramEnds.receive(ends.client))).isEqualTo("to the client");
            DatagramPacket answer = DatagramEnds.receive(other);
            assertThat(DatagramEnds.text(answer)).isEqualTo("to the other");
            assertThat(answer.getSocketAddress()).isEqualTo(ends.link.address());
            assertThat(ends.link.traffic(TO_CLIENT)).isEqualTo(new Traffic(2, 2, 0));
        }
    }

    @Test
    void the_largest_and_the_empty_datagram_pass() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            String largest = "x".repeat(65_507);

            assertThat(ends.ask(largest, "").served(2)).isEqualTo(largest + " ");
        }
    }

    @Test
    void many_datagrams_pass_in_order() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1)) {
            AppliedFault nothing = ends.link.apply(loss(0));
            String all = IntStream.range(0, 1000).mapToObj(String::valueOf).collect(Collectors.joining(" "));

            assertThat(ends.askMany(1000, nothing)).isEqualTo(all);
            assertThat(nothing).hasNotStruck();
        }
    }

    @Test
    void what_is_under_way_comes_to_where_the_link_led_and_so_does_the_late_answer_come_back() throws Exception {
        try (DatagramEnds ends = new DatagramEnds(1);
                DatagramSocket other = DatagramEnds.socket()) {
            AppliedFault slow = ends.link.apply(hold().toServer());
            ends.ask("one");
            assertThat(slow).within(ofSeconds(10)).hasStruck();
            ends.link.to(other.getLocalSocketAddress());
            ends.ask("two");
            assertThat(slow).within(ofSeconds(10)).hasStruck(times(2));
            slow.close();

            DatagramPacket one = DatagramEnds.receive(ends.server);
            assertThat(DatagramEnds.text(one)).isEqualTo("one");
            assertThat(DatagramEnds.text(DatagramEnds.receive(other))).isEqualTo("two");
            DatagramEnds.send(ends.server, "late", one.getSocketAddress());
            DatagramPacket late = DatagramEnds.receive(ends.client);
            assertThat(DatagramEnds.text(late)).isEqualTo("late");
            assertThat(late.getSocketAddress()).isEqualTo(ends.link.address());
            assertThat(ends.link).hasFlows(2);
        }
    }
}
