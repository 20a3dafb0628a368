package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.burstLoss;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.mtu;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each fault of a datagram link, as plain sockets of the JDK on both sides see it. */
class DatagramFaultTests {

    /** A plain client and a plain server, with a link between. */
    private static final class Pair implements AutoCloseable {

        final Loopback net;
        final DatagramSocket client = socket();
        final DatagramSocket server = socket();
        final DatagramLink link;

        Pair(long seed) throws IOException {
            net = Loopback.open(Options.NONE, Draws.of(seed));
            link = net.udpLink().to((InetSocketAddress) server.getLocalSocketAddress());
        }

        static DatagramSocket socket() throws IOException {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
            socket.setSoTimeout(10_000);
            return socket;
        }

        Pair ask(String... texts) throws IOException {
            for (String text : texts) {
                send(client, text, link.address());
            }
            return this;
        }

        /** Receives at the server; what it says is lost is not waited for. */
        String served(int count) throws IOException {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < count; i++) {
                all.append(i == 0 ? "" : " ").append(text(receive(server)));
            }
            return all.toString();
        }

        /** Asks in bursts that no buffer drops anything of, and gives what was served in all. */
        String askMany(int count, AppliedFault fault) throws IOException {
            List<String> served = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ask(String.valueOf(i));
                if (i % 50 == 49) {
                    int arrived = i + 1;
                    await().until(() -> link.traffic(TO_SERVER).arrived() == arrived);
                    served.add(served((int) (arrived - fault.struck() - passed(served))));
                }
            }
            return String.join(" ", served);
        }

        private static long passed(List<String> served) {
            return served.stream().mapToLong(each -> each.split(" ").length).sum();
        }

        @Override
        public void close() {
            client.close();
            server.close();
            net.close();
        }
    }

    private static void send(DatagramSocket from, String text, SocketAddress to) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(data, data.length, to));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void lost_datagrams_are_those_that_are_selected() throws Exception {
        try (Pair pair = new Pair(1)) {
            AppliedFault second = pair.link.apply(loss().onDatagram(1).toServer());
            AppliedFault fourth = pair.link.apply(loss().onEvery(4).toServer());
            pair.ask("a", "b", "c", "d", "e");

            assertThat(pair.served(3)).isEqualTo("a c e");
            assertThat(second).hasStruck(times(1));
            assertThat(fourth).hasStruck(times(1));
            assertThat(pair.link.traffic(TO_SERVER)).isEqualTo(new Traffic(5, 3, 2));
            assertThat(pair.net.transcript().events())
                    .extracting(Object::toString)
                    .contains("flow #0 of " + pair.link + " fault: loss, datagram #1 to the server (1 byte)");
        }
    }

    @Test
    void the_next_ones_are_counted_from_when_the_fault_was_applied() throws Exception {
        try (Pair pair = new Pair(1)) {
            assertThat(pair.ask("a").served(1)).isEqualTo("a");
            pair.link.apply(loss().onNext(2).toServer());
            pair.ask("b", "c", "d");

            assertThat(pair.served(1)).isEqualTo("d");
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
        try (Pair pair = new Pair(seed)) {
            AppliedFault fault = pair.link.apply(loss(0.5).toServer());
            return pair.askMany(100, fault);
        }
    }

    @Test
    void a_burst_loses_neighbours() throws Exception {
        try (Pair pair = new Pair(3)) {
            AppliedFault fault = pair.link.apply(burstLoss(0.1, 0.25).toServer());
            String[] served = pair.askMany(400, fault).split(" ");
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
    void a_duplicate_comes_twice() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.link.apply(duplicate().onDatagram(0).toServer());

            assertThat(pair.ask("a", "b").served(3)).isEqualTo("a a b");
            assertThat(pair.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 3, 0));
        }
    }

    @Test
    void a_reordered_datagram_is_overtaken_by_so_many() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.link.apply(reorder(2, ofSeconds(60)).onDatagram(0).toServer());

            assertThat(pair.ask("a", "b", "c", "d").served(4)).isEqualTo("b c a d");
        }
    }

    @Test
    void a_reordered_datagram_that_nobody_overtakes_comes_in_the_end() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.link.apply(reorder(2, ofMillis(100)).toServer());
            long start = System.nanoTime();

            assertThat(pair.ask("a").served(1)).isEqualTo("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_delayed_datagram_is_overtaken_by_others() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.link.apply(delay(ofMillis(150)).onDatagram(0).toServer());
            long start = System.nanoTime();

            assertThat(pair.ask("a", "b").served(2)).isEqualTo("b a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(150));
        }
    }

    @Test
    void a_corrupted_datagram_differs_in_one_bit() throws Exception {
        try (Pair pair = new Pair(1)) {
            AppliedFault fault = pair.link.apply(corrupt().toServer());
            pair.ask("hello", "");
            byte[] data = receive(pair.server).getData();
            assertThat(receive(pair.server).getLength()).isZero();

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
        try (Pair pair = new Pair(1)) {
            AppliedFault cut = pair.link.apply(truncate(3).toServer());
            assertThat(pair.ask("abc", "abcd").served(2)).isEqualTo("abc abc");
            assertThat(cut).hasStruck(times(1));
            cut.close();

            AppliedFault narrow = pair.link.apply(mtu(3).toServer());
            assertThat(pair.ask("abcd", "abc").served(1)).isEqualTo("abc");
            assertThat(narrow).hasStruck(times(1));
        }
    }

    @Test
    void a_foreign_sender_is_not_heard_by_a_connected_socket() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.ask("question");
            DatagramPacket request = receive(pair.server);
            pair.link.apply(foreignSender().onNext(1).toClient());
            send(pair.server, "spoofed", request.getSocketAddress());
            DatagramPacket spoofed = receive(pair.client);
            assertThat(text(spoofed)).isEqualTo("spoofed");
            assertThat(spoofed.getSocketAddress()).isNotEqualTo(pair.link.address());

            pair.link.clear().apply(foreignSender().onNext(1).toClient());
            pair.client.connect(pair.link.address());
            send(pair.server, "spoofed", request.getSocketAddress());
            send(pair.server, "genuine", request.getSocketAddress());
            assertThat(text(receive(pair.client))).isEqualTo("genuine");
        }
    }

    @Test
    void a_partition_can_be_one_way() throws Exception {
        try (Pair pair = new Pair(1)) {
            pair.ask("question");
            SocketAddress flow = receive(pair.server).getSocketAddress();
            try (AppliedFault cut = pair.link.apply(partition().toClient())) {
                send(pair.server, "answer", flow);
                assertThat(cut).within(ofSeconds(10)).hasStruck();
                assertThat(pair.ask("again").served(1)).isEqualTo("again");
            }
            send(pair.server, "healed", flow);
            assertThat(text(receive(pair.client))).isEqualTo("healed");
        }
    }

    @Test
    void what_is_held_comes_in_order() throws Exception {
        try (Pair pair = new Pair(1)) {
            try (AppliedFault held = pair.link.apply(hold().toServer())) {
                pair.ask("a", "b", "c");
                assertThat(held).within(ofSeconds(10)).hasStruck(times(3));
                pair.server.setSoTimeout(100);
                assertThatThrownBy(() -> receive(pair.server)).isInstanceOf(SocketTimeoutException.class);
                pair.server.setSoTimeout(10_000);
            }
            assertThat(pair.ask("d").served(4)).isEqualTo("a b c d");
        }
    }

    @Test
    void one_direction_is_released_while_the_other_is_held() throws Exception {
        try (Pair pair = new Pair(1)) {
            AppliedFault up = pair.link.apply(hold().toServer());
            AppliedFault down = pair.link.apply(hold().toClient());
            pair.link.apply(reorder(5, ofMillis(1)));
            pair.ask("a", "b");
            assertThat(up).within(ofSeconds(10)).hasStruck(times(2));
            up.close();

            assertThat(pair.served(2)).isEqualTo("a b");
            assertThat(down).hasNotStruck().isActive();
            assertThat(pair.link.traffic(TO_SERVER)).isEqualTo(new Traffic(2, 2, 0));
        }
    }

    @Test
    void an_unreachable_link_tells_connected_clients() throws Exception {
        try (Pair pair = new Pair(1)) {
            assertThat(pair.ask("before").served(1)).isEqualTo("before");
            pair.client.connect(pair.link.address());
            try (AppliedFault fault = pair.link.apply(unreachable())) {
                assertThat(fault).isActive();
                pair.ask("lost");
                assertThatThrownBy(() -> receive(pair.client)).isInstanceOf(PortUnreachableException.class);
            }
            assertThat(pair.ask("after").served(1)).isEqualTo("after");
        }
    }

    @Test
    void it_is_unreachable_until_it_leads_somewhere() throws Exception {
        try (Loopback net = Loopback.open();
                DatagramSocket client = Pair.socket()) {
            DatagramLink link = net.udpLink();
            client.connect(link.address());
            send(client, "lost", link.address());
            assertThatThrownBy(() -> receive(client)).isInstanceOf(PortUnreachableException.class);

            link.to(net.udpPeer().answer(request -> "pong"));
            send(client, "ping", link.address());
            assertThat(text(receive(client))).isEqualTo("pong");
            assertThat(link).hasPassedToServer("ping").hasPassedToClient("pong").hasFlows(1);
        }
    }

    @Test
    void a_fault_strikes_the_flow_that_is_meant_and_expires() throws Exception {
        try (Pair pair = new Pair(1);
                DatagramSocket other = Pair.socket()) {
            assertThat(pair.ask("0").served(1)).isEqualTo("0");
            AppliedFault fault = pair.link.apply(partition().onFlow(1).lasting(ofMillis(200)));
            send(other, "1", pair.link.address());
            assertThat(pair.ask("0 again").served(1)).isEqualTo("0 again");
            assertThat(fault).within(ofSeconds(10)).hasStruck(times(1)).isLifted();

            send(other, "1 again", pair.link.address());
            assertThat(pair.served(1)).isEqualTo("1 again");
            assertThat(pair.link).hasFlows(2);
        }
    }

    @Test
    void answers_find_the_client_that_asked() throws Exception {
        try (Pair pair = new Pair(1);
                DatagramSocket other = Pair.socket()) {
            send(other, "other", pair.link.address());
            SocketAddress second = receive(pair.server).getSocketAddress();
            pair.ask("client");
            SocketAddress first = receive(pair.server).getSocketAddress();
            send(pair.server, "to the client", first);
            send(pair.server, "to the other", second);

            assertThat(text(receive(pair.client))).isEqualTo("to the client");
            DatagramPacket answer = receive(other);
            assertThat(text(answer)).isEqualTo("to the other");
            assertThat(answer.getSocketAddress()).isEqualTo(pair.link.address());
            assertThat(pair.link.traffic(TO_CLIENT)).isEqualTo(new Traffic(2, 2, 0));
        }
    }

    @Test
    void the_largest_and_the_empty_datagram_pass() throws Exception {
        try (Pair pair = new Pair(1)) {
            String largest = "x".repeat(65_507);

            assertThat(pair.ask(largest, "").served(2)).isEqualTo(largest + " ");
        }
    }

    @Test
    void many_datagrams_pass_in_order() throws Exception {
        try (Pair pair = new Pair(1)) {
            AppliedFault nothing = pair.link.apply(loss(0));
            String all = IntStream.range(0, 1000).mapToObj(String::valueOf).collect(Collectors.joining(" "));

            assertThat(pair.askMany(1000, nothing)).isEqualTo(all);
            assertThat(nothing).hasNotStruck();
        }
    }
}
