package io.github.loopline.check;

import static io.github.loopline.check.Told.BEGINNING;
import static io.github.loopline.check.Told.connect;
import static io.github.loopline.check.Told.message;
import static io.github.loopline.check.Told.own;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Background;
import io.github.loopline.testkit.Elsewhere;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** What a guard tells, and what it leaves alone. */
@Isolated
@EnabledOnOs(OS.LINUX)
class OutsideGuardTests {

    private final Elsewhere elsewhere = new Elsewhere();

    @Test
    void a_socket_is_told_with_thread_and_stack_down_to_the_test() {
        InetSocketAddress refusing = Elsewhere.refusing();
        try (OutsideGuard guard = OutsideGuard.open()) {
            assertThatThrownBy(() -> connect(refusing)).isInstanceOf(IOException.class);

            String message = message(guard);
            assertThat(message)
                    .startsWith(BEGINNING + "TCP to " + own(refusing) + ", by thread ["
                            + Thread.currentThread().getName() + "]\n    at java.net.SocksSocketImpl.connect(")
                    .containsPattern("\n    at java\\.net\\.Socket\\.connect\\(Socket\\.java:\\d+\\)"
                            + "\n    at io\\.github\\.loopline\\.check\\.Told\\.connect\\(Told\\.java:\\d+\\)")
                    .doesNotContain("jdk.internal.reflect", "org.junit");
            assertThat(message.lines())
                    .filteredOn(line -> line.startsWith("  TCP to "))
                    .hasSize(1);
        }
    }

    @Test
    void sockets_of_the_kernel_are_told_once_for_each_peer() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                OutsideGuard guard = OutsideGuard.open();
                SocketChannel one = SocketChannel.open(silent);
                SocketChannel two = SocketChannel.open(silent);
                DatagramSocket three = new DatagramSocket()) {
            three.connect(silent);
            guard.close();

            assertThat(one.isConnected() && two.isConnected()).isTrue();
            assertThat(message(guard).lines())
                    .containsExactlyInAnyOrder(BEGINNING.strip(), "  TCP to " + own(silent), "  UDP to " + own(silent));
        }
    }

    @Test
    void a_socket_that_is_gone_at_the_end_was_seen_before() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                OutsideGuard guard = OutsideGuard.open()) {
            try (SocketChannel channel = SocketChannel.open(silent)) {
                assertThat(channel.isConnected()).isTrue();
                await().pollInterval(Duration.ofMillis(5)).until(guard::hasSeen);
            }
            guard.close();

            assertThat(message(guard)).isEqualTo(BEGINNING + "TCP to " + own(silent));
        }
    }

    /** Its addresses are for documentation (RFC 5737). */
    @Test
    void an_address_of_another_machine_is_only_named() throws IOException {
        try (OutsideGuard guard = OutsideGuard.open();
                DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            InetSocketAddress other = new InetSocketAddress("203.0.113.77", 9);
            Elsewhere.assumeRoute(() -> channel.connect(other));

            assertThat(message(guard)).isEqualTo(BEGINNING + "UDP to 203.0.113.77:9");
        }
    }

    @Test
    void loopback_is_no_matter() throws Exception {
        try (Loopback net = Loopback.open();
                OutsideGuard guard = OutsideGuard.open()) {
            StreamServer server = net.tcpServer();
            StreamServer six = net.tcpServer(spec -> spec.host("::1"));
            for (InetSocketAddress address : List.of(server.address(), six.address())) {
                connect(address);
                SocketChannel.open(address).close();
            }
            connect(new InetSocketAddress("localhost", server.port()));
            connect(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), server.port()));
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(server.address());
            }
            assertThatThrownBy(() -> connect(InetSocketAddress.createUnresolved("outside.invalid", 9)))
                    .isInstanceOf(IOException.class);
            guard.close();
            guard.verify();
        }
    }

    /** It cannot leave the machine. */
    @Test
    void a_socket_that_is_bound_to_loopback_is_no_matter() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                OutsideGuard guard = OutsideGuard.open();
                SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress("127.0.0.1", 0)).connect(silent);
            guard.verify();
        }
    }

    @Test
    void what_was_open_before_is_no_matter() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                SocketChannel channel = SocketChannel.open(silent);
                DatagramSocket socket = new DatagramSocket()) {
            socket.connect(silent);
            try (OutsideGuard guard = OutsideGuard.open()) {
                assertThat(channel.isConnected()).isTrue();
                guard.verify();
                socket.connect(Elsewhere.refusing());

                assertThat(message(guard)).isEqualTo(BEGINNING + "UDP to " + own(Elsewhere.refusing()));
            }
        }
    }

    @Test
    void a_stack_is_told_only_if_one_thread_connects() throws Exception {
        isToldWithoutStack((channel, full) -> {
            Background<?> blocked = Background.call(() -> channel.connect(full)).awaitInKernel();
            assertThat(Place.connecting()).isNull();
            return blocked;
        });
    }

    @Test
    void a_stack_is_not_told_of_the_socket_of_another() throws Exception {
        isToldWithoutStack((channel, full) -> {
            channel.configureBlocking(false);
            assertThat(channel.connect(full)).isFalse();
            return null;
        });
    }

    /** Begins to connect, by a thread or by none. */
    private interface Connecting {
        @Nullable
        Background<?> begin(SocketChannel channel, InetSocketAddress address) throws IOException;
    }

    /** Connects under a guard, while a thread from before it is blocked in another connect. */
    private void isToldWithoutStack(Connecting connecting) throws Exception {
        InetSocketAddress full = elsewhere.full();
        try (elsewhere;
                SocketChannel before = SocketChannel.open();
                SocketChannel channel = SocketChannel.open()) {
            Background<?> first = Background.call(() -> before.connect(full)).awaitInKernel();
            try (OutsideGuard guard = OutsideGuard.open()) {
                Background<?> second = connecting.begin(channel, full);
                guard.close();

                assertThat(message(guard)).isEqualTo(BEGINNING + "TCP to " + own(full));
                before.close();
                channel.close();
                assertThatThrownBy(first::result).isInstanceOf(IOException.class);
                if (second != null) {
                    assertThatThrownBy(second::result).isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void the_guard_that_was_opened_last_is_told() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                OutsideGuard outer = OutsideGuard.open();
                SocketChannel before = SocketChannel.open(silent)) {
            try (OutsideGuard inner = OutsideGuard.open()) {
                inner.verify();
            }
            assertThat(before.isConnected()).isTrue();
            assertThat(message(outer)).startsWith(BEGINNING);
        }
        try (OutsideGuard outer = OutsideGuard.open()) {
            try (OutsideGuard inner = OutsideGuard.open()) {
                assertThatThrownBy(() -> connect(Elsewhere.refusing())).isInstanceOf(IOException.class);
                assertThat(message(inner)).startsWith(BEGINNING);
            }
            outer.verify();
        }
    }
}
