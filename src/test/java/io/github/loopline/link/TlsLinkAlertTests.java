package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Refusal;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a link refuses in the handshake hears why, and is not reset: on either side. */
class TlsLinkAlertTests {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void a_server_that_speaks_plain_text() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StreamLink link = net.open(TcpLinkSpec.create().upstreamTls(TlsOptions.create()))
                    .to(listener.getLocalSocketAddress());
            try (Socket client = new Socket("127.0.0.1", link.port());
                    Socket server = listener.accept()) {
                client.setSoTimeout(TIMEOUT_MILLIS);
                server.setSoTimeout(TIMEOUT_MILLIS);
                Refusal.readHello(server);
                server.getOutputStream().write("220 hello\r\n".getBytes());

                assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
                assertThat(link).within(SOON).connection(0).isOver();
                Refusal.isHeard(server, link);
            }
        }
    }

    @Test
    void a_client_that_speaks_plain_text() throws Exception {
        StreamServer server = net.tcpServer();
        StreamLink link =
                net.open(TcpLinkSpec.create().tls(TlsOptions.create())).to(server);
        try (Socket client = new Socket("127.0.0.1", link.port())) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());

            assertThat(server).within(SOON).connection(0).hasEndedByRst();
            assertThat(link).within(SOON).connection(0).isOver();
            Refusal.isHeard(client, link);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_socket_is_closed_once_its_peer_has_ended_too() throws Exception {
        StreamLink link =
                net.open(TcpLinkSpec.create().tls(TlsOptions.create())).to(net.tcpServer());
        try (Socket client = new Socket("127.0.0.1", link.port())) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
            client.getInputStream().readAllBytes();
            assertThat(link).within(SOON).connection(0).isOver();
            assertThat(inode(client)).isPositive();
            client.shutdownOutput();

            await().until(() -> inode(client) <= 0);
        }
    }

    /** Gives the socket at the other end of a connection of this machine, if somebody has it open. */
    private static long inode(Socket peer) {
        return SocketTable.inode(
                (InetSocketAddress) peer.getRemoteSocketAddress(), (InetSocketAddress) peer.getLocalSocketAddress());
    }

    /** In TLS 1.3 its handshake has succeeded, so it writes before it hears of it (RFC 8446, section 4.4.2.4). */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_client_without_a_certificate_that_writes(String protocol) throws Exception {
        StreamLink link = net.open(TcpLinkSpec.create().tls(TlsOptions.create().clientAuth(ClientAuth.REQUIRED)))
                .to(net.tcpServer());
        try (SSLSocket client =
                (SSLSocket) link.trust().sslContext().getSocketFactory().createSocket("localhost", link.port())) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            client.setEnabledProtocols(new String[] {protocol});

            assertThatThrownBy(() -> {
                        client.startHandshake();
                        client.getOutputStream().write(new byte[64 * 1024]);
                        client.getInputStream().read();
                    })
                    .isExactlyInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("Received fatal alert: ");
        }
        assertThat(link).within(SOON).connection(0).isOver();
        assertThat(link.connection(0).tls().failure()).endsWith("Empty client certificate chain");
    }
}
