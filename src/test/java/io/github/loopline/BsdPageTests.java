package io.github.loopline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.ConnectOutcome;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** What the page on the sockets interface shows. */
class BsdPageTests {

    @Test
    void fixtures_accept_and_read_by_themselves(
            @TcpServer(backlog = 5) StreamServer listener, @TcpClient(timeoutMillis = 2000) StreamClient client) {
        client.connect(listener).send("HELO\r\n");

        Connection served = listener.connection(0);
        assertThat(served.receive(6)).asString().isEqualTo("HELO\r\n");
        assertThat(served.remoteAddress()).isEqualTo(client.localAddress());
    }

    @Test
    void sockets_of_the_jdk_do_what_the_test_says(
            @TcpServer(backlog = 5) ServerSocket listener, @TcpClient(timeoutMillis = 2000) Socket client)
            throws Exception {
        client.connect(listener.getLocalSocketAddress(), 2000);
        try (Socket served = listener.accept()) {
            client.getOutputStream().write("HELO\r\n".getBytes(UTF_8));
            assertThat(served.getInputStream().readNBytes(6)).asString().isEqualTo("HELO\r\n");
        }
    }

    @Test
    void connect_ex_gives_a_value(@TcpClient StreamClient client, @RefusedPort InetSocketAddress nobody) {
        assertThat(client.connectEx(nobody).errno()).isEqualTo(111);
        assertThat(client.connectEx(nobody).kind()).isEqualTo(ConnectOutcome.Kind.REFUSED);
    }
}
