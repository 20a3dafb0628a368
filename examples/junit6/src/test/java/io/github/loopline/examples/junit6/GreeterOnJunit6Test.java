package io.github.loopline.examples.junit6;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class GreeterOnJunit6Test {

    @TcpServer
    static StreamServer shared;

    @TcpServer
    StreamServer own;

    @Test
    void parameter_lives_for_one_test(@TcpServer StreamServer server) throws Exception {
        server.handle(connection -> connection.expect("HELO\r\n").send("250 ok\r\n"));

        try (var client = new GreeterClient(server.address())) {
            assertThat(client.greet()).isEqualTo("ok");
        }
    }

    @RepeatedTest(3)
    void field_is_new_for_every_test() throws Exception {
        own.handle(connection -> connection.expect("HELO\r\n").send("250 own\r\n"));

        try (var client = new GreeterClient(own.address())) {
            assertThat(client.greet()).isEqualTo("own");
        }
        assertThat(own).hasConnections(1);
    }

    @Test
    void static_field_is_shared_by_the_class() {
        assertThat(shared).isListening();
        assertThat(shared.port()).isNotEqualTo(own.port());
    }

    @Test
    void connect_times_out(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatThrownBy(() -> new GreeterClient(nowhere, ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
    }
}
