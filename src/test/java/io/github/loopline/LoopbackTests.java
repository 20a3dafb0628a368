package io.github.loopline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The owner, without JUnit. */
class LoopbackTests {

    @Test
    void each_short_form_opens_what_it_says() throws IOException {
        try (Loopback net = Loopback.open()) {
            assertThat(net.tcpServer().address().getHostString()).isEqualTo("127.0.0.1");
            assertThat(net.tcpServer(spec -> spec.host("127.0.0.2")).address().getHostString())
                    .isEqualTo("127.0.0.2");
            assertThat(net.unixServer().path().getPath()).exists();
            assertThat(net.unixServer(spec -> spec.greeting("hi")).path().getPath())
                    .exists();
            net.tcpClient().connect(net.tcpServer());
            net.tcpClient(spec -> spec.noDelay(true)).connect(net.tcpServer());
            net.unixClient().connect(net.unixServer());
            net.unixClient(spec -> spec.timeout(ofSeconds(1))).connect(net.unixServer());
            assertThat(net.udpPeer().address().getHostString()).isEqualTo("127.0.0.1");
            assertThat(net.udpPeer(spec -> spec.host("127.0.0.2")).address().getHostString())
                    .isEqualTo("127.0.0.2");
            assertThat(net.open(TcpServerSpec.create().as(ServerSocket.class)).isBound())
                    .isTrue();

            InetSocketAddress refused = net.refusedPort();
            assertThatThrownBy(() -> SocketChannel.open(refused)).isInstanceOf(ConnectException.class);
            assertThat(net.refusedPort(spec -> spec.host("127.0.0.2")).getHostString())
                    .isEqualTo("127.0.0.2");
            assertThat(net.unresponsivePort(spec -> spec.host("127.0.0.2")).getHostString())
                    .isEqualTo("127.0.0.2");
            InetSocketAddress silent = net.unresponsivePort();
            try (Socket client = new Socket()) {
                assertThatThrownBy(() -> client.connect(silent, 100)).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    /** Whoever knows one short form guesses the other. */
    @Test
    void each_short_form_without_attributes_has_one_with_them() {
        Map<String, Long> forms = Arrays.stream(Loopback.class.getMethods())
                .filter(method -> method.getName().matches(".*(Server|Client|Peer|Link|Port)"))
                .collect(groupingBy(Method::getName, TreeMap::new, counting()));

        assertThat(forms).hasSizeGreaterThan(8);
        assertThat(forms).allSatisfy((name, count) -> assertThat(count).as(name).isEqualTo(2));
    }

    @Test
    void connect_to_brings_a_client_of_the_servers_family() {
        try (Loopback net = Loopback.open()) {
            for (StreamServer server :
                    List.of(net.tcpServer(), net.tcpServer(spec -> spec.family(Family.INET6)), net.unixServer())) {
                server.echo();

                net.connectTo(server).send("PING").expect("PING");
            }
        }
    }

    @Test
    void a_transcript_since_a_mark_names_what_was_open_before() {
        try (Loopback net = Loopback.open()) {
            StreamServer early = net.tcpServer();
            StreamServer gone = net.tcpServer();
            gone.stop();
            net.note("before");
            int mark = net.mark();
            net.note("after");
            StreamServer late = net.tcpServer();

            assertThat(net.transcript(mark).events())
                    .extracting(Object::toString)
                    .containsExactly(
                            early + " open on 127.0.0.1:" + early.port(),
                            "test note: after",
                            late + " open on 127.0.0.1:" + late.port());
            assertThat(net.transcript().events()).hasSize(6);
        }
    }

    @Test
    void defaults_hold_for_what_a_declaration_leaves_open() {
        Options defaults = Options.NONE.with(Option.TIMEOUT_MILLIS, 7).with(Option.FAMILY, Family.INET6);
        try (Loopback net = Loopback.open(defaults)) {
            StreamServer server = net.tcpServer();

            assertThat(server.address().getAddress()).isInstanceOf(Inet6Address.class);
            assertThatThrownBy(() -> server.connection(0)).hasMessageStartingWith("Waited 7 ms for ");
            assertThatThrownBy(() ->
                            net.tcpServer(spec -> spec.timeout(ofMillis(3))).connection(0))
                    .hasMessageStartingWith("Waited 3 ms for ");
        }
    }

    @Test
    void many_threads_open_and_close_on_one_owner() throws Exception {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        try (Loopback net = Loopback.open()) {
            List<Background<Object>> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(Background.call(() -> {
                    for (int j = 0; j < 25; j++) {
                        StreamServer server = net.tcpServer().echo();
                        ports.add(server.port());
                        net.connectTo(server).send("x").expect("x").close();
                    }
                    return "";
                }));
            }
            for (Background<Object> thread : threads) {
                thread.result();
            }
            assertThat(ports).hasSize(200);
        }
    }
}
