package io.github.loopline.examples.tls;

import static io.github.loopline.tls.CertificateKind.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.TlsOptions;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** The certificate of a server changes while clients know it. */
class RotationTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String LAST = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    @Test
    void a_pooled_connection_outlives_the_certificate(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.handle(connection -> {
            for (var answer : new String[] {KEPT, LAST}) {
                connection.receiveUntil("\r\n\r\n");
                connection.send(answer);
            }
        });
        var pages = new PooledPage(Client.at(server));
        assertThat(pages.read()).isEqualTo("hello");

        server.tls(TlsOptions.create().certificate(EXPIRED));

        assertThat(pages.read()).isEqualTo("hello");
        assertThat(server).hasConnections(1);
        assertThatThrownBy(pages::read)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("validity check failed");
        assertThat(server).hasConnections(2);
    }
}
