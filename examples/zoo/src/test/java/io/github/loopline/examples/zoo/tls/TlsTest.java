package io.github.loopline.examples.zoo.tls;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.TLS_IMPOSTOR;
import static io.github.loopline.check.Wire.TLS_MUTE;
import static io.github.loopline.check.Wire.TLS_TRUNCATE;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamServer;
import org.junit.jupiter.api.Test;

class TlsTest {

    @WireTest(value = TLS_MUTE, withinMillis = 5000)
    void tls_handshake_no_timeout(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "thanks");
        var peer = at(server.address()).trusting(server.trust().sslContext());
        try (var client = TlsHandshakeNoTimeout.open(peer.within(1500))) {
            assertThat(client.call("hi")).isEqualTo("thanks");
        }
    }

    @WireTest(TLS_IMPOSTOR)
    void tls_no_hostname_check(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "thanks");
        var peer = at(server.address()).trusting(server.trust().sslContext());
        try (var client = TlsNoHostnameCheck.open(peer)) {
            assertThat(client.call("secret")).isEqualTo("thanks");
        }
    }

    @WireTest(TLS_TRUNCATE)
    void tls_truncation(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
        server.script(s -> s.send("DELETE FROM users WHERE id = 7").close());
        var peer = at(server.address()).trusting(server.trust().sslContext());
        assertThat(TlsTruncation.open(peer).fetch()).isEqualTo("DELETE FROM users WHERE id = 7");
    }

    @Test
    void starttls_injection(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) throws Exception {
        server.script(s -> s.expectLine("STARTTLS")
                .send("OK\ninjected\n")
                .startTls()
                .repeat(r -> r.expectLine().send("genuine\n")));
        var peer = at(server.address()).trusting(server.trust().sslContext());
        assertThatCall(() -> StarttlsInjection.open(peer).call("who")).returnsOrFails("genuine");
    }
}
