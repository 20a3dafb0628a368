package io.github.loopline.stream;

import static io.github.loopline.stream.JdkWords.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the JDK sees of each fault in the handshake. */
class TlsFaultTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server(TlsFault fault) {
        return net.open(TcpServerSpec.create().tls(TlsOptions.create().fault(fault)));
    }

    private AbstractThrowableAssert<?, ?> seen(TlsFault fault) {
        return seen(server(fault), 10_000);
    }

    private static AbstractThrowableAssert<?, ?> seen(StreamServer server, int timeoutMillis) {
        return assertThat(catchThrowable(() -> {
            try (TlsClient client = TlsClient.connect(server)) {
                client.raw().setSoTimeout(timeoutMillis);
                client.send("ping").receive(4);
            }
        }));
    }

    @ParameterizedTest
    @EnumSource(names = {"MUTE_BEFORE_HELLO", "MUTE_IN_HELLO", "MUTE_AFTER_HELLO"})
    void a_mute_server_keeps_the_client_waiting(TlsFault fault) {
        StreamServer server = server(fault);

        seen(server, 300).isExactlyInstanceOf(SocketTimeoutException.class).hasMessage("Read timed out");

        assertThat(server).within(SOON).connection(0).hasEndedByFin();
        assertThat(server).connection(0).hasReceivedNothing();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE_BEFORE_HELLO", "CLOSE_IN_HELLO", "CLOSE_AFTER_HELLO"})
    void a_fin_ends_the_handshake(TlsFault fault) {
        StreamServer server = server(fault);

        seen(server, 10_000)
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage("Remote host terminated the handshake")
                .rootCause()
                .isExactlyInstanceOf(EOFException.class)
                .hasMessage("SSL peer shut down incorrectly");
        assertThat(server).within(SOON).connection(0).hasEnded();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_BEFORE_HELLO", "RESET_IN_HELLO"})
    void a_reset_ends_the_handshake(TlsFault fault) {
        seen(fault).isExactlyInstanceOf(SocketException.class).hasMessage("Connection reset");
    }

    @Test
    void a_reset_after_the_hello_meets_a_client_that_reads_or_writes() {
        seen(TlsFault.RESET_AFTER_HELLO)
                .isExactlyInstanceOf(SocketException.class)
                .message()
                .matches("Connection reset( by peer)?|Broken pipe");
    }

    @ParameterizedTest
    @CsvSource({
        "PROTOCOL_MISMATCH, javax.net.ssl.SSLHandshakeException, protocol_version, Received fatal alert: protocol_version",
        "CIPHER_MISMATCH, javax.net.ssl.SSLHandshakeException, handshake_failure, Received fatal alert: handshake_failure",
        "FORGED_ALERT, javax.net.ssl.SSLException, internal_error, Received fatal alert: internal_error",
        "FORGED_WARNING, javax.net.ssl.SSLHandshakeException, handshake_failure, received handshake warning: unrecognized_name"
    })
    void an_alert_that_no_side_has_reason_for(TlsFault fault, Class<?> type, String alert, String message) {
        seen(fault).isExactlyInstanceOf(type.asSubclass(Throwable.class)).hasMessage(told(alert, message));
    }

    @Test
    void plain_text() {
        seen(TlsFault.PLAIN_TEXT)
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage("Unsupported or unrecognized SSL message");
    }

    @Test
    void a_record_of_garbage() {
        seen(TlsFault.GARBAGE_RECORD)
                .isExactlyInstanceOf(SSLProtocolException.class)
                .hasMessage("Unknown handshake type size, Handshake.msg_type = 238");
    }

    @Test
    void a_record_that_is_too_large() {
        seen(TlsFault.OVERSIZED_RECORD)
                .isExactlyInstanceOf(SSLProtocolException.class)
                .hasMessage("Bad input record size, TLSCiphertext.length = 65535");
    }

    @Test
    void later_connections_shake_hands_again() throws Exception {
        StreamServer server = server(TlsFault.CLOSE_AFTER_HELLO).echo();
        seen(server, 10_000).isExactlyInstanceOf(SSLHandshakeException.class);

        server.tls(TlsOptions.create());

        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
        }
    }

    @Test
    void no_handler_is_called_and_the_transcript_says_why() {
        StreamServer server = server(TlsFault.MUTE_AFTER_HELLO).handle(connection -> connection.send("never"));

        seen(server, 300).isExactlyInstanceOf(SocketTimeoutException.class);

        assertThat(server).within(SOON).connection(0).hasEnded();
        assertThat(net.transcript().toString()).contains("in the handshake: MUTE_AFTER_HELLO");
    }

    private Throwable seenByServer(TlsFault fault, int timeoutMillis) throws IOException {
        SSLServerSocket listener = (SSLServerSocket)
                Trust.authority().sslContext().getServerSocketFactory().createServerSocket();
        try (listener) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            net.open(TcpClientSpec.create().tls(TlsOptions.create().fault(fault)))
                    .connect(listener.getLocalPort());
            try (Socket accepted = listener.accept()) {
                accepted.setSoTimeout(timeoutMillis);
                return catchThrowable(() -> ((SSLSocket) accepted).startHandshake());
            }
        }
    }

    @Test
    void a_client_does_it_in_its_own_hello() throws Exception {
        assertThat(seenByServer(TlsFault.MUTE_IN_HELLO, 300)).isExactlyInstanceOf(SocketTimeoutException.class);
        assertThat(seenByServer(TlsFault.CLOSE_IN_HELLO, 10_000)).isExactlyInstanceOf(SSLHandshakeException.class);
        assertThat(seenByServer(TlsFault.RESET_IN_HELLO, 10_000)).isExactlyInstanceOf(SocketException.class);
        assertThat(seenByServer(TlsFault.PLAIN_TEXT, 10_000)).isExactlyInstanceOf(SSLException.class);
    }
}
