package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loss in the kernel, and that there is none without a reason. */
@EnabledOnOs(OS.LINUX)
class DatagramDropsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void what_a_tiny_buffer_loses_is_counted(Family family) throws Exception {
        DatagramPeer peer =
                net.udpPeer(spec -> spec.family(family).receiveBufferSize(1)).stopReading();
        try (DatagramSocket socket = DatagramPeerTests.socket(family)) {
            for (int i = 0; i < 2_000; i++) {
                DatagramPeerTests.send(socket, peer.address(), "datagram " + i);
            }
        }
        assertThat(peer.receivedCount()).isZero();
        long dropped = peer.dropped();
        assertThat(dropped).isBetween(1_900L, 1_999L);

        peer.resumeReading();
        peer.datagram((int) (2_000 - dropped) - 1);

        assertThat(peer.dropped()).isEqualTo(dropped);
        assertThat(peer.received())
                .as("the first ones fit")
                .extracting(Datagram::text)
                .startsWith("datagram 0")
                .hasSize((int) (2_000 - dropped));
    }

    @Test
    void what_comes_while_reading_is_stopped_is_read_later() {
        DatagramPeer peer = net.udpPeer().stopReading();
        DatagramPeer sender = net.udpPeer();
        for (int i = 0; i < 50; i++) {
            sender.sendTo(peer, "x");
        }
        assertThat(peer).hasReceivedNothing();

        peer.resumeReading();

        assertThat(peer.datagram(49)).isNotNull();
        assertThat(peer.dropped()).isZero();
        assertThat(net.transcript().toString()).contains("reading stopped").contains("reading resumed");
    }

    @Test
    void stopping_twice_is_stopping_once() {
        DatagramPeer peer =
                net.udpPeer().stopReading().stopReading().resumeReading().resumeReading();

        peer.sendTo(peer, "x");

        assertThat(peer.receive().text()).isEqualTo("x");
        assertThat(net.transcript().events()).hasSize(5);
    }

    @Test
    void a_burst_of_the_default_settings_is_not_lost() throws Exception {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket socket = DatagramPeerTests.socket(Family.INET)) {
            for (int i = 0; i < 200; i++) {
                DatagramPeerTests.send(socket, peer.address(), "datagram " + i);
            }
        }
        peer.datagram(199);

        assertThat(peer.received()).extracting(Datagram::text).last().isEqualTo("datagram 199");
        assertThat(peer.dropped()).isZero();
    }

    /** The kernel's table is read while others change it. */
    @Test
    void a_socket_is_found_among_many_that_come_and_go() throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.receiveBufferSize(1)).stopReading();
        List<DatagramSocket> crowd = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            crowd.add(DatagramPeerTests.socket(Family.INET));
        }
        for (int i = 0; i < 100; i++) {
            DatagramPeerTests.send(crowd.get(i), peer.address(), "x");
        }
        long dropped = peer.dropped();

        for (DatagramSocket socket : crowd) {
            socket.close();
            assertThat(peer.dropped()).isEqualTo(dropped);
        }
        assertThat(dropped).isPositive();
    }
}
