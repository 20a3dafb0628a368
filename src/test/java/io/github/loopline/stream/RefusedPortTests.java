package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedPortTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void refuses_every_client_for_the_whole_test(Family family) throws Exception {
        InetSocketAddress refused = net.open(PortSpec.refused().family(family));
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(refused))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Connection refused");
            }
            assertThatThrownBy(() -> SocketChannel.open(refused))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            assertThatThrownBy(() -> channel.connect(refused).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void nobody_else_can_take_it(Family family) throws Exception {
        InetSocketAddress refused = net.open(PortSpec.refused().family(family));

        assertTaken(() -> new ServerSocket(refused.getPort(), 1, refused.getAddress()));
        try (ServerSocket reusing = new ServerSocket()) {
            reusing.setReuseAddress(true);
            assertTaken(() -> reusing.bind(refused));
        }
        try (ServerSocketChannel sharing = ServerSocketChannel.open()) {
            sharing.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            sharing.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            assertTaken(() -> sharing.bind(refused));
        }
        try (Socket client = new Socket()) {
            client.setReuseAddress(true);
            assertTaken(() -> client.bind(refused));
        }
        InetAddress anywhere = InetAddress.getByName(family == Family.INET ? "0.0.0.0" : "::");
        assertTaken(() -> new ServerSocket(refused.getPort(), 1, anywhere));
        assertTaken(() -> net.tcpServer(spec -> spec.family(family).port(refused.getPort())));
    }

    private static void assertTaken(ThrowingCallable code) {
        assertThatThrownBy(code)
                .satisfies(e -> assertThat(e instanceof FixtureException ? e.getCause() : e)
                        .isInstanceOf(BindException.class)
                        .hasMessageStartingWith("Address already in use"));
    }

    @Test
    void a_unix_path_refuses_and_is_taken() throws Exception {
        UnixDomainSocketAddress refused = net.open(PortSpec.refused().as(UnixDomainSocketAddress.class));
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> SocketChannel.open(refused))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertTaken(() -> other.bind(refused));
        }
        net.close();
        assertThat(refused.getPath().getParent()).as("its directory").doesNotExist();
    }

    @Test
    void a_client_never_connects_to_itself_by_accident() throws Exception {
        InetSocketAddress refused = net.refusedPort();
        for (int i = 0; i < 3_000; i++) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
                channel.configureBlocking(false);
                assertThatThrownBy(() -> {
                            if (!channel.connect(refused)) {
                                while (!channel.finishConnect()) {
                                    Thread.onSpinWait();
                                }
                            }
                        })
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void is_the_declared_address_and_the_port_alone() throws Exception {
        InetSocketAddress refused = net.open(PortSpec.refused().host("127.7.0.6"));
        assertThat(refused.getAddress().getHostAddress()).isEqualTo("127.7.0.6");

        int port = net.open(PortSpec.refused().as(int.class));
        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).hasMessage("Connection refused");
    }

    @Test
    void is_free_after_the_test() throws Exception {
        InetSocketAddress refused = net.open(PortSpec.refused().host("127.7.0.7"));
        net.close();

        try (ServerSocket next = new ServerSocket()) {
            next.bind(refused);
        }
    }

    @Test
    void a_port_that_is_taken_cannot_be_held() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host("127.7.0.8"));
        PortSpec taken = PortSpec.refused().host("127.7.0.8").port(server.port());

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> net.open(taken))
                .withMessage("Cannot bind to 127.7.0.8:" + server.port()
                        + ": Address already in use. Use port 0 for a free one.");
        assertThat(connects(server.address())).as("the server is not harmed").isTrue();
    }

    private static boolean connects(SocketAddress address) throws Exception {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        }
    }
}
