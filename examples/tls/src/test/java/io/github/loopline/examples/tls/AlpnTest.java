package io.github.loopline.examples.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which protocol a client speaks is negotiated in the handshake. */
class AlpnTest {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"; // RFC 9113, 3.4

    @Test
    void jdk_speaks_http_2_to_who_chooses_it(@TcpServer(tls = @Tls(alpn = {"h2", "http/1.1"})) StreamServer server) {
        server.script(s -> s.expect(PREFACE).close());

        assertThatThrownBy(() -> JdkPage.read(Client.at(server))).isInstanceOf(IOException.class);
        assertThat(server).connection(0).hasReceivedStartingWith(PREFACE).tls().hasApplicationProtocol("h2");
    }

    @Test
    void jdk_speaks_http_1_to_who_chooses_nothing(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.handle(connection -> {
            connection.receiveUntil("\r\n\r\n");
            connection.send(Client.JDK.half + Client.JDK.rest);
        });

        assertThat(JdkPage.read(Client.at(server))).isEqualTo("hello");
        assertThat(server).connection(0).hasReceivedStartingWith("GET / HTTP/1.1\r\n");
    }
}
