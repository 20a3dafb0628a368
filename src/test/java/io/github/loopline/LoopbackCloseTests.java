package io.github.loopline;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How an owner closes everything that it has opened, and tells what has failed. */
class LoopbackCloseTests {

    @Test
    void close_ends_everything_the_last_one_first() {
        Loopback net = Loopback.open();
        StreamServer first = net.tcpServer();
        ServerSocket second = net.open(TcpServerSpec.create().as(ServerSocket.class));
        List<String> closed = new ArrayList<>();
        StreamServer third = net.unixServer();
        net.open(scope -> scope.own((AutoCloseable) () -> closed.add("first listens: " + first.isListening()
                + ", second is closed: " + second.isClosed() + ", third listens: " + third.isListening())));
        net.open(scope -> scope.own((AutoCloseable) () -> closed.add("last one")));

        net.close();

        assertThat(closed)
                .containsExactly("last one", "first listens: true, second is closed: false, third listens: true");
        assertThat(first.isListening()).isFalse();
        assertThat(second.isClosed()).isTrue();
        assertThat(third.isListening()).isFalse();
        assertThat(third.path().getPath()).doesNotExist();
        assertThat(net.transcript().events())
                .filteredOn(event -> event.kind() == EventKind.STOPPED)
                .extracting(event -> event.track().toString())
                .containsExactly(third.toString(), first.toString());
        assertThatThrownBy(() -> SocketChannel.open(first.address())).isInstanceOf(ConnectException.class);
    }

    @Test
    void a_closed_owner_opens_nothing() {
        Loopback net = Loopback.open();
        net.close();
        net.close(); // does nothing

        assertThatThrownBy(net::tcpServer)
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("This Loopback is closed and opens nothing. Open fixtures before its close.");
        assertThat(net.transcript().events()).isEmpty();
    }

    @Test
    void what_is_opened_while_another_thread_closes_is_closed_too() {
        Loopback net = Loopback.open();
        boolean[] closed = new boolean[1];
        AutoCloseable late = new AutoCloseable() {
            @Override
            public void close() {
                closed[0] = true;
            }

            @Override
            public String toString() {
                return "latecomer";
            }
        };

        assertThatThrownBy(() -> net.open(scope -> {
                    net.close();
                    return scope.own(late);
                }))
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("This Loopback was closed while latecomer was opened.");
        assertThat(closed[0]).isTrue();
    }

    @Test
    void a_spec_that_fails_half_way_closes_what_is_its_own_and_nothing_else() {
        try (Loopback net = Loopback.open()) {
            List<StreamServer> servers = new ArrayList<>();
            IllegalStateException reason = new IllegalStateException("on purpose");

            assertThatThrownBy(() -> net.open(scope -> {
                        servers.add(TcpServerSpec.create().open(scope));
                        servers.add(net.tcpServer()); // as another thread would at this moment
                        scope.own(new Sticky("a"));
                        servers.add(TcpServerSpec.create().open(scope));
                        throw reason;
                    }))
                    .isSameAs(reason);

            assertThat(servers).extracting(StreamServer::isListening).containsExactly(false, true, false);
            assertThat(reason.getSuppressed())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessage("Closing a failed: a sticks."));
        }
    }

    private record Sticky(String name) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            throw new IOException(name + " sticks");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void a_close_that_fails_closes_everything_else_and_tells_all() {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer();
        net.open(scope -> scope.own(new Sticky("a")));
        net.open(scope -> scope.own(new Sticky("b")));
        StreamServer other = net.tcpServer();

        assertThatThrownBy(net::close)
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Closing b failed: b sticks.")
                .hasCauseExactlyInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(further -> assertThat(further).hasMessage("Closing a failed: a sticks.")));
        assertThat(server.isListening()).isFalse();
        assertThat(other.isListening()).isFalse();
    }

    @Test
    void verify_tells_each_failure_of_a_fixture_thread_once() {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(connection -> {
                throw new IllegalStateException(connection.receiveLine());
            });
            net.connectTo(server).send("boom\n").expectEnd();
            net.settle();

            assertThatThrownBy(net::verify)
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("On a thread of connection #0 of " + server + ": java.lang.IllegalStateException: boom")
                    .hasCause(new IllegalStateException("boom"));
            assertThatCode(net::verify).doesNotThrowAnyException();
        }
    }

    @Test
    void close_tells_failures_that_nobody_asked_for() {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().handle(connection -> {
            throw new IllegalStateException("boom");
        });
        net.connectTo(server).expectEnd();
        net.open(scope -> scope.own(new Sticky("a")));

        assertThatThrownBy(net::close)
                .hasMessage("Closing a failed: a sticks.")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(further -> assertThat(further)
                                .isExactlyInstanceOf(AssertionError.class)
                                .hasCause(new IllegalStateException("boom"))));
    }

    @Test
    void a_failure_between_two_looks_is_not_lost() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Loopback net = Loopback.open()) {
                StreamServer server = net.tcpServer().handle(connection -> {
                    throw new IllegalStateException("boom");
                });
                net.connectTo(server);
                int told = 0;
                for (long end = System.nanoTime() + 10_000_000_000L; told == 0 && System.nanoTime() < end; ) {
                    try {
                        net.verify();
                    } catch (AssertionError e) {
                        told++;
                    }
                }
                assertThat(told).isOne();
            }
        }
    }

    @Test
    void close_is_bounded_although_code_of_the_test_never_ends() {
        Loopback net = Loopback.open();
        AtomicBoolean released = new AtomicBoolean();
        StreamServer server = net.tcpServer().handle(connection -> {
            while (!released.get()) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted(); // deaf
            }
        });
        net.connectTo(server);
        server.connection(0);

        long start = System.nanoTime();
        assertThatThrownBy(net::close)
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessageMatching("Code of the test did not end within 1 s of the close: \\[connection #0 of "
                        + server + "\\] at .*, called at .*LoopbackCloseTests.*\\(LoopbackCloseTests.java:\\d+\\)\\.");
        assertThatCode(net::close).doesNotThrowAnyException(); // told once
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(5));
        released.set(true);
    }

    @Test
    void a_thousand_servers_with_a_stalled_client_each_close_in_time() throws IOException {
        Loopback net = Loopback.open();
        List<SocketChannel> clients = new ArrayList<>();
        ByteBuffer flood = ByteBuffer.allocateDirect(1 << 16);
        try {
            for (int i = 0; i < 1000; i++) {
                StreamServer server = net.tcpServer();
                SocketChannel client = SocketChannel.open(server.address());
                clients.add(client);
                server.connection(0).stopReading();
                client.configureBlocking(false);
                client.write(flood.clear());
            }

            long start = System.nanoTime();
            net.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(3)); // 1 s, and a busy machine
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }
}
