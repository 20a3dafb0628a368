package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.Delay;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.Seeded;
import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpLink;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.UnixDatagramLink;
import io.github.loopline.junit.UnixPeer;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the page of links shows. */
class LinksPageTests {

    /** A client as users write it. */
    private record Client(Socket socket) implements AutoCloseable {

        Client(InetSocketAddress address, Duration timeout) throws IOException {
            this(new Socket(address.getAddress(), address.getPort()));
            socket.setSoTimeout((int) timeout.toMillis());
        }

        String call(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes());
            return new String(socket.getInputStream().readNBytes(request.length()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void client_gives_up_on_a_frozen_server_and_recovers(@TcpServer StreamServer server, @TcpLink StreamLink link)
            throws Exception {
        link.to(server.echo());
        try (var client = new Client(link.address(), ofMillis(300))) {
            assertThat(client.call("one")).isEqualTo("one");

            try (var frozen = link.apply(freeze())) {
                assertThatThrownBy(() -> client.call("two")).isInstanceOf(SocketTimeoutException.class);
                assertThat(frozen).hasStruck();
            }
        }

        assertThat(link).within(ofSeconds(5)).connection(0).hasPassedToServerContaining("two");
    }

    @Test
    void two_connections_break_in_mid_answer_and_the_third_works(
            @TcpServer StreamServer server, @TcpLink StreamLink link) throws Exception {
        link.to(server.echo());
        link.apply(reset().afterBytes(2).toClient().onNext(2));
        link.apply(latency(Delay.normal(ofMillis(20), ofMillis(5))));

        for (int i = 0; i < 2; i++) {
            try (var client = new Client(link.address(), ofSeconds(5))) {
                assertThatThrownBy(() -> client.call("hello")).hasMessage("Connection reset");
            }
        }
        try (var client = new Client(link.address(), ofSeconds(5))) {
            assertThat(client.call("hello")).isEqualTo("hello");
        }
    }

    @Test
    void resolver_asks_again_when_the_answer_is_lost(@UdpPeer DatagramPeer dns, @UdpLink DatagramLink link)
            throws Exception {
        link.to(dns.answer(query -> "answer to " + query.text()));
        link.apply(loss().onNext(1).toClient());
        link.apply(duplicate().toServer());

        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(300);
            socket.connect(link.address());
            String answer = null;
            for (int i = 0; i < 10 && answer == null; i++) {
                answer = ask(socket, "who");
            }
            assertThat(answer).isEqualTo("answer to who");
        }
        assertThat(link).hasPassedToServer("who").hasPassedToClient("answer to who");
    }

    private static @Nullable String ask(DatagramSocket socket, String query) throws IOException {
        socket.send(new DatagramPacket(query.getBytes(), query.length()));
        var answer = new DatagramPacket(new byte[512], 512);
        try {
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength());
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    @Test
    void a_lost_line_of_a_log_is_missing_and_no_other(
            @UnixPeer DatagramPeer agent, @UnixDatagramLink DatagramLink link, @UnixPeer DatagramPeer program) {
        link.to(agent);
        link.apply(loss().onDatagram(1));

        for (String line : List.of("one", "two", "three")) {
            program.sendTo(link.path(), line);
        }

        assertThat(agent).within(ofSeconds(5)).hasReceivedInOrder("one", "three");
    }

    @Seeded(shrink = true)
    void client_asks_until_it_is_answered(
            @UdpPeer DatagramPeer server, @UdpLink DatagramLink link, @UdpPeer DatagramPeer client) {
        link.to(server.answer(request -> "pong"));
        link.apply(loss(0.3));

        await().until(() -> {
            client.sendTo(link.address(), "ping");
            return client.receivedCount() > 0;
        });
    }
}
