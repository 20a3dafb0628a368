package io.github.loopline.datagram;

import static io.github.loopline.fault.DatagramFault.bandwidth;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.surplus;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Faults of a peer itself, as a plain socket of the JDK on the other side sees them. */
class PeerFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open(Options.NONE, Draws.of(1));

    @AutoClose
    private final DatagramSocket plain = socket();

    private final DatagramPeer peer = net.udpPeer();

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
            socket.setSoTimeout(10_000);
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SocketAddress plainAddress() {
        return new InetSocketAddress("127.0.0.1", plain.getLocalPort());
    }

    private void ask(String... texts) throws IOException {
        for (String text : texts) {
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            plain.send(new DatagramPacket(data, data.length, peer.address()));
        }
    }

    private String answered() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        plain.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private List<String> received(int count) {
        peer.datagram(count - 1);
        return peer.received().stream().map(Datagram::text).toList();
    }

    @Test
    void what_it_receives_is_lost() throws IOException {
        AppliedFault lost = peer.applyToReceived(loss().onDatagram(1));
        ask("a", "b", "c");

        assertThat(received(2)).containsExactly("a", "c");
        assertThat(lost).hasStruck(times(1));
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains(
                        peer + " fault: applied: loss, datagram #1 to what it receives",
                        peer + " fault: loss, datagram #1 received from 127.0.0.1:" + plain.getLocalPort()
                                + " (1 byte): \"b\"");
    }

    @Test
    void what_comes_too_often_is_lost() throws IOException {
        byte[] known = "known".getBytes(StandardCharsets.UTF_8);
        AppliedFault lost = peer.applyToReceived(surplus(List.of(known, known)));
        known[0] = 'K';
        ask("known", "new", "known", "known", "new", "end");

        assertThat(received(5)).containsExactly("known", "new", "known", "new", "end");
        assertThat(lost).hasStruck(times(1));
        assertThat(net.transcript().toString())
                .contains("fault: applied: surplus to 2 that are known to what it receives");
    }

    @Test
    void what_it_sends_is_lost_and_counts_as_sent() throws IOException {
        AppliedFault lost = peer.applyToSent(loss().onNext(1));
        peer.sendTo(plainAddress(), "lost").sendTo(plainAddress(), "sent");

        assertThat(answered()).isEqualTo("sent");
        assertThat(lost).hasStruck(times(1));
        assertThat(net.transcript().toString())
                .contains("  fault: loss, datagram #0 sent to 127.0.0.1:" + plain.getLocalPort()
                        + " (4 bytes): \"lost\"\n");
    }

    @Test
    void answers_and_scripts_send_through_faults_too() throws IOException {
        peer.applyToSent(duplicate().onDatagram(0));
        peer.answer(request -> "to " + request.text());
        ask("a");
        assertThat(answered() + answered()).isEqualTo("to ato a");

        peer.applyToSent(truncate(2));
        ask("b");
        assertThat(answered()).isEqualTo("to");

        DatagramPeer scripted = net.udpPeer().script(s -> s.expect("ping").send("pong"));
        scripted.applyToSent(truncate(1));
        plain.send(new DatagramPacket("ping".getBytes(StandardCharsets.UTF_8), 4, scripted.address()));
        assertThat(answered()).isEqualTo("p");
        scripted.awaitScript();
    }

    @Test
    void order_and_bytes_change_on_the_way_in() throws IOException {
        peer.applyToReceived(reorder(1, ofSeconds(60)).onDatagram(0));
        peer.applyToReceived(corrupt().onDatagram(2));
        ask("a", "b", "c");

        List<String> received = received(3);
        assertThat(received.subList(0, 2)).containsExactly("b", "a");
        assertThat(Integer.bitCount(peer.datagram(2).data()[0] ^ 'c')).isEqualTo(1);
    }

    @Test
    void it_takes_time_both_ways() throws IOException {
        peer.apply(delay(ofMillis(100)));
        peer.answer(request -> "pong");
        long start = System.nanoTime();
        ask("ping");

        assertThat(answered()).isEqualTo("pong");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    }

    @Test
    void its_line_can_be_narrow() throws IOException {
        peer.applyToSent(bandwidth(10_000));
        long start = System.nanoTime();
        peer.sendTo(plainAddress(), "1".repeat(1000)).sendTo(plainAddress(), "2".repeat(1000));

        assertThat(answered()).startsWith("1");
        assertThat(answered()).startsWith("2");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    }

    @Test
    void what_is_held_comes_in_order_when_the_fault_is_lifted() throws IOException {
        try (AppliedFault held = peer.apply(hold())) {
            ask("a", "b");
            peer.sendTo(plainAddress(), "x");
            assertThat(held).within(ofSeconds(10)).hasStruck(times(3));
            assertThat(peer.receivedCount()).isZero();
        }
        ask("c");
        assertThat(received(3)).containsExactly("a", "b", "c");
        assertThat(answered()).isEqualTo("x");
    }

    @Test
    void a_partition_from_one_peer_lets_others_through_and_is_cleared() throws IOException {
        DatagramPeer other = net.udpPeer();
        peer.applyToReceived(partition().onFlow(0));
        ask("lost");
        await(1);
        other.sendTo(peer, "other");
        assertThat(received(1)).containsExactly("other");

        assertThat(peer.clear()).isSameAs(peer);
        ask("healed");
        assertThat(received(2)).containsExactly("other", "healed");
    }

    private void await(int strikes) {
        org.awaitility.Awaitility.await()
                .until(() -> net.transcript().events().stream()
                                .filter(each -> each.toString().contains("fault: partition, datagram"))
                                .count()
                        == strikes);
    }

    @Test
    void what_is_held_when_it_closes_is_sent_to_nobody() {
        AppliedFault held = peer.applyToSent(hold());
        peer.sendTo(plainAddress(), "x");
        peer.close();
        held.close();

        assertThat(net.transcript().events()).extracting(Object::toString).noneMatch(each -> each.contains("->"));
    }

    @Test
    void each_remote_address_is_a_flow() {
        DatagramPeer one = net.udpPeer();
        DatagramPeer other = net.udpPeer();
        peer.applyToSent(loss().onFlow(1).onDatagram(0));
        peer.sendTo(one, "1").sendTo(other, "lost").sendTo(other, "2");

        assertThat(one.receive().text()).isEqualTo("1");
        assertThat(other.receive().text()).isEqualTo("2");
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void a_unix_peer_has_them_too() {
        DatagramPeer one = net.unixPeer();
        DatagramPeer other = net.unixPeer();
        other.applyToReceived(delay(ofMillis(100)).onDatagram(0));
        one.applyToSent(truncate(2));
        one.sendTo(other, "late").sendTo(other, "soon");

        assertThat(other.receive().text()).isEqualTo("so");
        assertThat(other.receive().text()).isEqualTo("la");
    }

    @Test
    void a_fault_that_a_peer_cannot_have_is_told_in_one_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.apply(foreignSender()))
                .withMessage("foreignSender has no effect on a DatagramPeer. Apply it to a @UdpLink.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.applyToSent(unreachable()))
                .withMessage("unreachable has no effect on a DatagramPeer. Apply it to a @UdpLink.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.applyToSent(loss().toClient()))
                .withMessage("A DatagramPeer is neither client nor server but was given loss to the client."
                        + " Write applyToReceived(...) or applyToSent(...).");
        AppliedFault before = peer.apply(loss());
        peer.close();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> peer.apply(loss()))
                .withMessage("Cannot apply loss: " + peer + " is closed. Do so before its close.");
        before.close();
        assertThat(before).isLifted();
    }
}
