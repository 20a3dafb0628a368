package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.testkit.Background;
import io.github.loopline.testkit.Refusal;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.Identity;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client fixture with TLS, at a server of the JDK and at fixtures. */
class TlsStreamClientTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamClient client(TlsOptions tls) {
        return net.open(TcpClientSpec.create().tls(tls));
    }

    /** What a test does with the server's side of a connection. */
    private interface Work<T> {
        T with(SSLSocket accepted) throws Exception;
    }

    private static SSLServerSocket listener(CertificateKind kind) throws Exception {
        Identity shown = Identity.issue(kind, "db.example");
        SSLServerSocket listener = (SSLServerSocket) Trust.authority()
                .presenting(shown)
                .sslContext()
                .getServerSocketFactory()
                .createServerSocket();
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        return listener;
    }

    private static <T> Background<T> accepting(SSLServerSocket listener, Work<T> work) {
        return Background.call(() -> {
            try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                accepted.setSoTimeout(10_000);
                return work.with(accepted);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void it_talks_to_a_server_of_the_jdk(String protocol) throws Exception {
        try (SSLServerSocket listener = listener(CertificateKind.VALID)) {
            Background<String> server = accepting(listener, accepted -> {
                String request = new String(accepted.getInputStream().readNBytes(6));
                accepted.getOutputStream().write("250 ok\r\n".getBytes());
                return request + accepted.getInputStream().read();
            });
            StreamClient client =
                    client(TlsOptions.create().protocols(protocol)).connect(listener.getLocalPort());

            client.send("HELO\r\n").expectLine("250 ok").close();

            assertThat(server.result()).isEqualTo("HELO\r\n-1");
            assertThat(client.sent()).asString().isEqualTo("HELO\r\n");
            assertThat(client.tls().protocol()).isEqualTo(protocol);
            assertThat(client.tls().closeNotifySent()).isTrue();
            assertThat(client.tls().peerCertificates().get(0).getSubjectX500Principal())
                    .hasToString("CN=db.example");
        }
    }

    @Test
    void it_believes_a_certificate_that_nobody_should() throws Exception {
        try (SSLServerSocket listener = listener(CertificateKind.EXPIRED)) {
            Background<Integer> server =
                    accepting(listener, accepted -> accepted.getInputStream().read());
            StreamClient client = client(TlsOptions.create()).connect(listener.getLocalPort());

            client.send("x");

            assertThat(server.result()).isEqualTo('x');
            assertThat(client.tls().peerCertificates()).isNotEmpty();
        }
    }

    @Test
    void it_asks_for_a_name_and_for_protocols_and_shows_a_certificate() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create()
                        .tls(TlsOptions.create().alpn("h2").clientAuth(ClientAuth.REQUIRED)))
                .echo();
        StreamClient client = client(TlsOptions.create()
                        .serverName("db.example")
                        .alpn("h2", "http/1.1")
                        .certificate(CertificateKind.VALID))
                .connect(server);

        client.send("ping").expect("ping");

        TlsFacts facts = server.connection(0).tls();
        assertThat(facts.serverName()).isEqualTo("db.example");
        assertThat(facts.applicationProtocol()).isEqualTo("h2");
        assertThat(facts.peerCertificates()).isNotEmpty();
        assertThat(client.tls().applicationProtocol()).isEqualTo("h2");
    }

    @Test
    void a_server_of_the_jdk_gets_the_name() throws Exception {
        try (SSLServerSocket listener = listener(CertificateKind.VALID)) {
            Background<List<?>> server = accepting(listener, accepted -> {
                accepted.startHandshake();
                return ((ExtendedSSLSession) accepted.getSession()).getRequestedServerNames();
            });
            client(TlsOptions.create().serverName("db.example")).connect(listener.getLocalPort());

            assertThat(server.result()).singleElement().isEqualTo(new SNIHostName("db.example"));
        }
    }

    @Test
    void a_handshake_that_fails_is_told_by_what_is_sent_next() {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create().protocols("TLSv1.2")));
        StreamClient client = client(TlsOptions.create().protocols("TLSv1.3")).connect(server);

        assertThat(client).within(SOON).tls().hasReceivedAlert("protocol_version");
        assertThatThrownBy(() -> client.receive(1))
                .hasMessageContaining("TLS failed: ")
                .hasMessageContaining("Received fatal alert: protocol_version");
    }

    @Test
    void a_server_of_plain_text_reads_why_it_is_refused() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StreamClient client = client(TlsOptions.create()).connect(listener.getLocalPort());
            try (Socket server = listener.accept()) {
                server.setSoTimeout(10_000);
                Refusal.readHello(server);
                server.getOutputStream().write("220 hello\r\n".getBytes());

                assertThatThrownBy(() -> client.receive(1)).hasMessageContaining("nrecognized SSL message");
                Refusal.isHeard(server, client);
            }
        }
    }

    @Test
    void unix_sockets_have_it_on_both_sides() {
        StreamServer server =
                net.open(UnixServerSpec.create().tls(TlsOptions.create())).echo();
        StreamClient client =
                net.open(UnixClientSpec.create().tls(TlsOptions.create())).connect(server);

        client.send("ping").expect("ping");

        assertThat(client.tls().protocol()).isEqualTo("TLSv1.3");
        assertThat(server.connection(0).receivedText()).isEqualTo("ping");
    }

    @Test
    void a_server_name_is_checked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsOptions.create().serverName("no name"))
                .withMessage("serverName must be a DNS name but was <no name>. Write db.example, say.");
    }

    @Test
    void what_has_no_effect_in_a_role_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpClientSpec.create().tls(TlsOptions.create().clientAuth(ClientAuth.WANTED)))
                .withMessage("tls: clientAuth has no effect on a client, which is asked. Write it on the server.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpServerSpec.create().tls(TlsOptions.create().serverName("db.example")))
                .withMessage("tls: serverName has no effect on a server, which is asked. Write it on the client.");
    }
}
