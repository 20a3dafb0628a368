package io.github.loopline.junit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixServerSpec;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import java.lang.annotation.Annotation;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** {@code tls = @Tls}: what it gives, and what it refuses in one line. */
class TlsAttributeTests {

    @Test
    void client_greets_over_tls(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.script(s -> s.expect("HELO\r\n").send("250 ok\r\n"));
        SSLSocketFactory sockets = server.trust().sslContext().getSocketFactory();

        try (Socket client = sockets.createSocket("localhost", server.port())) {
            client.getOutputStream().write("HELO\r\n".getBytes());
            assertThat(client.getInputStream().readNBytes(8)).asString().isEqualTo("250 ok\r\n");
        }

        assertThat(server).connection(0).hasReceived("HELO\r\n").tls().hasProtocol("TLSv1.3");
        assertThat(server).within(ofSeconds(5)).connection(0).tls().hasEndedWithCloseNotify();
    }

    @Test
    void client_goes_over_to_tls(
            @TcpServer(tls = @Tls(startTls = true)) StreamServer server,
            @TcpClient(tls = @Tls(startTls = true)) StreamClient client) {
        server.script(s -> s.expectLine("STARTTLS")
                .send("220 go ahead\r\n")
                .startTls()
                .expectLine("EHLO you")
                .send("250 ok\r\n"));

        client.connect(server)
                .send("STARTTLS\r\n")
                .expectLine("220 go ahead")
                .startTls()
                .send("EHLO you\r\n")
                .expectLine("250 ok");

        assertThat(server)
                .connection(0)
                .hasReceived("STARTTLS\r\nEHLO you\r\n")
                .tls()
                .hasProtocol("TLSv1.3");
    }

    @Test
    void faults_and_names_are_attributes(
            @TcpServer(tls = @Tls(fault = TlsFault.CIPHER_MISMATCH)) StreamServer refusing,
            @TcpServer(tls = @Tls) StreamServer asked,
            @TcpClient(tls = @Tls(serverName = "db.example")) StreamClient client,
            @UnixClient(tls = @Tls) StreamClient unix) {
        client.connect(refusing);
        assertThat(client).within(ofSeconds(10)).tls().hasReceivedAlert("handshake_failure");
        client.connection().close();

        client.connect(asked).send("x");
        assertThat(asked)
                .within(ofSeconds(10))
                .connection(0)
                .hasReceived("x")
                .tls()
                .hasServerName("db.example");
        assertThat(unix.connections()).isEmpty();
    }

    @Test
    void each_attribute_is_read(
            @TcpServer(
                            host = "127.0.0.2",
                            tls =
                                    @Tls(
                                            certificate = CertificateKind.NO_ALTERNATIVE_NAME,
                                            names = "db.example",
                                            protocols = "TLSv1.2",
                                            ciphers = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                            alpn = "h2",
                                            clientAuth = ClientAuth.WANTED))
                    StreamServer server)
            throws Exception {
        server.echo();
        try (SSLSocket client = (SSLSocket) server.trust()
                .presenting(CertificateKind.VALID)
                .sslContext()
                .getSocketFactory()
                .createSocket("127.0.0.2", server.port())) {
            var parameters = client.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            client.setSSLParameters(parameters);
            client.getOutputStream().write("x".getBytes());
            assertThat(client.getInputStream().read()).isEqualTo('x');

            assertThat(client.getSession().getPeerPrincipal()).hasToString("CN=db.example");
        }
        assertThat(server)
                .connection(0)
                .tls()
                .hasProtocol("TLSv1.2")
                .hasCipher("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .hasApplicationProtocol("h2")
                .hasPeerSubject("CN=client");
    }

    /** What declarations are refused for; nobody injects them. */
    static class Wrong {
        @TcpServer(tls = {@Tls, @Tls})
        Object twice;

        @TcpServer(tls = @Tls(keyStore = "/no/such.p12"))
        Object keyStore;

        @TcpServer(tls = @Tls(keyStorePassword = "secret"))
        Object password;

        @TcpServer(tls = @Tls(protocols = "TLSv9"))
        Object protocol;

        @TcpServer(tls = @Tls(ciphers = "ROT13"))
        Object cipher;

        @TcpServer(tls = @Tls(alpn = ""))
        Object alpn;

        @TcpServer(tls = @Tls)
        Object server;

        @UnixServer(type = SocketType.SEQPACKET, tls = @Tls)
        Object packets;
    }

    private static void assertLine(String field, Class<?> type, String line) throws NoSuchFieldException {
        Annotation annotation = Wrong.class.getDeclaredField(field).getAnnotations()[0];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FixtureSources.spec(new Declaration(List.of(annotation), type, "")))
                .withMessage(line);
    }

    @Test
    void what_cannot_be_is_refused_in_one_line() throws Exception {
        Class<?> type = StreamServer.class;
        assertLine("twice", type, "tls must be given once but has 2 values. Write one.");
        assertLine(
                "keyStore",
                type,
                "tls: keyStore must be a file of type PKCS#12 or JKS with one private key but [/no/such.p12] cannot be"
                        + " read. Write the path of one that can.");
        assertLine("password", type, "tls: keyStorePassword has no effect without keyStore. Write both or none.");
        assertLine(
                "protocol",
                type,
                "tls: protocols must have names that this JDK knows but has <TLSv9>. Write TLSv1.3, say.");
        assertLine(
                "cipher",
                type,
                "tls: ciphers must have names that this JDK knows but has <ROT13>."
                        + " Write TLS_AES_128_GCM_SHA256, say.");
        assertLine("alpn", type, "tls: alpn must have names of 1 to 255 bytes but has one of 0. Write h2, say.");
        assertLine(
                "server",
                ServerSocket.class,
                "tls has no effect on ServerSocket. Remove it, or inject StreamServer, InetSocketAddress or int.");
        assertLine("packets", PacketServer.class, "tls has no effect on PacketServer. Remove it.");
    }

    @Test
    void a_datagram_fixture_has_no_tls() {
        Options tls = Options.NONE.with(Option.TLS, TlsOptions.create());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> UdpPeerSpec.of(tls).as(DatagramPeer.class))
                .withMessage("tls has no effect on DatagramPeer. Remove it.");
    }

    @Test
    void options_of_something_else_are_refused() {
        Options wrong = Options.NONE.with(Option.TLS, "yes");
        String line = "tls must be a TlsOptions but was yes. Write TlsOptions.create().";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpServerSpec.of(wrong))
                .withMessage(line);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnixServerSpec.of(wrong))
                .withMessage(line);
    }
}
