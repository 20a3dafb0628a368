package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.net.Family;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the page about TCP shows, against a small client that does right. */
@Isolated // a server on every address, as in DualStackTests
class TcpPageTests {

    private static String read(int timeoutMillis, InetSocketAddress... addresses) throws IOException {
        IOException last = new IOException("no address");
        for (InetSocketAddress address : addresses) {
            try (Socket socket = new Socket()) {
                socket.connect(address, timeoutMillis);
                socket.setSoTimeout(10_000);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (ConnectException e) {
                last = e;
            }
        }
        throw last;
    }

    @Test
    void full_queue_leaves_a_connect_pending(@TcpServer(backlog = 1) StreamServer server) throws Exception {
        server.handle(connection -> connection.send("welcome"));
        assertThat(server.fillBacklog()).isEqualTo(2);
        assertThatThrownBy(() -> read(200, server.address())).isInstanceOf(SocketTimeoutException.class);

        server.drain();

        assertThat(read(5000, server.address())).isEqualTo("welcome");
    }

    @Test
    void client_goes_to_the_other_address(@TcpServer(host = "127.0.0.2") StreamServer primary, Loopback net)
            throws Exception {
        var secondary = net.tcpServer(spec -> spec.host("127.0.0.3").port(primary.port()));
        secondary.handle(connection -> connection.send("second"));
        primary.stop();

        assertThat(read(5000, primary.address(), secondary.address())).isEqualTo("second");
    }

    @Test
    void both_families_reach_the_server(@TcpServer(host = Options.WILDCARD, family = Family.INET6) StreamServer server)
            throws Exception {
        server.handle(connection -> connection.send("welcome"));

        assertThat(read(5000, new InetSocketAddress("127.0.0.1", server.port())))
                .isEqualTo("welcome");
        assertThat(read(5000, new InetSocketAddress("::1", server.port()))).isEqualTo("welcome");
    }

    @Test
    void client_stops_sending_and_reads_on(@TcpServer StreamServer server, @TcpClient StreamClient client) {
        server.handle(connection -> connection.expect("question").expectFin().send("answer"));

        client.connect(server).send("question").shutdownOutput();

        assertThat(client).within(ofSeconds(1)).hasReceived("answer").hasEndedByFin();
    }
}
