package io.github.loopline.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One service at several addresses. */
class OnePortTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void they_have_one_port_and_addresses_in_order() throws IOException {
        List<StreamServer> servers = net.tcpServersOnOnePort(3);

        assertThat(servers)
                .extracting(server -> server.address().getAddress().getHostAddress())
                .containsExactly("127.0.0.1", "127.0.0.2", "127.0.0.3");
        assertThat(servers)
                .extracting(StreamServer::port)
                .containsOnly(servers.get(0).port());
        for (StreamServer server : servers) {
            server.greeting("I am " + server.address().getAddress().getHostAddress());
            try (Socket client = new Socket(server.address().getAddress(), server.port())) {
                assertThat(new String(client.getInputStream().readNBytes(14), US_ASCII))
                        .isEqualTo("I am " + client.getInetAddress().getHostAddress());
            }
        }
    }

    @Test
    void attributes_are_those_of_all() throws IOException {
        for (StreamServer server : net.tcpServersOnOnePort(2, spec -> spec.service(Service.ECHO))) {
            try (Socket client = new Socket(server.address().getAddress(), server.port())) {
                client.getOutputStream().write("PING".getBytes(US_ASCII));

                assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("PING");
            }
        }
    }

    @Test
    void one_of_them_can_stop_and_start_alone() throws IOException {
        List<StreamServer> servers = net.tcpServersOnOnePort(2);
        servers.get(0).stop();

        assertThatThrownBy(() -> new Socket(
                                servers.get(0).address().getAddress(),
                                servers.get(0).port())
                        .close())
                .isInstanceOf(ConnectException.class);
        new Socket(servers.get(1).address().getAddress(), servers.get(1).port()).close();
    }

    @Test
    void a_declared_port_that_is_taken_on_one_address_is_told() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> net.open(TcpServerSpec.create().port(port).onOnePort(2)))
                    .isInstanceOf(FixtureException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void bad_input_gets_one_line() {
        assertThatThrownBy(() -> net.tcpServersOnOnePort(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count must be 2 to 200 for servers on one port but was 1. Write 2.");
        assertThatThrownBy(() -> TcpServerSpec.create().host("127.0.0.9").onOnePort(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host has no effect on servers on one port, which are on 127.0.0.1, 127.0.0.2 and so on."
                        + " Remove it.");
    }
}
