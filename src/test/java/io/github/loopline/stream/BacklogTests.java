package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.BACKLOG;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backlog cannot be read back, but it can be filled: Linux admits one more than it says. */
class BacklogTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final List<SocketChannel> clients = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1, INET", "1, INET6", "5, INET", "50, INET6"})
    void of_a_server_socket(int backlog, Family family) throws Exception {
        ServerSocket listener =
                net.open(TcpServerSpec.create().backlog(backlog).family(family).as(ServerSocket.class));

        assertAdmits(backlog + 1, listener.getLocalSocketAddress());
        listener.accept().close();
    }

    @ParameterizedTest
    @CsvSource({"1, INET", "2, INET6", "5, INET"})
    void of_a_server_socket_channel(int backlog, Family family) throws Exception {
        ServerSocketChannel listener =
                net.open(TcpServerSpec.create().backlog(backlog).family(family).as(ServerSocketChannel.class));

        assertAdmits(backlog + 1, listener.getLocalAddress());
    }

    @ParameterizedTest
    @CsvSource({"1, INET", "2, INET6", "5, INET"})
    void of_a_stream_server_that_accepts_no_more(int backlog, Family family) throws Exception {
        StreamServer server =
                net.tcpServer(spec -> spec.backlog(backlog).family(family)).stopAccepting();

        assertAdmits(backlog + 1, server.address());
        server.resumeAccepting();
        assertThat(server).within(ofSeconds(5)).hasConnections(backlog + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void of_unix_servers(int backlog) throws Exception {
        ServerSocketChannel listener =
                net.open(UnixServerSpec.create().backlog(backlog).as(ServerSocketChannel.class));
        assertAdmits(backlog + 1, listener.getLocalAddress());

        StreamServer server = net.unixServer(spec -> spec.backlog(backlog)).stopAccepting();
        assertAdmits(backlog + 1, server.path());
        server.resumeAccepting();
        assertThat(server).within(ofSeconds(5)).hasConnections(backlog + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void is_large_unless_it_is_declared(boolean unix) throws Exception {
        StreamServer server =
                (unix ? Transport.UNIX : Transport.TCP_IPV4).server(net).stopAccepting();

        fill(300, server.socketAddress()); // where Java's own default is 50
    }

    @Test
    void survives_a_stop_and_a_start() throws Exception {
        StreamServer server = Transport.TCP_IPV4.serverOfItsOwn(net, Options.NONE.with(BACKLOG, 2));
        server.stop();
        server.start().stopAccepting();

        assertAdmits(3, server.address());
    }

    @ParameterizedTest
    @EnumSource
    void what_only_filled_it_is_never_a_connection(Transport transport) throws Exception {
        StreamServer server = transport.serverOfItsOwn(net, Options.NONE.with(BACKLOG, 2));
        assertThat(server.fillBacklog()).isEqualTo(3);
        server.resumeAccepting();
        try (Peer peer = Peer.connectTo(server).write("real")) {
            server.connection(0).expect("real");
        }
        server.fillBacklog();
        server.stop();
        server.start();
        try (Peer peer = Peer.connectTo(server).write("real")) {
            server.connection(1).expect("real");
        }
        assertThat(server).hasConnections(2);
    }

    @Test
    void a_client_between_those_that_fill_it_is_accepted() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.backlog(5));
        server.stopAccepting();
        try (Peer early = Peer.connectTo(server).write("early")) {
            assertThat(server.fillBacklog()).isEqualTo(5);
            server.drain();

            server.connection(0).expect("early");
            assertThat(server).hasConnections(1);
        }
    }

    private void assertAdmits(int count, SocketAddress address) throws IOException {
        fill(count, address);
        for (int i = 0; i < 2; i++) {
            if (address instanceof InetSocketAddress) {
                // The adaptor: a Socket that does not get to its connect within the timeout throws without a message.
                try (SocketChannel further = SocketChannel.open()) {
                    assertThatThrownBy(() -> further.socket().connect(address, 150))
                            .isInstanceOf(SocketTimeoutException.class)
                            .hasMessage("Connect timed out");
                }
            } else {
                try (SocketChannel further = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    further.configureBlocking(false);
                    assertThatThrownBy(() -> further.connect(address))
                            .isInstanceOf(SocketException.class)
                            .hasMessage("Resource temporarily unavailable");
                }
            }
        }
        closeClients();
    }

    @AfterEach
    void closeClients() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        clients.clear();
    }

    private void fill(int count, SocketAddress address) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(SocketChannel.open(address));
        }
    }
}
