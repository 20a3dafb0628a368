package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links that are declared with faults, as a plain socket of the JDK sees them. */
class PresetTests {

    private static final int MANY = 300;

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void declared_latency_is_there_both_ways(
            @TcpServer StreamServer server, @TcpLink(latencyMillis = 40) StreamLink link) throws Exception {
        link.to(server.echo());
        try (Peer client = Peer.connectTo(link.address())) {
            long start = System.nanoTime();
            assertThat(client.write("ping").readText(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    @Test
    void a_unix_link_has_the_same_attributes(
            @UnixServer StreamServer server, @UnixLink(latencyMillis = 20, jitterMillis = 10) StreamLink link)
            throws Exception {
        link.to(server.echo());
        try (Peer client = Peer.connectTo(link.path())) {
            long start = System.nanoTime();
            assertThat(client.write("ping").readText(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        }
    }

    @Test
    void every_connection_can_be_reset(@TcpServer StreamServer server, @TcpLink(resetPercent = 100) StreamLink link)
            throws Exception {
        link.to(server);
        try (Peer client = Peer.connectTo(link.address())) {
            assertThatThrownBy(() -> client.read(1)).hasMessage("Connection reset");
        }
    }

    @Test
    void what_is_declared_is_lifted_with_the_rest(
            @TcpServer StreamServer server, @TcpLink(resetPercent = 100) StreamLink link) throws Exception {
        link.to(server.echo()).clear();
        try (Peer client = Peer.connectTo(link.address())) {
            assertThat(client.write("ping").readText(4)).isEqualTo("ping");
        }
    }

    @Test
    void a_slow_loris_sends_byte_by_byte(@TcpServer StreamServer server, @SlowLoris StreamLink link) throws Exception {
        link.to(server.echo());
        try (Peer client = Peer.connectTo(link.address())) {
            long start = System.nanoTime();
            client.write("GET /");
            int first = client.channel().read(ByteBuffer.allocate(100));
            assertThat(first).isLessThan(5);
            assertThat(client.read(5 - first)).hasSize(5 - first);
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    @Test
    void a_modem_takes_its_time(@TcpServer StreamServer server, @ModemLink StreamLink link) throws Exception {
        link.to(server);
        try (Peer client = Peer.connectTo(link.address())) {
            long start = System.nanoTime();
            client.write(new byte[1400]);
            assertThat(server.connection(0).receive(1400)).hasSize(1400);
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void a_flaky_network_is_late_and_resets_some_connections(
            @TcpServer StreamServer server, @FlakyNetwork StreamLink link) throws Exception {
        link.to(server.echo());
        List<Peer> clients = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                clients.add(Peer.connectTo(link.address()));
            }
            link.connection(MANY - 1);
            List<Peer> open = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                Peer client = clients.get(i);
                if (link.connection(i).isOpen()) {
                    open.add(client);
                } else {
                    assertThatThrownBy(() -> client.read(1)).hasMessage("Connection reset");
                }
            }
            assertThat(open).hasSizeBetween(MANY / 2, MANY - 1); // none at all is reset once in 10^13 seeds
            long start = System.nanoTime();
            assertThat(open.get(0).write("a").readText(1)).isEqualTo("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(10));
        } finally {
            for (Peer client : clients) {
                client.close();
            }
        }
    }
}
