package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsOptions;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the JDK sees when TLS goes wrong, or on, once hands are shaken. */
class TlsMidStreamTests {

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
    void a_close_without_close_notify_is_an_end_for_a_socket(String protocol) throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.talking(server, protocol)) {
            server.connection(0).closeWithoutCloseNotify();

            assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
            assertThat(server.connection(0).tls().closeNotifySent()).isFalse();
        }
    }

    @Test
    void a_script_closes_without_close_notify() throws Exception {
        StreamServer server =
                server().script(s -> s.expect("ping").send("half of it").closeWithoutCloseNotify());
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("ping");

            assertThat(client.receive(100)).isEqualTo("half of it");
        }
        server.connection(0).awaitScript();
        assertThat(server.connection(0).tls().closeNotifySent()).isFalse();
    }

    /** An engine notices what a socket of the JDK does not. */
    @Test
    void an_engine_misses_the_close_notify() throws Exception {
        StreamServer server = server().script(s -> s.closeWithoutCloseNotify());
        try (EngineClient client = new EngineClient(server)) {
            client.readToEnd();

            assertThatThrownBy(client.engine()::closeInbound)
                    .isExactlyInstanceOf(SSLException.class)
                    .hasMessage("closing inbound before receiving peer's close_notify");
        }
    }

    @Test
    void an_engine_gets_the_close_notify_of_a_right_close() throws Exception {
        StreamServer server = server().script(s -> s.close());
        try (EngineClient client = new EngineClient(server)) {
            client.readToEnd();

            client.engine().closeInbound();
        }
    }

    @Test
    void plain_text_has_no_verbs_of_tls() {
        StreamServer server = net.open(TcpServerSpec.create());
        StreamClient client = net.open(TcpClientSpec.create()).connect(server);
        Connection connection = server.connection(0);
        String rest = " on " + connection + ": it speaks plain text. Declare the fixture with tls = @Tls.";

        assertThatThrownBy(connection::closeWithoutCloseNotify)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot close without close_notify" + rest);
        assertThatThrownBy(connection::rekey).hasMessage("Cannot ask for new keys" + rest);
        assertThatThrownBy(() -> connection.sendBeneathTls(new byte[1])).hasMessage("Cannot send beneath TLS" + rest);
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void new_keys_do_not_disturb_what_is_sent(String protocol) throws Exception {
        StreamServer server = server().echo();
        byte[] data = new byte[2_000_000];
        new Random(11).nextBytes(data);
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
            Background<byte[]> back =
                    Background.call(() -> client.socket().getInputStream().readNBytes(data.length));
            client.send(Arrays.copyOf(data, data.length / 2));
            server.connection(0).rekey();
            client.send(Arrays.copyOfRange(data, data.length / 2, data.length));

            assertThat(Arrays.mismatch(back.result(), data)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void new_keys_of_the_client_do_not_disturb_what_is_received(String protocol) throws Exception {
        StreamServer server = server().echo();
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
            client.socket().startHandshake();

            assertThat(client.send("pong").receive(4)).isEqualTo("pong");
        }
        assertThat(server).within(SOON).connection(0).hasReceived("pingpong");
    }

    @Test
    void a_script_asks_for_new_keys() throws Exception {
        StreamServer server =
                server().script(s -> s.send("one").rekey().send("two").expect("end"));
        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.receive(6)).isEqualTo("onetwo");
            client.send("end");
            server.connection(0).awaitScript();
        }
    }

    @Test
    void the_certificate_changes_between_connections() throws Exception {
        StreamServer server = server().echo();
        X509Certificate first = shownBy(server);

        server.tls(TlsOptions.create().names("localhost", "db.example"));
        assertThat(shownBy(server)).isNotEqualTo(first);

        server.tls(TlsOptions.create().certificate(CertificateKind.EXPIRED));
        assertThatThrownBy(() -> shownBy(server)).isInstanceOf(SSLHandshakeException.class);
    }

    private static X509Certificate shownBy(StreamServer server) throws Exception {
        try (TlsClient client = TlsClient.connect(server)) {
            client.send("ping").receive(4);
            return (X509Certificate) client.socket().getSession().getPeerCertificates()[0];
        }
    }

    /** A client with the engine of the JDK on a blocking socket, as little as needed. */
    private static final class EngineClient implements AutoCloseable {

        private final java.net.Socket socket;
        private final SSLEngine engine;
        private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);

        EngineClient(StreamServer server) throws Exception {
            socket = new java.net.Socket("127.0.0.1", server.port());
            socket.setSoTimeout(10_000);
            SSLContext context = server.trust().sslContext();
            engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.beginHandshake();
        }

        SSLEngine engine() {
            return engine;
        }

        void readToEnd() throws Exception {
            ByteBuffer clear = ByteBuffer.allocate(64 * 1024);
            while (!engine.isInboundDone()) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_WRAP -> {
                        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
                        engine.wrap(ByteBuffer.allocate(0), out);
                        socket.getOutputStream().write(out.array(), 0, out.position());
                    }
                    default -> {
                        in.flip();
                        int consumed = engine.unwrap(in, clear.clear()).bytesConsumed();
                        in.compact();
                        if (consumed == 0 && !fill()) {
                            return;
                        }
                    }
                }
            }
        }

        private boolean fill() throws Exception {
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            in.position(in.position() + Math.max(0, count));
            return count > 0;
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }
}
