package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.LooplineSoftAssertions;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsOptions;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asserted of TLS on the two sides of a link. */
class TlsLinkAssertTests {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TlsOptions TLS = TlsOptions.create();

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private static SSLSocket connect(StreamLink link) throws Exception {
        return (SSLSocket) link.trust().sslContext().getSocketFactory().createSocket("localhost", link.port());
    }

    @Test
    void each_side_has_facts_of_its_own() throws Exception {
        StreamServer server = net.open(
                        TcpServerSpec.create().tls(TLS.protocols("TLSv1.3").alpn("up")))
                .echo();
        StreamLink link = net.open(TcpLinkSpec.create()
                        .tls(TLS.protocols("TLSv1.2").alpn("down"))
                        .upstreamTls(TLS.serverName("db.example").alpn("up")))
                .to(server);
        try (SSLSocket client = connect(link)) {
            var parameters = client.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"down"});
            client.setSSLParameters(parameters);
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            String cipher = client.getSession().getCipherSuite();

            assertThat(link)
                    .connection(0)
                    .tls()
                    .hasProtocol("TLSv1.2")
                    .hasCipher(cipher)
                    .hasApplicationProtocol("down");
            assertThat(link)
                    .connection(0)
                    .upstreamTls()
                    .hasProtocol("TLSv1.3")
                    .hasApplicationProtocol("up")
                    .hasServerName("db.example")
                    .hasPeerSubject("CN=localhost");
        }
        assertThat(link).within(SOON).connection(0).tls().hasEndedWithCloseNotify();
        assertThat(link).within(SOON).connection(0).upstreamTls().hasEndedWithCloseNotify();
    }

    @Test
    void an_alert_is_of_the_side_that_it_came_on() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(TLS)).echo();
        StreamLink link = net.open(TcpLinkSpec.create()
                        .tls(TLS.certificate(CertificateKind.UNKNOWN_CA))
                        .upstreamTls(TLS))
                .to(server);
        try (SSLSocket client = connect(link)) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }

        assertThat(link)
                .within(SOON)
                .connection(0)
                .tls()
                .hasReceivedAlert("certificate_unknown")
                .hasFailed();
        assertThatThrownBy(() -> assertThat(link).connection(0).upstreamTls().hasFailed())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("\nExpecting server side #0 of " + link + "\n  to have failed\n  but it has: ");
    }

    @Test
    void a_failure_says_what_there_is() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(TLS)).echo();
        StreamLink link = net.open(TcpLinkSpec.create().upstreamTls(TLS)).to(server);
        try (Socket client = new Socket("127.0.0.1", link.port())) {
            assertThat(link).within(SOON).connection(0).upstreamTls().hasProtocol("TLSv1.3");
            String cipher = link.connection(0).upstreamTls().cipher();

            assertThatThrownBy(
                            () -> assertThat(link).connection(0).upstreamTls().hasProtocol("TLSv1.2"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("\nExpecting server side #0 of " + link
                            + "\n  to have the protocol <TLSv1.2>\n  but it has: TLSv1.3, " + cipher
                            + ", peer CN=localhost\n  and the connection is open");
            assertThatThrownBy(() ->
                            assertThat(link).within(SOON).connection(0).tls().hasProtocol("TLSv1.2"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("\nExpecting connection #0 of " + link
                            + "\n  to have the protocol <TLSv1.2>\n  but the link speaks no TLS to the client"
                            + "\n  and waiting up to 10 s would not help: the link speaks no TLS to the client");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_server_that_is_not_reached_is_awaited() throws Exception {
        StreamLink link = net.open(TcpLinkSpec.create().upstreamTls(TLS)).to(net.unresponsivePort());
        try (Socket client = new Socket("127.0.0.1", link.port())) {
            assertThatThrownBy(() -> assertThat(link)
                            .within(Duration.ofMillis(50))
                            .connection(0)
                            .upstreamTls()
                            .hasProtocol("TLSv1.3"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("\nExpecting server side #0 of " + link
                            + "\n  to have the protocol <TLSv1.3>\n  but the link has not connected to the server"
                            + "\n  within 50 ms");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_connection_that_is_missing_is_told_once() {
        StreamLink link = net.open(TcpLinkSpec.create().tls(TLS)).to(net.tcpServer());
        LooplineSoftAssertions softly = new LooplineSoftAssertions();

        softly.assertThat(link).connection(0).tls().hasProtocol("TLSv1.3");
        softly.assertThat(link).connection(0).upstreamTls().hasProtocol("TLSv1.3");

        assertThat(softly.errorsCollected()).hasSize(2);
    }
}
