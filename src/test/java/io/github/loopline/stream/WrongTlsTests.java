package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.script.ScriptFailure;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLProtocolException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

    private AbstractThrowableAssert<?, ?> refusal(CertificateKind kind) {
        return assertThat(failure(server(TlsOptions.create().certificate(kind))))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void expired() {
        refusal(CertificateKind.EXPIRED)
                .hasMessageContaining("PKIX path validation failed")
                .rootCause()
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void a_script_that_cannot_begin_fails_and_says_so() {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create().certificate(CertificateKind.EXPIRED)));
        server.script(s -> s.expect("ping").send("pong"));

        assertThat(failure(server)).isInstanceOf(SSLHandshakeException.class);

        assertThatThrownBy(() -> server.connection(0).awaitScript())
                .isInstanceOf(ScriptFailure.class)
                .hasMessageMatching(
                        "\nExpecting connection #0 of tcp-server:\\d+ in script \\(WrongTlsTests.java:\\d+\\)\n"
                                + "  to begin\n  but it was closed before");
        assertThatThrownBy(net::close).isInstanceOf(ScriptFailure.class);
    }

    @Test
    void not_yet_valid() {
        refusal(CertificateKind.NOT_YET_VALID).rootCause().isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void wrong_host() {
        refusal(CertificateKind.WRONG_HOST)
                .hasMessageEndingWith("No subject alternative DNS name matching localhost found.");
    }

    @Test
    void bad_signature() {
        refusal(CertificateKind.BAD_SIGNATURE)
                .rootCause()
                .isInstanceOf(SignatureException.class)
                .hasMessage("Signature does not match.");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_CA", "MISSING_INTERMEDIATE"})
    void no_path_to_the_authority(CertificateKind kind) {
        refusal(kind)
                .hasMessageContaining("PKIX path building failed")
                .hasMessageContaining("unable to find valid certification path");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ALTERNATIVE_NAME", "WEAK_KEY"})
    void what_the_jdk_accepts(CertificateKind kind) throws Exception {
        StreamServer server = server(TlsOptions.create().certificate(kind));

        talk(server, server.trust(), parameters -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_missing_certificate_of_the_client(String protocol) {
        StreamServer server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));

        Throwable failure = catchThrowable(
                () -> talk(server, server.trust(), parameters -> parameters.setProtocols(new String[] {protocol})));

        assertThat(failure).isInstanceOfAny(SSLException.class, SocketException.class);
        assertThat(server).within(SOON).connection(0).hasReceivedNothing();
        assertThat(server.connection(0).tls().failure()).endsWith("Empty client certificate chain");
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRED, PKIX path validation failed",
        "UNKNOWN_CA, PKIX path building failed",
        "BAD_SIGNATURE, PKIX path validation failed",
        "MISSING_INTERMEDIATE, PKIX path building failed"
    })
    void a_wrong_certificate_of_the_client(CertificateKind kind, String reason) {
        StreamServer server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));

        Throwable failure = catchThrowable(() -> talk(server, server.trust().presenting(kind), parameters -> {}));

        assertThat(failure).isInstanceOfAny(SSLException.class, SocketException.class);
        assertThat(server).within(SOON).connection(0).hasReceivedNothing();
        assertThat(server.connection(0).tls().failure()).contains(reason);
        assertThat(server.connection(0).tls().alertSent()).isNotNull();
    }

    @Test
    void no_protocol_in_common() {
        StreamServer server = server(TlsOptions.create().protocols("TLSv1.2"));

        assertThatThrownBy(() ->
                        talk(server, server.trust(), parameters -> parameters.setProtocols(new String[] {"TLSv1.3"})))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Received fatal alert: protocol_version");
    }

    @Test
    void a_protocol_that_the_jdk_has_disabled() {
        StreamServer server = server(TlsOptions.create().protocols("TLSv1"));

        assertThat(failure(server))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Remote host terminated the handshake")
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
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Received fatal alert: handshake_failure");
        assertThat(server).within(SOON).connection(0).tls().hasSentAlert("handshake_failure");
    }

    @Test
    void no_application_protocol_in_common() {
        StreamServer server = server(TlsOptions.create().alpn("h2"));

        assertThatThrownBy(() -> talk(
                        server,
                        server.trust(),
                        parameters -> parameters.setApplicationProtocols(new String[] {"http/1.1"})))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Received fatal alert: no_application_protocol");
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
                .isInstanceOf(SSLException.class)
                .hasMessage("Unsupported or unrecognized SSL message");
    }

    @Test
    void garbage_in_a_record() {
        assertThat(sees(bytes(22, 3, 3, 0, 4, 0xee, 0xee, 0xee, 0xee)))
                .isInstanceOf(SSLProtocolException.class)
                .hasMessageContaining("Unknown handshake type size, Handshake.msg_type = 238");
    }

    @Test
    void a_record_that_is_too_large() {
        assertThat(sees(bytes(22, 3, 3, 0xff, 0xff)))
                .isInstanceOf(SSLProtocolException.class)
                .hasMessageContaining("Bad input record size, TLSCiphertext.length = 65535");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 40, javax.net.ssl.SSLHandshakeException, Received fatal alert: handshake_failure",
        "2, 80, javax.net.ssl.SSLException, Received fatal alert: internal_error",
        "1, 112, javax.net.ssl.SSLHandshakeException, received handshake warning: unrecognized_name"
    })
    void a_forged_alert(int level, int code, Class<?> type, String message) {
        assertThat(sees(bytes(21, 3, 3, 0, 2, level, code)))
                .isExactlyInstanceOf(type.asSubclass(Throwable.class))
                .hasMessageEndingWith(message);
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
                .isInstanceOf(SocketTimeoutException.class)
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
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Remote host terminated the handshake")
                .rootCause()
                .isInstanceOf(EOFException.class)
                .hasMessage("SSL peer shut down incorrectly");
    }

    @Test
    void a_reset_in_the_handshake() {
        StreamServer server = net.open(TcpServerSpec.create()).handle(connection -> {
            connection.receive(5);
            connection.reset();
        });

        assertThat(catchThrowable(() -> talk(server, Trust.authority(), parameters -> {})))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }
}
