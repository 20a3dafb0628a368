package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.testkit.Background;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnresponsivePortTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_client_waits_until_its_own_timeout(Family family) throws Exception {
        InetSocketAddress nowhere = net.open(PortSpec.unresponsive().family(family));
        for (int i = 0; i < 3; i++) {
            try (SocketChannel client = SocketChannel.open()) { // a busy Socket may throw without a message
                long start = System.nanoTime();
                assertThatThrownBy(() -> client.socket().connect(nowhere, 150))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Connect timed out");
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(140_000_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void two_hundred_clients_at_once_do_not_get_through(Family family) throws Exception {
        InetSocketAddress nowhere = net.open(PortSpec.unresponsive().family(family));
        List<SocketChannel> clients = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            List<Background<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                SocketChannel client = SocketChannel.open(
                        family == Family.INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
                clients.add(client);
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_CONNECT);
            }
            for (int t = 0; t < 10; t++) {
                List<SocketChannel> some = clients.subList(20 * t, 20 * t + 20);
                threads.add(Background.call(() -> {
                    for (SocketChannel client : some) {
                        assertThat(client.connect(nowhere)).isFalse();
                    }
                    return null;
                }));
            }
            for (Background<Void> thread : threads) {
                thread.result();
            }
            assertThat(selector.select(1_500))
                    .as("also when the kernel tries again, after 1 s")
                    .isZero();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void nobody_else_can_take_it() throws Exception {
        InetSocketAddress nowhere = net.unresponsivePort();

        assertThatThrownBy(() -> new ServerSocket(nowhere.getPort(), 1, nowhere.getAddress()))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("Address already in use");
    }

    @Test
    void a_unix_path_takes_nobody() throws Exception {
        UnixDomainSocketAddress nowhere = net.open(PortSpec.unresponsive().as(UnixDomainSocketAddress.class));
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.configureBlocking(false);
            assertThatThrownBy(() -> client.connect(nowhere))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Resource temporarily unavailable");
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Background<Boolean> blocked = Background.call(() -> client.connect(nowhere));
            assertThat(net.tcpServer()).hasReceivedNothingFor(ofMillis(150));
            assertThat(blocked.isDone()).isFalse();

            client.close();
            assertThatThrownBy(blocked::result).isInstanceOf(AsynchronousCloseException.class);
        }
        net.close();
        assertThat(nowhere.getPath().getParent()).as("its directory").doesNotExist();
    }

    @Test
    void is_the_declared_address_and_the_port_alone() throws Exception {
        InetSocketAddress nowhere = net.open(PortSpec.unresponsive().host("127.7.0.9"));
        assertThat(nowhere.getAddress().getHostAddress()).isEqualTo("127.7.0.9");

        int port = net.open(PortSpec.unresponsive().as(Integer.class));
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", port), 100))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_client_that_waits_is_refused_when_the_test_ends() throws Exception {
        InetSocketAddress nowhere = net.open(PortSpec.unresponsive().host("127.7.0.10"));
        try (Socket socket = new Socket()) {
            Background<Void> connecting = Background.call(() -> {
                socket.connect(nowhere, 20_000);
                return null;
            });
            assertThat(net.tcpServer()).hasReceivedNothingFor(ofMillis(100));
            net.close();

            assertThatThrownBy(connecting::result).hasMessage("Connection refused");
        }
        try (ServerSocket next = new ServerSocket()) {
            next.bind(nowhere);
        }
    }
}
