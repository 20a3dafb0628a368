package io.github.loopline.examples.modular.tests;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.examples.modular.GreeterClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class ModularGreeterTest {

    @TcpServer
    private static StreamServer shared;

    @TcpServer
    private StreamServer own;

    @Test
    void modules_are_named() {
        assertThat(getClass().getModule().getName()).isEqualTo("io.github.loopline.examples.modular.tests");
        assertThat(StreamServer.class.getModule().getName()).isEqualTo("io.github.loopline");
    }

    @Test
    void parameter_is_injected(@TcpServer StreamServer server) throws Exception {
        server.handle(connection -> connection.expect("HELO\r\n").send("250 ok\r\n"));

        try (var client = new GreeterClient(server.address())) {
            assertThat(client.greet()).isEqualTo("ok");
        }

        assertThat(server).connection(0).hasReceived("HELO\r\n");
    }

    @Test
    void private_fields_are_injected() throws Exception {
        own.handle(connection -> connection.expect("HELO\r\n").send("250 own\r\n"));

        try (var client = new GreeterClient(own.address())) {
            assertThat(client.greet()).isEqualTo("own");
        }
        assertThat(shared.port()).isNotEqualTo(own.port());
    }

    @Test
    void datagrams_are_answered(@UdpPeer DatagramPeer one, @UdpPeer DatagramPeer other) {
        other.answer(datagram -> "pong");

        one.sendTo(other.address(), "ping");

        assertThat(one).within(ofSeconds(3)).hasReceived("pong");
    }

    @Test
    void connect_times_out(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatThrownBy(() -> new GreeterClient(nowhere, ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
    }
}
