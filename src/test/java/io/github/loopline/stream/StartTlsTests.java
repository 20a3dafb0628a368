package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptFailure;
import io.github.loopline.testkit.Background;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From plain text to TLS on the same connection, in either role. */
class StartTlsTests {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TlsOptions LATER = TlsOptions.create().startTls();

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server() {
        return net.open(TcpServerSpec.create().tls(LATER));
    }

    /** A client of the JDK that asks for TLS, and what it has read in plain text. */
    private static final class Plain implements AutoCloseable {

        private final Socket raw;
        private final StreamServer server;

        Plain(StreamServer server) throws IOException {
            this.server = server;
            raw = new Socket("127.0.0.1", server.port());
            raw.setSoTimeout(10_000);
        }

        Plain send(String text) throws IOException {
            raw.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        String receive(int count) throws IOException {
            return read(raw.getInputStream(), count);
        }

        static String read(InputStream in, int count) throws IOException {
            return new String(in.readNBytes(count), StandardCharsets.UTF_8);
        }

        SSLSocket upgrade() throws IOException {
            return (SSLSocket)
                    server.trust().sslContext().getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }

    @Test
    void a_script_goes_over_to_tls() throws Exception {
        StreamServer server = server().script(s -> s.send("220 hello\r\n")
                .expectLine("STARTTLS")
                .send("220 go ahead\r\n")
                .startTls()
                .expectLine("EHLO you")
                .send("250 ok\r\n"));
        try (Plain client = new Plain(server)) {
            assertThat(client.receive(11)).isEqualTo("220 hello\r\n");
            client.send("STARTTLS\r\n");
            assertThat(client.receive(14)).isEqualTo("220 go ahead\r\n");
            try (SSLSocket tls = client.upgrade()) {
                tls.getOutputStream().write("EHLO you\r\n".getBytes());
                assertThat(Plain.read(tls.getInputStream(), 8)).isEqualTo("250 ok\r\n");
            }
        }
        server.connection(0).awaitScript();
        assertThat(server).connection(0).hasReceived("STARTTLS\r\nEHLO you\r\n");
        assertThat(server.connection(0).sent()).asString().isEqualTo("220 hello\r\n220 go ahead\r\n250 ok\r\n");
        assertThat(server.connection(0).tls().protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void a_handler_tells_the_client_to_go_ahead() throws Exception {
        StreamServer server = server().handle(connection -> {
            connection.expectLine("STARTTLS").startTls("+OK\n");
            connection.send(connection.receiveLine() + "!\n").expectEnd();
        });
        try (Plain client = new Plain(server)) {
            assertThat(client.send("STARTTLS\n").receive(4)).isEqualTo("+OK\n");
            try (SSLSocket tls = client.upgrade()) {
                tls.getOutputStream().write("hi\n".getBytes());
                assertThat(Plain.read(tls.getInputStream(), 4)).isEqualTo("hi!\n");
            }
        }
    }

    @Test
    void what_a_server_puts_behind_the_go_ahead_is_plain() throws Exception {
        StreamServer server = server().script(s ->
                s.expectLine("STARTTLS").send("OK\ninjected\n").startTls().send("genuine\n"));
        try (Plain client = new Plain(server)) {
            assertThat(client.send("STARTTLS\n").receive(12)).isEqualTo("OK\ninjected\n");
            try (SSLSocket tls = client.upgrade()) {
                assertThat(Plain.read(tls.getInputStream(), 8)).isEqualTo("genuine\n");
            }
        }
    }

    @Test
    void what_a_server_sends_before_the_go_ahead_is_plain() throws Exception {
        StreamServer server = server().script(s -> s.expectLine("STARTTLS")
                .send("injected\n")
                .send("OK\n")
                .startTls()
                .send("genuine\n"));
        try (Plain client = new Plain(server)) {
            assertThat(client.send("STARTTLS\n").receive(12)).isEqualTo("injected\nOK\n");
            try (SSLSocket tls = client.upgrade()) {
                assertThat(Plain.read(tls.getInputStream(), 8)).isEqualTo("genuine\n");
            }
        }
        server.connection(0).awaitScript();
        assertThat(server.connection(0).sent()).asString().isEqualTo("injected\nOK\ngenuine\n");
    }

    @Test
    void what_a_client_sends_before_the_go_ahead_is_plain() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StreamClient client = net.open(TcpClientSpec.create().tls(LATER)).connect(listener.getLocalPort());
            client.script(s -> s.send("STARTTLS\n")
                    .send("injected\n")
                    .expectLine("OK")
                    .startTls()
                    .send("genuine\n"));
            try (Socket raw = listener.accept()) {
                raw.setSoTimeout(10_000);
                assertThat(Plain.read(raw.getInputStream(), 18)).isEqualTo("STARTTLS\ninjected\n");
                raw.getOutputStream().write("OK\n".getBytes());
                SSLSocketFactory sockets = Trust.authority()
                        .presenting(CertificateKind.VALID)
                        .sslContext()
                        .getSocketFactory();
                try (SSLSocket tls = (SSLSocket) sockets.createSocket(raw, null, true)) {
                    tls.setUseClientMode(false);
                    assertThat(Plain.read(tls.getInputStream(), 8)).isEqualTo("genuine\n");
                }
            }
            client.awaitScript();
            assertThat(client.sent()).asString().isEqualTo("STARTTLS\ninjected\ngenuine\n");
        }
    }

    @Test
    void what_a_client_puts_behind_its_request_fails_the_script() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(LATER));
        try (Plain client = new Plain(server)) {
            Connection connection = server.connection(0);
            client.send("STARTTLS\nMAIL\n");
            assertThat(server).within(SOON).connection(0).hasReceived("STARTTLS\nMAIL\n");
            connection.script(s -> s.expectLine("STARTTLS").send("OK\n").startTls());

            assertThatThrownBy(connection::awaitScript)
                    .isInstanceOf(ScriptFailure.class)
                    .hasMessageContaining("to send nothing more in plain text before TLS")
                    .hasMessageContaining("MAIL");
        }
        assertThatThrownBy(net::close).isInstanceOf(ScriptFailure.class);
    }

    @Test
    void a_client_fixture_goes_over_too() throws Exception {
        StreamServer server = server().script(s -> s.expectLine("STARTTLS")
                .send("OK\n")
                .startTls()
                .expectLine("secret")
                .send("yes\n"));
        StreamClient client = net.open(TcpClientSpec.create().tls(LATER)).connect(server);

        client.script(s -> s.send("STARTTLS\n")
                .expectLine("OK")
                .startTls()
                .send("secret\n")
                .expectLine("yes"));

        client.awaitScript();
        server.connection(0).awaitScript();
        assertThat(client.tls().cipher())
                .isEqualTo(server.connection(0).tls().cipher())
                .isNotNull();
    }

    @Test
    void a_client_fixture_says_so_itself() {
        StreamServer server =
                server().script(s -> s.expectLine("STARTTLS").send("OK\n").startTls());
        StreamClient client = net.open(TcpClientSpec.create().tls(LATER)).connect(server);

        client.send("STARTTLS\n").expectLine("OK").startTls();

        assertThat(client).within(SOON).tls().hasProtocol("TLSv1.3");
    }

    @Test
    void a_fault_of_the_handshake_comes_after_the_go_ahead() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(LATER.fault(TlsFault.PLAIN_TEXT)))
                .script(s -> s.expectLine("STARTTLS").send("OK\n").startTls());
        try (Plain client = new Plain(server)) {
            assertThat(client.send("STARTTLS\n").receive(3)).isEqualTo("OK\n");

            assertThatThrownBy(() -> client.upgrade().startHandshake())
                    .isInstanceOf(SSLException.class)
                    .hasMessage("Unsupported or unrecognized SSL message");
        }
    }

    @Test
    void a_hello_that_was_read_as_plain_text_is_told() throws Exception {
        StreamServer server = server();
        try (Plain client = new Plain(server)) {
            Connection connection = server.connection(0);
            client.send("STARTTLS\n");
            connection.expectLine("STARTTLS").send("OK\n");
            client.send("\26\3\1");
            assertThat(connection).within(SOON).hasReceived("STARTTLS\n\26\3\1");

            assertThatThrownBy(connection::startTls)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot start TLS on " + connection
                            + ": the peer has begun already, and its hello was read as plain text."
                            + " Write startTls(goAhead) instead of send(goAhead) and startTls().");
        }
    }

    @Test
    void twice_in_a_script_fails_it() throws Exception {
        StreamServer server = server().script(s -> s.startTls().startTls());
        try (Plain client = new Plain(server)) {
            Connection connection = server.connection(0);

            assertThatThrownBy(connection::awaitScript)
                    .isInstanceOf(ScriptFailure.class)
                    .hasMessageMatching("\nExpecting \\Q" + connection
                            + "\\E in step 2 of 2 \\(StartTlsTests.java:\\d+\\)\n  to be done: startTls\n"
                            + "\\Q  but Cannot start TLS on " + connection + ": it speaks TLS already."
                            + " Write startTls() once, and only with tls = @Tls(startTls = true).\\E");
            assertThat(client.raw.isConnected()).isTrue();
        }
        assertThatThrownBy(net::close).isInstanceOf(ScriptFailure.class);
    }

    @Test
    void an_assertion_waits_until_it_is_spoken() throws Exception {
        StreamServer server = server();
        try (Plain client = new Plain(server)) {
            Connection connection = server.connection(0);

            assertThatThrownBy(() -> assertThat(connection)
                            .within(Duration.ofMillis(50))
                            .tls()
                            .hasProtocol("TLSv1.3"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("\nExpecting " + connection + "\n  to have the protocol <TLSv1.3>"
                            + "\n  but it has not started TLS\n  within 50 ms");
            assertThat(client.raw.isConnected()).isTrue();
        }
    }

    @Test
    void twice_is_an_error() throws Exception {
        StreamServer server = server();
        Background<Void> shaking = Background.call(() -> {
            try (Plain client = new Plain(server)) {
                client.receive(3);
                SSLSocket tls = client.upgrade();
                tls.startHandshake();
                tls.getInputStream().read();
                return null;
            }
        });
        Connection connection = server.connection(0);
        connection.startTls("OK\n");

        assertThatThrownBy(connection::startTls)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot start TLS on " + connection + ": it speaks TLS already."
                        + " Write startTls() once, and only with tls = @Tls(startTls = true).");
        assertThat(server).within(SOON).connection(0).tls().hasProtocol("TLSv1.3");
        connection.close();
        shaking.result();
    }

    @Test
    void it_has_to_be_declared() {
        StreamServer server = net.open(TcpServerSpec.create());
        net.open(TcpClientSpec.create()).connect(server);
        Connection connection = server.connection(0);

        assertThatThrownBy(connection::startTls)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot start TLS on " + connection
                        + ": no TLS is declared. Write tls = @Tls(startTls = true).");
        connection.close();
        assertThatThrownBy(() -> connection.startTls("OK")).hasMessageContaining("Cannot start TLS on");
    }

    @Test
    void a_script_is_read_from_a_text() throws Exception {
        StreamServer server = server().script(Script.parse("expectLine \"STARTTLS\"\nsend \"OK\\n\"\nstartTls\n"
                + "send \"one\"\nrekey\nsend \"two\"\ncloseWithoutCloseNotify"));
        try (Plain client = new Plain(server)) {
            assertThat(client.send("STARTTLS\n").receive(3)).isEqualTo("OK\n");
            try (SSLSocket tls = client.upgrade()) {
                assertThat(Plain.read(tls.getInputStream(), 10)).isEqualTo("onetwo");
            }
        }
        assertThat(server.connection(0).tls().closeNotifySent()).isFalse();
    }

    @Test
    void only_streams_have_it() {
        var peer = net.open(io.github.loopline.datagram.UdpPeerSpec.create());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.script(s -> s.startTls()))
                .withMessageMatching("The step startTls \\(StartTlsTests.java:\\d+\\) cannot be played on .*"
                        + ": TLS is spoken on streams only. Remove it.");
    }
}
