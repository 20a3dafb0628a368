package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Spec;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import io.github.loopline.testkit.Forked;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** What can only be seen on a whole JVM, so that each test has one of its own: descriptors, processor time, protocols. */
@Isolated // see Forked
@EnabledOnOs(OS.LINUX)
class WholeJvmTests {

    @Test
    void an_idle_engine_takes_no_processor_time() throws Exception {
        Forked.run(IdleEngine.class);
    }

    static final class IdleEngine {
        public static void main(String[] args) throws Exception {
            try (Loopback net = Loopback.open()) {
                StreamServer server = net.tcpServer().echo();
                try (Peer peer = Peer.connectTo(server).write("x")) {
                    peer.read(1);
                    long before = engineMillis();
                    new CountDownLatch(1).await(1, TimeUnit.SECONDS);

                    assertThat(engineMillis() - before).as("ms of 1000").isLessThan(100);
                }
            }
        }

        private static long engineMillis() {
            Thread engine = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("loopline engine"))
                    .findAny()
                    .orElseThrow();
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(engine.getId()) / 1_000_000;
        }
    }

    @Test
    void five_thousand_sessions_leave_no_descriptor() throws Exception {
        Forked.run(Sessions.class);
    }

    static final class Sessions {
        public static void main(String[] args) throws Exception {
            serve(50); // whatever the first ones open for good
            long before = descriptors();
            serve(5_000);

            assertThat(descriptors()).isEqualTo(before);
        }

        private static void serve(int sessions) throws IOException {
            try (Loopback net = Loopback.open()) {
                StreamServer echo = net.tcpServer().echo();
                StreamServer recorder = net.unixServer();
                StreamClient client = net.tcpClient();
                for (int i = 0; i < sessions / 5; i++) {
                    try (Peer peer = Peer.connectTo(echo)) {
                        peer.write("x").read(1);
                    }
                    try (Peer peer = Peer.connectTo(echo)) {
                        peer.write("x").reset();
                    }
                    try (Peer peer = Peer.connectTo(recorder)) {
                        peer.write("x").shutdownOutput();
                    }
                    try (Peer peer = Peer.connectTo(recorder)) {
                        recorder.connection(2 * i + 1).close();
                        peer.readToEnd();
                    }
                    client.connect(echo).send("x").expect("x").connection().close();
                }
            }
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void a_thousand_servers_with_a_stalled_client_each_close_within_a_second() throws Exception {
        Forked.run(StalledClients.class);
    }

    static final class StalledClients {
        public static void main(String[] args) throws Exception {
            List<SocketChannel> clients = new ArrayList<>();
            List<StreamServer> servers = new ArrayList<>();
            Loopback net = Loopback.open();
            for (int i = 0; i < 1_000; i++) {
                StreamServer server =
                        net.tcpServer(spec -> spec.sendBufferSize(1).greeting("x".repeat(100_000)));
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET);
                client.setOption(StandardSocketOptions.SO_RCVBUF, 1);
                client.connect(server.address());
                servers.add(server);
                clients.add(client);
            }
            for (StreamServer server : servers) {
                assertThat(server.connection(0).sent().length).isLessThan(100_000);
            }
            long start = System.nanoTime();
            net.close();
            net.close();

            assertThat(System.nanoTime() - start).isLessThan(ofSeconds(3).toNanos());
            assertThat(servers).noneMatch(StreamServer::isListening);
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void of_half_open_connections_the_latest_1024_stay() throws Exception {
        Forked.run(HalfOpen.class);
    }

    static final class HalfOpen {
        public static void main(String[] args) throws Exception {
            try (Loopback net = Loopback.open()) {
                StreamServer server = net.tcpServer();
                List<Peer> peers = new ArrayList<>();
                for (int i = 0; i < 1_124; i++) {
                    Peer peer = Peer.connectTo(server);
                    peers.add(peer);
                    if (i == 0 || i == 500) {
                        server.connection(i); // not half open: it stays whatever comes
                    } else {
                        peer.write("x").shutdownOutput();
                        server.connection(i).expect("x").expectFin();
                    }
                    if (i == 300) {
                        server.connection(i).close(); // by the test: it counts no more
                    }
                }
                // 1,121 were half open, 97 more than may be
                assertThat(peers.get(97).readToEnd()).isEmpty();
                assertThat(server.connection(98).send("y").end()).isEqualTo(End.FIN);
                assertThat(peers.get(98).readText(1)).isEqualTo("y");
                assertThat(server.connection(0).send("z").end()).isEqualTo(End.OPEN);
                assertThat(net.transcript().events())
                        .extracting(Object::toString)
                        .filteredOn(line -> line.endsWith(" closed since 1024 later ones are half open"))
                        .hasSize(97);
            }
        }
    }

    @Test
    void without_a_descriptor_left_a_server_fails_the_test_and_stops_accepting() throws Exception {
        Forked.runWithDescriptors(100, NoDescriptors.class);
    }

    static final class NoDescriptors {
        public static void main(String[] args) throws Exception {
            try (Loopback net = Loopback.open()) {
                StreamServer server = net.tcpServer().echo();
                loadClasses(net, server);
                List<InputStream> others = new ArrayList<>();
                Throwable unused = catchThrowable(() -> {
                    while (true) {
                        others.add(new FileInputStream("/dev/null"));
                    }
                });
                Throwable unbound = catchThrowable(net::unixServer);
                others.remove(0).close();
                Peer waiting = Peer.connectTo(server); // takes the last one: none is left to accept it
                Engine.shared().drain();
                for (InputStream other : others) {
                    other.close();
                }
                Engine.shared().drain();

                assertThat(server).hasConnections(1);
                assertThatThrownBy(net::verify)
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("On a thread of " + server + ": java.io.IOException: Too many open files");
                server.resumeAccepting();
                assertThat(waiting.write("at last").readText(7)).isEqualTo("at last");
                waiting.close();

                assertThat(unbound)
                        .isInstanceOf(FixtureException.class)
                        .hasMessageMatching("Cannot bind to /.+/s: Too many open files\\.");
                assertThat(Path.of(unbound.getMessage().split("[ :]+")[3]).getParent())
                        .doesNotExist();
            }
        }

        /** All that is used later, since a class takes a descriptor to load. */
        private static void loadClasses(Loopback net, StreamServer server) throws IOException {
            try (Peer first = Peer.connectTo(server).write("x")) {
                first.read(1);
            }
            Engine.shared().drain();
            net.unixServer().close();
            Throwable unused = catchThrowable(() -> net.tcpServer(spec -> spec.port(server.port())));
        }
    }

    /** Until it runs, a new process holds copies of all sockets, also of those that were closed meanwhile. */
    @Test
    void a_stopped_port_is_refused_and_free_while_processes_start() throws Exception {
        Background<Integer> starter = Background.call(() -> {
            for (int i = 0; i < 200; i++) {
                new ProcessBuilder("true").start().waitFor();
            }
            return 200;
        });
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.host(Transport.OWN_HOST));
            while (!starter.isDone()) {
                server.stop();

                assertThatThrownBy(() -> Peer.connectTo(server)).hasMessage("Connection refused");
                server.start();
            }
        }
        assertThat(starter.result()).isEqualTo(200);
    }

    @Test
    void without_ipv6_all_that_needs_it_says_so() throws Exception {
        Forked.run(NoIpv6.class, "-Djava.net.preferIPv4Stack=true");
    }

    static final class NoIpv6 {
        public static void main(String[] args) {
            TcpServerSpec server = TcpServerSpec.create().family(Family.INET6);
            TcpClientSpec client = TcpClientSpec.create().host("::1");
            List<Spec<?>> specs = List.of(
                    server,
                    server.as(ServerSocket.class),
                    server.as(ServerSocketChannel.class),
                    server.as(InetSocketAddress.class),
                    client.as(Socket.class),
                    client.as(SocketChannel.class),
                    PortSpec.refused().host("::1"),
                    PortSpec.unresponsive().family(Family.INET6));
            try (Loopback net = Loopback.open()) {
                for (Spec<?> spec : specs) {
                    assertThatThrownBy(() -> net.open(spec))
                            .isInstanceOf(CapabilityException.class)
                            .hasMessageMatching(
                                    "IPv6 is not available: .+\\. It needs ::1 on the loopback interface and"
                                            + " a JVM without -Djava\\.net\\.preferIPv4Stack=true\\.");
                }
                StreamClient six = net.open(client);
                assertThatThrownBy(() -> six.connect(1)).isInstanceOf(CapabilityException.class);
                assertThat(net.connectTo(net.tcpServer().echo()).send("x").receive(1))
                        .hasSize(1);
            }
        }
    }
}
