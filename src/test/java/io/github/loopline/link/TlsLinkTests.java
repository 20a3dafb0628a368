package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixServerSpec;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that ends TLS of its clients, begins TLS to the server, or both. */
class TlsLinkTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private static TcpServerSpec server(boolean secured) {
        return secured ? TcpServerSpec.create().tls(TlsOptions.create()) : TcpServerSpec.create();
    }

    private static TcpLinkSpec link(boolean client, boolean upstream) {
        TcpLinkSpec spec = TcpLinkSpec.create();
        spec = client ? spec.tls(TlsOptions.create()) : spec;
        return upstream ? spec.upstreamTls(TlsOptions.create()) : spec;
    }

    private static Socket connect(StreamLink link, boolean secured) throws Exception {
        Socket socket = secured
                ? link.trust().sslContext().getSocketFactory().createSocket("localhost", link.port())
                : new Socket("127.0.0.1", link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void echo(Socket client, String text) throws Exception {
        client.getOutputStream().write(text.getBytes());
        assertThat(client.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void clear_text_is_recorded_wherever_tls_is_spoken(boolean client, boolean upstream) throws Exception {
        StreamServer server = net.open(server(upstream)).echo();
        StreamLink link = net.open(link(client, upstream)).to(server);
        try (Socket socket = connect(link, client)) {
            echo(socket, "hello");
        }

        assertThat(link).connection(0).hasPassedToServer("hello").hasPassedToClient("hello");
        assertThat(link).within(SOON).connection(0).isOver();
        assertThat(server).connection(0).hasReceived("hello");
        assertThat(link.traffic(Direction.TO_SERVER)).isEqualTo(new Traffic(5, 5, 0));
        if (upstream) {
            assertThat(server).within(SOON).connection(0).tls().hasEndedWithCloseNotify();
            assertThat(link.connection(0).upstreamTls().protocol()).isEqualTo("TLSv1.3");
        }
        if (client) {
            assertThat(link.connection(0).tls().closeNotifyReceived()).isTrue();
            assertThat(link.connection(0).tls().protocol()).isEqualTo("TLSv1.3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void much_goes_through_both_ways(String protocol) throws Exception {
        TlsOptions tls = TlsOptions.create().protocols(protocol);
        StreamServer server = net.open(TcpServerSpec.create().tls(tls)).echo();
        StreamLink link =
                net.open(TcpLinkSpec.create().tls(tls).upstreamTls(tls)).to(server);
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        try (Socket client = connect(link, true);
                AutoCloseable writer = write(client, sent)) {
            byte[] came = client.getInputStream().readNBytes(sent.length);

            assertThat(Arrays.equals(came, sent)).isTrue();
        }
        assertThat(Arrays.equals(link.connection(0).passed(Direction.TO_CLIENT), sent))
                .isTrue();
    }

    private static AutoCloseable write(Socket client, byte[] bytes) {
        Thread thread = new Thread(() -> {
            try {
                client.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread::join;
    }

    @Test
    void each_end_passes_on_its_own() throws Exception {
        StreamServer server = net.open(server(true));
        StreamLink link = net.open(link(true, true)).to(server);
        try (SSLSocket client = (SSLSocket) connect(link, true)) {
            client.getOutputStream().write("question".getBytes());
            client.shutdownOutput();
            server.connection(0).expect("question").expectEnd().send("answer").close();

            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("answer");
        }
        assertThat(link).within(SOON).connection(0).isOver();
        assertThat(link.connection(0).upstreamTls().closeNotifyReceived()).isTrue();
    }

    @Test
    void a_unix_link_speaks_it_too() throws Exception {
        StreamServer server =
                net.open(UnixServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink inner = net.open(
                        UnixLinkSpec.create().tls(TlsOptions.create()).upstreamTls(TlsOptions.create()))
                .to(server);
        StreamLink outer = net.open(TcpLinkSpec.create()).to(inner.socketAddress());
        try (Socket client = inner.trust().sslContext().getSocketFactory().createSocket("localhost", outer.port())) {
            echo(client, "hello");
        }

        assertThat(inner).connection(0).hasPassedToServer("hello");
        assertThat(outer.traffic(Direction.TO_SERVER).passed()).isGreaterThan(100);
    }

    @Test
    void faults_act_above_tls() throws Exception {
        StreamServer server = net.open(server(true)).echo();
        StreamLink link = net.open(link(true, true)).to(server);
        link.apply(StreamFault.corruptByte(1).toServer());
        link.apply(StreamFault.slice(1, Duration.ZERO).toClient());
        try (Socket client = connect(link, true)) {
            client.getOutputStream().write("AAA".getBytes());

            assertThat(client.getInputStream().readNBytes(3)).containsExactly('A', ~'A', 'A');
        }
        assertThat(server).connection(0).hasReceived(new byte[] {'A', ~'A', 'A'});
    }

    @Test
    void a_cut_between_two_bytes_is_an_end_with_close_notify() throws Exception {
        StreamServer server = net.open(server(false)).echo();
        StreamLink link = net.open(link(true, false)).to(server);
        link.apply(StreamFault.close().afterBytes(3).toClient());
        try (Socket client = connect(link, true)) {
            client.getOutputStream().write("hello".getBytes());

            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hel");
        }
        assertThat(link).within(SOON).connection(0).isOver();
        assertThat(link.connection(0).tls().closeNotifySent()).isTrue();
    }

    @Test
    void a_reset_is_one_beneath_tls() throws Exception {
        StreamServer server = net.open(server(true)).echo();
        StreamLink link = net.open(link(true, true)).to(server);
        link.apply(StreamFault.reset().afterBytes(3).toClient());
        try (Socket client = connect(link, true)) {
            client.getOutputStream().write("hello".getBytes());

            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(server).within(SOON).connection(0).hasEndedByRst();
    }

    @Test
    void frozen_bytes_come_when_it_is_lifted_and_hands_are_shaken_meanwhile() throws Exception {
        StreamServer server = net.open(server(true)).echo();
        StreamLink link = net.open(link(true, true)).to(server);
        try (var frozen = link.apply(StreamFault.freeze());
                Socket client = connect(link, true)) {
            client.getOutputStream().write("hello".getBytes());
            client.setSoTimeout(100);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            frozen.close();
            client.setSoTimeout(10_000);

            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
    }

    @Test
    void a_wrong_certificate_of_the_link_fails_its_client() throws Exception {
        StreamServer server = net.open(server(false)).echo();
        StreamLink link = net.open(TcpLinkSpec.create().tls(TlsOptions.create().certificate(CertificateKind.EXPIRED)))
                .to(server);
        try (Socket client = connect(link, true)) {
            assertThatThrownBy(() -> client.getOutputStream().write(1))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasRootCauseInstanceOf(CertificateExpiredException.class);
        }
        assertThat(link).within(SOON).connection(0).isOver();
        assertThat(link.connection(0).tls().alertReceived()).startsWith("certificate_");
        assertThat(server).within(SOON).connection(0).hasEnded();
    }

    @Test
    void a_server_without_tls_resets_the_client_of_a_link_that_speaks_it() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().greeting("220 plain\r\n"));
        StreamLink link = net.open(link(false, true)).to(server);
        try (Socket client = connect(link, false)) {
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(link.connection(0).upstreamTls().failure()).contains("nrecognized SSL message");
    }

    @Test
    void a_client_that_ends_in_the_handshake_ends_the_connection() throws Exception {
        StreamServer server = net.open(server(false));
        StreamLink link = net.open(link(true, false)).to(server);
        try (Socket client = connect(link, false)) {
            server.connection(0);
            client.shutdownOutput();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server).within(SOON).connection(0).hasEndedByRst();
        assertThat(link).within(SOON).connection(0).isOver();
    }

    @Test
    void a_handshake_that_never_ends_leaves_the_link_free_to_close() throws Exception {
        StreamServer server = net.open(server(false));
        StreamLink link = net.open(link(true, true)).to(server);
        try (Socket client = connect(link, false)) {
            server.connection(0);
            link.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server).within(SOON).connection(0).hasEnded();
    }

    @Test
    void a_link_without_tls_has_no_trust_and_no_facts() throws Exception {
        StreamLink link = net.open(TcpLinkSpec.create()).to(net.tcpServer());
        try (Socket client = connect(link, false)) {
            assertThat(client.isConnected()).isTrue();
            assertThatThrownBy(link::trust)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage(link + " speaks no TLS with clients. Declare it with tls = @Tls, or take the server's"
                            + " trust().");
            assertThatThrownBy(() -> link.connection(0).upstreamTls())
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("connection #0 of " + link
                            + " speaks no TLS to the server. Declare the link with upstreamTls = @Tls.");
        }
    }

    @Test
    void its_trust_is_not_that_of_an_unknown_authority() {
        StreamLink link = net.open(link(true, false));

        assertThat(link.trust().certificate()).isEqualTo(Trust.authority().certificate());
    }

    @Test
    void a_fault_in_the_handshake_strikes_its_client() throws Exception {
        StreamServer server = net.open(server(false)).echo();
        StreamLink link = net.open(TcpLinkSpec.create().tls(TlsOptions.create().fault(TlsFault.CLOSE_IN_HELLO)))
                .to(server);
        try (Socket client = connect(link, true)) {
            assertThatThrownBy(() -> client.getOutputStream().write(1))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessage("Remote host terminated the handshake");
        }
        assertThat(link).within(SOON).connection(0).isOver();
    }

    @Test
    void a_fault_in_the_handshake_strikes_its_server() throws Exception {
        StreamServer server = net.open(server(true)).echo();
        StreamLink link = net.open(
                        TcpLinkSpec.create().upstreamTls(TlsOptions.create().fault(TlsFault.RESET_BEFORE_HELLO)))
                .to(server);
        try (Socket client = connect(link, false)) {
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(server).within(SOON).connection(0).hasEndedByRst();
    }

    @Test
    void the_server_sees_the_name_and_the_certificate_that_the_link_is_told_to_show() throws Exception {
        StreamServer server = net.open(
                        TcpServerSpec.create().tls(TlsOptions.create().clientAuth(ClientAuth.REQUIRED)))
                .echo();
        TlsOptions shown = TlsOptions.create().serverName("db.example").certificate(CertificateKind.VALID);
        StreamLink link = net.open(TcpLinkSpec.create().upstreamTls(shown)).to(server);
        try (Socket client = connect(link, false)) {
            echo(client, "hello");
        }

        assertThat(server).connection(0).tls().hasServerName("db.example").hasPeerSubject("CN=client");
    }

    @Test
    void a_link_does_not_start_in_plain_text() {
        TlsOptions later = TlsOptions.create().startTls();

        assertThatThrownBy(() -> UnixLinkSpec.create().upstreamTls(later))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("upstreamTls: startTls has no effect on a link, which does not know when it is time."
                        + " Remove it.");
    }
}
