package io.github.loopline.examples.smtp;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.commons.net.MalformedServerReplyException;
import org.apache.commons.net.smtp.SMTPConnectionClosedException;
import org.junit.jupiter.api.Test;

class MailerTest {

    private static final Duration PATIENT = ofSeconds(10);

    @Test
    void mail_is_delivered(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.send("220 mail.test ready\r\n")
                .expect("HELO client.test\r\n")
                .send("250 mail.test\r\n")
                .expect("MAIL FROM:<ada@a.test>\r\n")
                .send("250 sender ok\r\n")
                .expect("RCPT TO:<bob@b.test>\r\n")
                .send("250 recipient ok\r\n")
                .expect("DATA\r\n")
                .send("354 go ahead\r\n")
                .expect("Subject: hi\r\n\r\nFirst\r\n..dotted\r\n.\r\n")
                .send("250 queued\r\n")
                .expect("QUIT\r\n")
                .send("221 bye\r\n"));

        send(server.address(), PATIENT);

        assertThat(server).hasConnections(1);
    }

    @Test
    void replies_come_in_pieces(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.send("220 mail.test ready\r")
                .cut() // goes on when the client has read that
                .send("\n")
                .expectLine("HELO client.test")
                .sendSlowly("250-mail.test\r\n250 hi\r\n", ofMillis(1))
                .expectLine("MAIL FROM:<ada@a.test>")
                .send("2")
                .cut()
                .send("50 sender ok\r\n")
                .expectLine("RCPT TO:<bob@b.test>")
                .send("550 nobody there\r\n")
                .expectLine("QUIT")
                .send("221 bye\r\n"));

        var refusal = catchThrowableOfType(MailException.class, () -> send(server.address(), PATIENT));

        assertThat(refusal).hasMessage("550 nobody there");
        assertThat(refusal.isTransient()).isFalse();
    }

    @Test
    void recipient_is_turned_away_for_now(@TcpServer StreamServer server) {
        server.handle(connection -> connection
                .send("220 mail.test ready\r\n")
                .expect("HELO client.test\r\n")
                .send("250 mail.test\r\n")
                .expect("MAIL FROM:<ada@a.test>\r\n")
                .send("250 sender ok\r\n")
                .expect("RCPT TO:<bob@b.test>\r\n")
                .send("450 try again later\r\n")
                .expect("QUIT\r\n")
                .send("221 bye\r\n"));

        var refusal = catchThrowableOfType(MailException.class, () -> send(server.address(), PATIENT));

        assertThat(refusal).hasMessage("450 try again later");
        assertThat(refusal.isTransient()).isTrue();
    }

    @Test
    void server_is_too_busy_to_greet(@TcpServer StreamServer server) {
        server.handle(connection -> connection.send("421-mail.test is full\r\n421 come back\r\n"));

        assertThatThrownBy(() -> send(server.address(), PATIENT))
                .isInstanceOf(SMTPConnectionClosedException.class)
                .hasMessageContaining("421");
        assertThat(server).connection(0).hasReceivedNothing();
    }

    @Test
    void greeting_is_cut_within_the_code(@TcpServer StreamServer server) {
        server.handle(connection -> connection.send("22"));

        assertThatThrownBy(() -> send(server.address(), PATIENT)).isInstanceOf(MalformedServerReplyException.class);
    }

    @Test
    void greeting_is_cut_within_the_text(@TcpServer StreamServer server) {
        server.handle(connection -> connection
                .send("220 mail.te")
                .shutdownOutput()
                .expectLine("HELO client.test")
                .expectFin());

        assertThatThrownBy(() -> send(server.address(), PATIENT)).isInstanceOf(SMTPConnectionClosedException.class);
        assertThat(server).within(ofSeconds(3)).connection(0).hasEndedByFin();
    }

    @Test
    void server_closes_without_a_greeting(@TcpServer StreamServer server) {
        server.handle(connection -> connection.close());

        assertThatThrownBy(() -> send(server.address(), PATIENT)).isInstanceOf(SMTPConnectionClosedException.class);
    }

    @Test
    void server_resets_after_the_mail(@TcpServer StreamServer server) {
        server.handle(connection -> {
            connection.send("220 mail.test ready\r\n").expectLine("HELO client.test");
            connection.send("250 mail.test\r\n").expectLine("MAIL FROM:<ada@a.test>");
            connection.send("250 sender ok\r\n").expectLine("RCPT TO:<bob@b.test>");
            connection.send("250 recipient ok\r\n").expectLine("DATA");
            connection.send("354 go ahead\r\n").receiveUntil("\r\n.\r\n");
            connection.reset();
        });

        assertThatThrownBy(() -> send(server.address(), PATIENT))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    @Test
    void greeting_does_not_come(@TcpServer StreamServer mute) {
        assertThatThrownBy(() -> send(mute.address(), ofMillis(200))).isInstanceOf(SocketTimeoutException.class);

        assertThat(mute).connection(0).hasReceivedNothing();
        assertThat(mute).within(ofSeconds(3)).connection(0).hasEndedByFin();
    }

    @Test
    void nobody_listens(@RefusedPort InetSocketAddress nobody) {
        assertThatThrownBy(() -> send(nobody, PATIENT)).isInstanceOf(ConnectException.class);
    }

    @Test
    void server_is_unreachable(@UnresponsivePort InetSocketAddress nowhere) {
        assertThatThrownBy(() -> send(nowhere, ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
    }

    private static void send(InetSocketAddress server, Duration timeout) throws IOException {
        new Mailer(server, timeout).send("ada@a.test", "bob@b.test", "Subject: hi\n\nFirst\n.dotted\n");
    }
}
