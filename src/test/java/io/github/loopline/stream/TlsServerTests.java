package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import io.github.loopline.tls.TlsOptions;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with TLS does for a client of the JDK what one without does. */
class TlsServerTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server() {
        return net.open(TcpServerSpec.create().tls(TlsOptions.create()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void what_a_client_sends_is_recorded_in_the_clear(String protocol) throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            client.send("HELO ").send("you\r\n");

            assertThat(server).within(SOON).connection(0).hasReceived("HELO you\r\n");
            server.connection(0).send("250 ok\r\n");
            assertThat(client.receive(8)).isEqualTo("250 ok\r\n");
        }
        assertThat(server).within(SOON).connection(0).hasEndedByFin();
        assertThat(server.connection(0).sent()).asString().isEqualTo("250 ok\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void megabytes_go_both_ways(String protocol) throws Exception {
        StreamServer server = server().echo();
        byte[] data = new byte[5_000_000];
        new Random(7).nextBytes(data);
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            Background<byte[]> echo =
                    Background.call(() -> client.socket().getInputStream().readNBytes(data.length));
            client.send(data);

            assertThat(Arrays.mismatch(echo.result(), data))
                    .as("what came back")
                    .isEqualTo(-1);
        }
        assertThat(Arrays.mismatch(server.connection(0).received(), data))
                .as("received")
                .isEqualTo(-1);
        Engine.shared().drain(); // what the kernel took is logged right after
        assertThat(Arrays.mismatch(server.connection(0).sent(), data))
                .as("sent")
                .isEqualTo(-1);
    }

    @Test
    void receiving_verbs_take_what_came() throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("one\ntwo\n");

            assertThat(server.connection(0).receiveLine()).isEqualTo("one");
            server.connection(0).expectLine("two").send("ok").shutdownOutput();
            assertThat(client.receive(100)).isEqualTo("ok");
            client.send("more");
            assertThat(server.connection(0).receive(4)).asString().isEqualTo("more");
        }
        server.connection(0).expectEnd();
    }

    @Test
    void a_greeting_comes_first() throws Exception {
        StreamServer server = server().greeting("220 hello\r\n");
        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.receive(11)).isEqualTo("220 hello\r\n");
        }
    }

    @Test
    void a_handler_serves_once_hands_are_shaken() throws Exception {
        StreamServer server = server().handle(connection -> connection.send(connection.receiveLine() + "!\n"));
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("hi\n");

            assertThat(client.receive(100)).isEqualTo("hi!\n");
        }
    }

    @Test
    void a_script_is_played_once_hands_are_shaken() throws Exception {
        StreamServer server = server().script(s ->
                s.send("220\r\n").expect("HELO\r\n").send("250 ok\r\n").close());
        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.receive(5)).isEqualTo("220\r\n");
            client.send("HELO\r\n");
            assertThat(client.receive(100)).isEqualTo("250 ok\r\n");
        }
        server.connection(0).awaitScript();
    }

    @Test
    void a_reset_reaches_the_client() throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("x");
            server.connection(0).expect("x").reset();

            assertThatThrownBy(() -> client.receive(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void a_reset_of_the_client_is_seen() throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("x");
            server.connection(0).expect("x");
            client.raw().setSoLinger(true, 0);
            client.raw().close();

            assertThat(server).within(SOON).connection(0).hasEndedByRst();
        }
    }

    @Test
    void a_server_that_does_not_read_stalls_the_client_and_goes_on() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().receiveBufferSize(4096).tls(TlsOptions.create()));
        byte[] data = new byte[8_000_000];
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("x");
            server.connection(0).expect("x").stopReading();
            Background<TlsClient> sending =
                    Background.call(() -> client.send(data)).awaitInKernel();
            server.connection(0).resumeReading();
            assertThat(server.connection(0).receive(data.length)).isEqualTo(data);

            sending.result();
        }
    }

    @Test
    void a_client_that_does_not_read_gets_the_rest_later_or_it_is_not_sent() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create()
                .sendBufferSize(4096)
                .timeout(Duration.ofMillis(300))
                .tls(TlsOptions.create()));
        byte[] data = new byte[8_000_000];
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("x");
            Connection connection = server.connection(0);
            connection.expect("x");

            assertThatThrownBy(() -> connection.send(data))
                    .isInstanceOf(FixtureException.class)
                    .hasMessageContaining("the peer does not read");
            int sent = connection.sent().length;
            Background<byte[]> reading =
                    Background.call(() -> client.socket().getInputStream().readNBytes(sent + 3));
            connection.send("end");

            assertThat(reading.result()).hasSize(sent + 3).endsWith("end".getBytes());
            assertThat(connection.sent()).hasSize(sent + 3);
        }
    }

    @Test
    void a_stop_says_goodbye_and_frees_the_port() throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("x");
            server.connection(0).expect("x");
            server.stop();

            assertThat(client.receive(1)).isEmpty();
            assertThat(server.connection(0).tls().closeNotifySent()).isTrue();
            assertThat(server.connection(0).end()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void many_connections_need_no_thread_each() throws Exception {
        StreamServer server = server().echo();
        List<TlsClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(TlsClient.connect(server).send("hello"));
            }
            for (TlsClient client : clients) {
                assertThat(client.receive(5)).isEqualTo("hello");
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals("loopline computing"))
                    .hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        } finally {
            for (TlsClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void a_session_is_resumed() throws Exception {
        StreamServer server = server().echo();
        var context = server.trust().sslContext();
        for (int i = 0; i < 3; i++) {
            try (var client = context.getSocketFactory().createSocket("localhost", server.port())) {
                client.getOutputStream().write("again".getBytes());
                assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("again");
            }
        }
        assertThat(server.connection(2).received()).asString().isEqualTo("again");
    }

    @Test
    void a_server_closes_while_hands_are_shaken() throws Exception {
        StreamServer server = server();
        try (var client = new java.net.Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write(new byte[] {22, 3, 1, 1});
            server.connection(0);
            net.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }
}
