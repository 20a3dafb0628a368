package io.github.loopline.examples.tls;

import static io.github.loopline.tls.CertificateKind.WRONG_HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.stream.StreamServer;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What is special to TLS that begins in plain text. */
class StartTlsTest {

    @Test
    void an_answer_behind_the_go_ahead_is_dropped(@TcpServer(tls = @Tls(startTls = true)) StreamServer server)
            throws Exception {
        server.script(s -> s.send("220 mail.test ready\r\n")
                .expectLine("STARTTLS")
                .send("220 go ahead\r\n250 injected\r\n")
                .startTls()
                .expectLine("VRFY ada")
                .send("250 genuine\r\n"));

        assertThat(Mailbox.verify(Client.at(server), false)).isEqualTo("250 genuine");
    }

    @Test
    void a_server_without_tls_is_told_nothing(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) {
        server.script(s -> s.send("220 mail.test ready\r\n")
                .expectLine("STARTTLS")
                .send("502 what?\r\n")
                .expectEnd());

        assertThatThrownBy(() -> Mailbox.verify(Client.at(server), false)).hasMessage("No TLS: 502 what?");
    }

    @Test
    void commons_net_compares_the_name_when_it_is_told_to(
            @TcpServer(tls = @Tls(startTls = true, certificate = WRONG_HOST)) StreamServer server) {
        server.handle(Client.COMMONS_NET::receivesRequest);

        assertThatThrownBy(() -> Mailbox.verify(Client.at(server), true))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("matching localhost found");
        assertThat(server).connection(0).hasReceived("STARTTLS\r\n");
    }
}
