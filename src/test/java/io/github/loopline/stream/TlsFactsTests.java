package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server tells of TLS on its connections. */
class TlsFactsTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server(TlsOptions tls) {
        return net.open(TcpServerSpec.create().tls(tls));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void what_was_negotiated(String protocol) throws Exception {
        StreamServer server = server(TlsOptions.create().names("db.example").alpn("h2", "http/1.1"));
        try (TlsClient client = TlsClient.connect(server.address(), "db.example", server.trust(), parameters -> {
            parameters.setProtocols(new String[] {protocol});
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
        })) {
            client.send("x");
            server.connection(0).expect("x");
            String cipher = client.socket().getSession().getCipherSuite();

            assertThat(server)
                    .connection(0)
                    .tls()
                    .hasProtocol(protocol)
                    .hasCipher(cipher)
                    .hasServerName("db.example")
                    .hasApplicationProtocol("http/1.1");
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
            TlsFacts facts = server.connection(0).tls();
            assertThat(facts.peerCertificates()).isEmpty();
            assertThat(facts.failure()).isNull();
            assertThat(net.transcript().toString())
                    .contains("TLS: handshake done: " + protocol + ", " + cipher + ", for db.example, http/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void the_certificate_of_a_client(String protocol) throws Exception {
        StreamServer server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));
        Trust trust = server.trust().presenting(CertificateKind.VALID);
        try (TlsClient client = TlsClient.connect(
                server.address(), trust, parameters -> parameters.setProtocols(new String[] {protocol}))) {
            client.send("x");
            server.connection(0).expect("x");

            assertThat(server).connection(0).tls().hasPeerSubject("CN=client");
            assertThat(server.connection(0).tls().peerCertificates()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_end_with_close_notify(String protocol) throws Exception {
        StreamServer server = server(TlsOptions.create());
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            client.send("x");
        }

        assertThat(server).within(SOON).connection(0).hasEndedByFin();
        assertThat(server).connection(0).tls().hasEndedWithCloseNotify();
        assertThatThrownBy(() -> assertThat(server).connection(0).tls().hasEndedWithoutCloseNotify())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to have ended without close_notify\n  but it has: " + protocol)
                .hasMessageContaining("close_notify received");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_end_without_close_notify(String protocol) throws Exception {
        StreamServer server = server(TlsOptions.create());
        try (TlsClient client = TlsClient.connect(server, protocol)) {
            client.send("x");
            server.connection(0).expect("x");
            client.raw().close();

            assertThat(server).within(SOON).connection(0).tls().hasEndedWithoutCloseNotify();
            assertThatThrownBy(() -> assertThat(server).connection(0).tls().hasEndedWithCloseNotify())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageEndingWith("and the peer sent FIN");
        }
    }

    @Test
    void an_alert_that_came() {
        StreamServer server = server(TlsOptions.create().certificate(CertificateKind.UNKNOWN_CA));
        assertThatThrownBy(() -> {
                    try (TlsClient client =
                            TlsClient.connect(server.address(), "db.example", server.trust(), parameters -> {})) {
                        client.send("secret");
                    }
                })
                .isInstanceOf(SSLHandshakeException.class);

        assertThat(server).within(SOON).connection(0).tls().hasReceivedAlert("certificate_unknown");
        assertThat(server).connection(0).hasReceivedNothing();
        assertThat(server.connection(0).tls().serverName()).isEqualTo("db.example");
        assertThatThrownBy(() -> server.connection(0).receive(1))
                .isInstanceOf(FixtureException.class)
                .hasMessageContaining("TLS failed: ")
                .hasMessageContaining("Received fatal alert: certificate_unknown");
    }

    @Test
    void an_alert_that_was_sent() {
        StreamServer server = server(TlsOptions.create().protocols("TLSv1.2"));
        assertThatThrownBy(() -> TlsClient.connect(server, "TLSv1.3").send("x")).isInstanceOf(SSLException.class);

        assertThat(server).within(SOON).connection(0).tls().hasSentAlert("protocol_version");
    }

    @Test
    void plain_text_has_no_facts() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create());
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            assertThatThrownBy(() -> server.connection(0).tls())
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("connection #0 of " + server + " speaks plain text.");
            assertThatThrownBy(server::trust)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage(server + " speaks plain text. Declare it with tls = @Tls.");
            assertThatThrownBy(() -> assertThat(server).connection(0).tls().hasProtocol("TLSv1.3"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("to have the protocol <TLSv1.3>\n  but it does not speak TLS");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_failure_says_what_there_is() throws Exception {
        StreamServer server = server(TlsOptions.create());
        try (TlsClient client = TlsClient.connect(server, "TLSv1.2")) {
            client.send("x");
            server.connection(0).expect("x");

            assertThatThrownBy(() -> assertThat(server).connection(0).tls().hasProtocol("TLSv1.3"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("\nExpecting connection #0 of " + server
                            + "\n  to have the protocol <TLSv1.3>\n  but it has: TLSv1.2, "
                            + client.socket().getSession().getCipherSuite()
                            + "\n  and the peer is still connected");
        }
    }

    @Test
    void a_certificate_changes_between_connections() throws IOException {
        StreamServer server = server(TlsOptions.create()).echo();
        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.send("x").receive(1)).isEqualTo("x");
        }
        server.tls(TlsOptions.create().certificate(CertificateKind.EXPIRED));

        assertThatThrownBy(() -> {
                    try (TlsClient client = TlsClient.connect(server)) {
                        client.send("x");
                    }
                })
                .isInstanceOf(SSLHandshakeException.class);
    }
}
