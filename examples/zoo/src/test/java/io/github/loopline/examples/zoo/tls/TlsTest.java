package io.github.loopline.examples.zoo.tls;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lines;
import static io.github.loopline.tls.CertificateKind.WRONG_HOST;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TlsTest {

    @Test
    void tls_handshake_no_timeout(@TcpServer StreamServer mute) {
        var peer = at(mute.address()).within(300).trusting(Trust.authority().sslContext());
        assertThatCall(() -> TlsHandshakeNoTimeout.open(peer))
                .within(ofSeconds(3))
                .fails(IOException.class);
    }

    @Test
    void tls_no_hostname_check(@TcpServer(tls = @Tls(certificate = WRONG_HOST)) StreamServer impostor) {
        impostor.framing(lines()).answer(request -> "thanks");
        var peer = at(impostor.address()).trusting(impostor.trust().sslContext());
        assertThatCall(() -> TlsNoHostnameCheck.open(peer).call("secret")).fails(IOException.class);
        assertThat(impostor).hasReceivedNothing();
    }

    @Test
    void tls_truncation(@TcpServer(tls = @Tls) StreamServer server) {
        server.script(s -> s.send("DELETE FROM users").closeWithoutCloseNotify());
        var peer = at(server.address()).trusting(server.trust().sslContext());
        assertThatCall(() -> TlsTruncation.open(peer).fetch()).fails(IOException.class);
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
