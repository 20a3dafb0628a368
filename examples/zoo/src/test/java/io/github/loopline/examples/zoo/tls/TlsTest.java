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
}
