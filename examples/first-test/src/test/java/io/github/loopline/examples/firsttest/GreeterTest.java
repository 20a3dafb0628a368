package io.github.loopline.examples.firsttest;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class GreeterTest {

    @Test
    void client_greets(@TcpServer(backlog = 5) StreamServer server) throws Exception {
        server.handle(connection -> connection.expect("HELO\r\n").send("250 ok\r\n"));

        try (var client = new GreeterClient(server.address())) {
            assertThat(client.greet()).isEqualTo("ok");
        }

        assertThat(server).connection(0).hasReceived("HELO\r\n");
    }

    @Test
    void metrics_are_sent(@UdpPeer DatagramPeer statsd) {
        new Metrics(statsd.address()).increment("logins");

        assertThat(statsd).within(ofSeconds(1)).hasReceived("logins:1|c");
    }

    @Test
    void connect_times_out(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatThrownBy(() -> new GreeterClient(nowhere, ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void connect_is_refused(@RefusedPort InetSocketAddress nobody) {
        assertThatThrownBy(() -> new GreeterClient(nobody)).isInstanceOf(ConnectException.class);
    }

    @Test
    void server_is_mute(@TcpServer StreamServer server) throws Exception {
        try (var client = new GreeterClient(server.address(), ofMillis(200))) {
            assertThatThrownBy(client::greet).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void server_hangs_up(@TcpServer StreamServer server) throws Exception {
        server.handle(connection -> connection.expect("HELO\r\n"));

        try (var client = new GreeterClient(server.address())) {
            assertThatThrownBy(client::greet).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void connection_is_reset(@TcpServer StreamServer server) throws Exception {
        server.handle(connection -> connection.expect("HELO\r\n").reset());

        try (var client = new GreeterClient(server.address())) {
            assertThatThrownBy(client::greet)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void accept_loop_of_mine(@TcpServer(backlog = 5, timeoutMillis = 500, blocking = true) ServerSocket listener)
            throws Exception {
        var address = (InetSocketAddress) listener.getLocalSocketAddress();
        try (var client = new GreeterClient(address);
                var accepted = listener.accept()) {
            accepted.getOutputStream().write("250 mine\r\n".getBytes());
            assertThat(client.greet()).isEqualTo("mine");
        }
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void close_ends_a_call_that_waits(@TcpServer StreamServer server) throws Exception {
        var client = new GreeterClient(server.address());
        var greeting = call(client::greet);
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("HELO\r\n");

        assertThatCall(client::close).within(ofSeconds(3)).returns();
        assertThatCall(greeting).within(ofSeconds(3)).fails(SocketException.class);
    }

    @Test
    void a_broken_connection_never_hangs_it(@TcpServer StreamServer server) {
        server.handle(connection -> connection.expect("HELO\r\n").send("250").reset());

        assertThatCall(() -> {
                    try (var client = new GreeterClient(server.address())) {
                        return client.greet();
                    }
                })
                .returnsOrFails("ok");
    }
}
