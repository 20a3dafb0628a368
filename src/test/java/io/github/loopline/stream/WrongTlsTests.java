package io.github.loopline.stream;

import static io.github.loopline.stream.JdkWords.received;
import static io.github.loopline.stream.JdkWords.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.testkit.Refusal;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the JDK that checks the host's name sees of each way in which TLS goes wrong. */
class WrongTlsTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server(TlsOptions tls) {
        return net.open(TcpServerSpec.create().tls(tls)).echo();
    }

    private static void talk(StreamServer server, Trust trust, Consumer<SSLParameters> settings) throws IOException {
        try (TlsClient client = TlsClient.connect(server.address(), trust, settings)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
        }
    }

    private static Throwable failure(StreamServer server) {
        return catchThrowable(() -> talk(server, server.trust(), parameters -> {}));
    }

    @Test
    void no_protocol_in_common() {
        StreamServer server = server(TlsOptions.create().protocols("TLSv1.2"));

        assertThatThrownBy(() ->
                        talk(server, server.trust(), parameters -> parameters.setProtocols(new String[] {"TLSv1.3"})))
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage(received("protocol_version"));
    }

    @Test
    void a_protocol_that_the_jdk_has_disabled() {
        StreamServer server = server(TlsOptions.create().protocols("TLSv1"));

        assertThat(failure(server))
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage("Remote host terminated the handshake")
                .hasRootCauseInstanceOf(EOFException.class)
                .rootCause()
                .hasMessage("SSL peer shut down incorrectly");
        assertThat(server).within(SOON).connection(0).hasReceivedNothing();
        assertThat(server.connection(0).tls().failure()).contains("No appropriate protocol");
    }

    @Test
    void no_cipher_in_common() {
        StreamServer server = server(TlsOptions.create().ciphers("TLS_AES_128_GCM_SHA256"));

        assertThatThrownBy(() -> talk(
                        server,
                        server.trust(),
                        parameters -> parameters.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"})))
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage(received("handshake_failure"));
        assertThat(server).within(SOON).connection(0).tls().hasSentAlert("handshake_failure");
    }

    @Test
    void no_application_protocol_in_common() {
        StreamServer server = server(TlsOptions.create().alpn("h2"));

        assertThatThrownBy(() -> talk(
                        server,
                        server.trust(),
                        parameters -> parameters.setApplicationProtocols(new String[] {"http/1.1"})))
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage(received("no_application_protocol"));
    }

    /** A plain server that plays what no TLS server would say. */
    private Throwable sees(byte... said) {
        StreamServer server = net.open(TcpServerSpec.create()).handle(connection -> {
            connection.receive(5);
            connection.send(said).receiveToEnd();
        });
        return catchThrowable(() -> talk(server, Trust.authority(), parameters -> {}));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void plain_text_on_the_port_of_tls() {
        assertThat(sees("220 smtp.example ESMTP\r\n".getBytes()))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage("Unsupported or unrecognized SSL message");
    }

    @Test
    void garbage_in_a_record() {
        assertThat(sees(bytes(22, 3, 3, 0, 4, 0xee, 0xee, 0xee, 0xee)))
                .isExactlyInstanceOf(SSLProtocolException.class)
                .hasMessage("Unknown handshake type size, Handshake.msg_type = 238");
    }

    @Test
    void a_record_that_is_too_large() {
        assertThat(sees(bytes(22, 3, 3, 0xff, 0xff)))
                .isExactlyInstanceOf(SSLProtocolException.class)
                .hasMessage("Bad input record size, TLSCiphertext.length = 65535");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 40, javax.net.ssl.SSLHandshakeException, handshake_failure, Received fatal alert: handshake_failure",
        "2, 80, javax.net.ssl.SSLException, internal_error, Received fatal alert: internal_error",
        "1, 112, javax.net.ssl.SSLHandshakeException, handshake_failure, received handshake warning: unrecognized_name"
    })
    void a_forged_alert(int level, int code, Class<?> type, String alert, String message) {
        assertThat(sees(bytes(21, 3, 3, 0, 2, level, code)))
                .isExactlyInstanceOf(type.asSubclass(Throwable.class))
                .hasMessage(told(alert, message));
    }

    @Test
    void silence_in_the_handshake() {
        StreamServer server = net.open(TcpServerSpec.create());

        assertThatThrownBy(() -> {
                    try (TlsClient client = TlsClient.connect(server.address(), Trust.authority(), parameters -> {})) {
                        client.raw().setSoTimeout(200);
                        client.send("ping");
                    }
                })
                .isExactlyInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9})
    void an_end_in_the_handshake(int length) {
        byte[] part = bytes(22, 3, 3, 0, 90, 2, 0, 0, 86);
        StreamServer server = net.open(TcpServerSpec.create()).handle(connection -> {
            connection.receive(5);
            connection.send(Arrays.copyOf(part, length)).shutdownOutput().receiveToEnd();
        });

        assertThat(catchThrowable(() -> talk(server, Trust.authority(), parameters -> {})))
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessage("Remote host terminated the handshake")
                .rootCause()
                .isExactlyInstanceOf(EOFException.class)
                .hasMessage("SSL peer shut down incorrectly");
    }

    @Test
    void a_reset_in_the_handshake() {
        StreamServer server = net.open(TcpServerSpec.create()).handle(connection -> {
            connection.receive(5);
            connection.reset();
        });

        assertThat(catchThrowable(() -> talk(server, Trust.authority(), parameters -> {})))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    /** A reset would take the alert away from it. */
    @Test
    void who_is_refused_reads_why_and_may_write_until_the_fixture_is_closed() throws Exception {
        StreamServer server = server(TlsOptions.create());
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());

            Refusal.isHeard(client, () -> {
                assertThat(server.connection(0).end()).isEqualTo(End.CLOSED);
                net.close();
            });
        }
    }
}
