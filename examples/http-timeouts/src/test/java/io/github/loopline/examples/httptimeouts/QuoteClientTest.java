package io.github.loopline.examples.httptimeouts;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuoteClientTest {

    private static final Duration PATIENT = ofSeconds(10);
    private static final Duration IMPATIENT = ofMillis(500);

    @Test
    void quote_is_fetched(@TcpServer StreamServer server) throws Exception {
        server.handle(connection -> {
            connection.expectLine("GET /quote HTTP/1.1").receiveUntil("\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbe it");
        });

        assertThat(new QuoteClient(server.address(), PATIENT).quote()).isEqualTo("be it");
    }

    @Test
    void connect_times_out(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatThrownBy(() -> new QuoteClient(nowhere, IMPATIENT).quote())
                .isInstanceOf(HttpConnectTimeoutException.class);
    }

    @Test
    void connect_is_refused(@RefusedPort InetSocketAddress nobody) {
        assertThatThrownBy(() -> new QuoteClient(nobody, PATIENT).quote()).isInstanceOf(ConnectException.class);
    }

    @Test
    void answer_does_not_come(@TcpServer StreamServer mute) {
        assertThatThrownBy(() -> new QuoteClient(mute.address(), IMPATIENT).quote())
                .isInstanceOf(HttpTimeoutException.class);

        assertThat(mute).connection(0).hasReceivedStartingWith("GET /quote HTTP/1.1\r\n");
        assertThat(mute).within(ofSeconds(3)).connection(0).hasEnded();
    }

    @Test
    void body_stops_half_way(@TcpServer StreamServer server) {
        server.handle(connection -> {
            connection.receiveUntil("\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbe").expectEnd();
        });

        assertThatThrownBy(() -> new QuoteClient(server.address(), IMPATIENT).quote())
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(server).within(ofSeconds(3)).connection(0).hasEnded();
    }

    @Test
    void body_is_cut(@TcpServer StreamServer server) {
        server.handle(connection -> {
            connection.receiveUntil("\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbe");
        });

        assertThatThrownBy(() -> new QuoteClient(server.address(), PATIENT).quote())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes received: 2");
    }

    @Test
    void connection_is_reset(@TcpServer StreamServer server) {
        server.handle(connection -> {
            connection.receiveUntil("\r\n\r\n");
            connection.reset();
        });

        assertThatThrownBy(() -> new QuoteClient(server.address(), PATIENT).quote())
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("Connection reset");
    }

    @Test
    void get_is_sent_twice_if_the_answer_is_lost(@TcpServer StreamServer server) {
        server.handle(connection -> connection.receiveUntil("\r\n\r\n"));

        assertThatThrownBy(() -> new QuoteClient(server.address(), PATIENT).quote())
                .isInstanceOf(IOException.class);
        assertThat(server).hasConnections(2);
    }

    @Test
    void post_is_sent_once_if_the_answer_is_lost(@TcpServer StreamServer server) {
        server.handle(connection -> connection.receiveUntil("be it"));

        assertThatThrownBy(() -> new QuoteClient(server.address(), PATIENT).add("be it"))
                .isInstanceOf(IOException.class);
        assertThat(server).hasConnections(1);
    }
}
