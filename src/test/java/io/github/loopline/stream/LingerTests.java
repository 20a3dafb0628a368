package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LingerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void zero_makes_every_close_a_reset() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.lingerSeconds(0).host(Transport.OWN_HOST));
        try (Peer closed = Peer.connectTo(server);
                Peer stopped = Peer.connectTo(server)) {
            server.connection(0).close();
            assertThatThrownBy(() -> closed.read(1)).hasMessage("Connection reset");

            server.connection(1);
            server.stop();
            assertThatThrownBy(() -> stopped.read(1)).hasMessage("Connection reset");
        }
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .contains("connection #0 of " + server + " -> RST", "connection #1 of " + server + " -> RST");

        server.start().handle(c -> c.send("bye"));
        try (Peer handled = Peer.connectTo(server)) {
            assertThat(handled.readText(3)).isEqualTo("bye");
            assertThatThrownBy(() -> handled.read(1)).hasMessage("Connection reset");
        }
    }

    @Test
    void zero_makes_the_close_of_a_client_a_reset() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamClient client = net.open(TcpClientSpec.create().lingerSeconds(0)).connect(listener.getLocalAddress());
        try (Peer peer = Peer.acceptedFrom(listener)) {
            client.close();
            assertThatThrownBy(() -> peer.read(1)).hasMessage("Connection reset");
        }
    }

    @Test
    void seconds_make_a_close_wait_for_the_peer_and_nobody_else() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.lingerSeconds(30));
        StreamServer echo = net.tcpServer().echo();
        byte[] data = new byte[300_000];
        try (Peer peer = slowPeer(server);
                Peer silent = Peer.connectTo(server);
                Peer other = Peer.connectTo(echo)) {
            Connection connection = server.connection(0).send(data);
            Background<Void> close = Background.call(() -> {
                connection.close();
                return null;
            });
            await().until(() -> connection.end() == End.CLOSED); // and the close itself follows
            assertThat(other.write("the engine lives").readText(16)).isEqualTo("the engine lives");
            assertThat(server.connection(1)).hasReceivedNothingFor(ofMillis(200));
            assertThat(close.isDone()).isFalse();

            assertThat(peer.readToEnd()).hasSize(data.length);
            close.result();
            assertThat(connection.end()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void one_second_is_waited_in_vain_for_a_peer_that_does_not_read() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.lingerSeconds(1));
        try (Peer peer = slowPeer(server)) {
            Connection connection = server.connection(0).send(new byte[300_000]);
            long start = System.nanoTime();
            connection.close();

            assertThat(System.nanoTime() - start)
                    .isBetween(ofMillis(900).toNanos(), ofSeconds(3).toNanos());
        }
    }

    @Test
    void the_end_of_a_server_waits_for_no_peer() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.lingerSeconds(30));
        try (Peer peer = slowPeer(server)) {
            server.connection(0).send(new byte[300_000]);
            long start = System.nanoTime();
            server.close();

            assertThat(System.nanoTime() - start).isLessThan(ofSeconds(3).toNanos());
            assertThat(peer.readToEnd()).as("the kernel goes on").hasSize(300_000);
        }
    }

    /** A peer whose kernel takes little before it reads. */
    private static Peer slowPeer(StreamServer server) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1);
        channel.connect(server.address());
        return Peer.of(channel);
    }
}
