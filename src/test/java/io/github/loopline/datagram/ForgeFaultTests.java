package io.github.loopline.datagram;

import static io.github.loopline.fault.DatagramFault.forge;
import static io.github.loopline.fixture.Times.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that somebody else sends before the genuine ones, as plain sockets of the JDK see them. */
class ForgeFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private DatagramSocket socket(String host) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(DatagramSocket from, String text, InetSocketAddress to) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        from.send(new DatagramPacket(data, data.length, to));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void a_forged_answer_comes_first_and_from_another_port(String host) throws IOException {
        DatagramPeer peer = net.udpPeer(spec -> spec.host(host)).answer(question -> "answer");
        AppliedFault forged = peer.applyToSent(forge());
        try (DatagramSocket plain = socket(host)) {
            send(plain, "ask", peer.address());
            DatagramPacket first = receive(plain);
            DatagramPacket second = receive(plain);

            assertThat(text(first)).isEqualTo("answes"); // the lowest bit of its last byte
            assertThat(first.getAddress()).isEqualTo(peer.address().getAddress());
            assertThat(first.getPort()).isNotEqualTo(peer.port());
            assertThat(text(second)).isEqualTo("answer");
            assertThat(second.getSocketAddress()).isEqualTo(peer.address());
        }
        assertThat(forged).hasStruck(times(1));
    }

    @Test
    void a_connected_socket_never_sees_it() throws IOException {
        DatagramPeer peer = net.udpPeer().answer(question -> question.text());
        peer.applyToSent(forge());
        try (DatagramSocket plain = socket("127.0.0.1")) {
            plain.connect(peer.address());
            for (String question : new String[] {"one", "two"}) {
                send(plain, question, peer.address());
                assertThat(text(receive(plain))).isEqualTo(question);
            }
        }
    }

    @Test
    void an_empty_datagram_is_not_forged() throws IOException {
        DatagramPeer peer = net.udpPeer();
        peer.applyToSent(forge());
        try (DatagramSocket plain = socket("127.0.0.1")) {
            InetSocketAddress to = (InetSocketAddress) plain.getLocalSocketAddress();
            peer.sendTo(to, "").sendTo(to, "b");

            assertThat(text(receive(plain))).isEmpty();
            assertThat(text(receive(plain))).isEqualTo("c");
            assertThat(text(receive(plain))).isEqualTo("b");
        }
    }

    @Test
    void a_link_forges_both_ways() throws IOException {
        try (DatagramSocket client = socket("127.0.0.1");
                DatagramSocket server = socket("127.0.0.1")) {
            DatagramLink link = net.udpLink().to((InetSocketAddress) server.getLocalSocketAddress());
            link.apply(forge());
            send(client, "ask", link.address());
            DatagramPacket forged = receive(server);
            DatagramPacket genuine = receive(server);
            assertThat(text(forged)).isEqualTo("asj");
            assertThat(text(genuine)).isEqualTo("ask");
            assertThat(forged.getPort()).isNotEqualTo(genuine.getPort());

            send(server, "told", (InetSocketAddress) genuine.getSocketAddress());
            DatagramPacket first = receive(client);
            assertThat(text(first)).isEqualTo("tole");
            assertThat(first.getSocketAddress()).isNotEqualTo(link.address());
            DatagramPacket second = receive(client);
            assertThat(text(second)).isEqualTo("told");
            assertThat(second.getSocketAddress()).isEqualTo(link.address());
        }
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void who_has_no_ports_cannot_forge() {
        DatagramPeer peer = net.unixPeer();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.apply(forge()))
                .withMessage("FORGE needs ports, which " + peer + " has not. Apply it to a @UdpPeer.");
    }
}
