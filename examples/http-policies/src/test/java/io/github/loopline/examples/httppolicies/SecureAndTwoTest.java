package io.github.loopline.examples.httppolicies;

import static io.github.loopline.script.Framing.lengthPrefixed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.check.Call;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The socket policies that are about TLS and HTTP/2. */
class SecureAndTwoTest {

    @Test
    void fail_handshake(@TcpServer StreamServer server) {
        server.script(s -> s.framing(lengthPrefixed(2).offset(3))
                .expectFrame()
                .sendHex("15 03 03 00 02 02 28")
                .close());
        var client = new OrderClient(
                HttpClient.newHttpClient(), URI.create("https://127.0.0.1:" + server.port()), ofSeconds(10));

        assertThatThrownBy(client::lookUp)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("handshake_failure");
    }

    @Test
    void upgrade_to_ssl_at_end(@TcpServer ServerSocket proxy) throws Exception {
        var tls = shop();
        try (var serving = Call.start(() -> tunnel(proxy, tls))) {
            var http = HttpClient.newBuilder()
                    .proxy(ProxySelector.of((InetSocketAddress) proxy.getLocalSocketAddress()))
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            var client = new OrderClient(http, URI.create("https://shop.test/orders"), ofSeconds(10));

            assertThat(client.lookUp()).isEqualTo("secret");
            assertThat(serving.join()).startsWith("CONNECT shop.test:443 HTTP/1.1\r\n");
        }
    }

    /** Answers CONNECT, goes on with TLS on the same socket, and gives what it was asked in plain text. */
    private static String tunnel(ServerSocket proxy, SSLContext tls) throws IOException {
        try (var plain = proxy.accept()) {
            var asked = head(plain);
            plain.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
            try (var secure = tls.getSocketFactory().createSocket(plain, null, true)) {
                head(secure);
                secure.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret".getBytes(US_ASCII));
            }
            return asked;
        }
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    private static SSLContext shop() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var file = SecureAndTwoTest.class.getResourceAsStream("/shop.p12")) {
            store.load(file, "changeit".toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void reset_stream_at_start(@TcpServer StreamServer server) {
        server.script(s -> s.expectMatching("(?s)GET .*?Upgrade: h2c.*?\r\n\r\n")
                .send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
                .sendHex("00 00 00 04 00 00 00 00 00")
                .expect("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .sendHex("00 00 04 03 00 00 00 00 01 00 00 00 08")
                .silence());
        var client = new OrderClient(
                HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + server.port() + "/orders"), ofSeconds(10));

        assertThatThrownBy(client::lookUp)
                .isInstanceOf(IOException.class)
                .hasMessage("Received RST_STREAM: Stream cancelled");
    }
}
