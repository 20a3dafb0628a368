package io.github.loopline.datagram;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Reply;
import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.net.Protocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the page about UDP shows, against small clients that do right. */
class UdpPageTests {

    /** Asks a name server, and takes the answer of nobody else. */
    private static final class Resolver implements AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final SocketAddress server;

        Resolver(SocketAddress server) throws IOException {
            this.server = server;
            socket.setSoTimeout(10_000);
        }

        String ask(String name) throws IOException {
            byte[] query = name.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(query, query.length, server));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            do {
                socket.receive(answer);
            } while (!answer.getSocketAddress().equals(server));
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static void announce(InetSocketAddress group) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF,
                    NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
            byte[] alive = "alive".getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(alive, alive.length, group));
        }
    }

    private static void search(InetSocketAddress broadcast) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] search = "who is there?".getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(search, search.length, broadcast));
        }
    }

    @Test
    void answer_of_a_stranger_is_not_taken(
            @UdpPeer DatagramPeer dns,
            @UdpPeer(host = "127.0.0.2") DatagramPeer otherAddress,
            @UdpPeer DatagramPeer otherPort)
            throws Exception {
        dns.answer(query -> {
            otherAddress.sendTo(query.sender(), "spoofed");
            otherPort.sendTo(query.sender(), "spoofed");
            return "genuine";
        });

        try (var resolver = new Resolver(dns.address())) {
            assertThat(resolver.ask("who?")).isEqualTo("genuine");
        }
    }

    @Test
    void announcement_goes_to_the_group(@UdpPeer(group = "239.1.2.3") DatagramPeer listener) throws Exception {
        announce(listener.address());

        assertThat(listener).within(ofSeconds(1)).hasReceived("alive");
    }

    @Test
    void search_is_broadcast(@UdpPeer(host = Options.WILDCARD) DatagramPeer service) throws Exception {
        search(new InetSocketAddress("127.255.255.255", service.port()));

        assertThat(service).within(ofSeconds(1)).hasReceived("who is there?");
    }

    @Test
    void server_is_gone(@UdpPeer DatagramPeer client, @RefusedPort(protocol = Protocol.UDP) InetSocketAddress gone) {
        client.connect(gone).send("hello?");

        assertThat(client).within(ofSeconds(1)).hasReceivedPortUnreachable();
    }

    @Test
    void resolver_of_strangers_alone_has_no_answer(@UdpPeer DatagramPeer dns, @UdpPeer DatagramPeer stranger)
            throws Exception {
        dns.answer(query -> {
            stranger.sendTo(query.sender(), "spoofed");
            return Reply.none();
        });
        try (var resolver = new Resolver(dns.address())) {
            resolver.socket.setSoTimeout(100);

            assertThatThrownBy(() -> resolver.ask("who?")).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
