package io.github.loopline.stream;

import static io.github.loopline.stream.JdkWords.alert;
import static io.github.loopline.stream.JdkWords.received;
import static io.github.loopline.stream.JdkWords.told;
import static io.github.loopline.tls.CertificateKind.BAD_SIGNATURE;
import static io.github.loopline.tls.CertificateKind.EXPIRED;
import static io.github.loopline.tls.CertificateKind.NOT_YET_VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.loopline.Loopback;
import io.github.loopline.script.ScriptFailure;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client of the JDK that checks the host's name says of each wrong certificate, of the server's and of its own. */
class WrongCertificateTests {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String VALIDATION = "PKIX path validation failed: ";
    private static final String NO_PATH = "PKIX path building failed: "
            + "sun.security.provider.certpath.SunCertPathBuilderException: "
            + "unable to find valid certification path to requested target";

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server(TlsOptions tls) {
        return net.open(TcpServerSpec.create().tls(tls)).echo();
    }

    private static void talk(StreamServer server) throws IOException {
        talk(server, server.trust(), parameters -> {});
    }

    private static void talk(StreamServer server, Trust trust, Consumer<SSLParameters> settings) throws IOException {
        try (TlsClient client = TlsClient.connect(server.address(), trust, settings)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
        }
    }

    /** Has a client refuse a server, with an alert, and gives what it says. */
    private AbstractThrowableAssert<?, ?> refusal(CertificateKind kind, String alert, String message) {
        StreamServer server = server(TlsOptions.create().certificate(kind));
        Throwable failure = catchThrowable(() -> talk(server));

        assertThat(server).within(SOON).connection(0).tls().hasReceivedAlert(alert);
        assertThat(server).connection(0).hasReceivedNothing();
        return assertThat(failure)
                .isExactlyInstanceOf(SSLHandshakeException.class)
                .hasMessageStartingWith(told(alert, message));
    }

    private static List<Arguments> invalid() {
        return List.of(
                arguments(EXPIRED, "certificate_expired", "validity", CertificateExpiredException.class, "NotAfter: "),
                arguments(
                        NOT_YET_VALID,
                        "bad_certificate",
                        "validity",
                        CertificateNotYetValidException.class,
                        "NotBefore: "),
                arguments(
                        BAD_SIGNATURE,
                        "bad_certificate",
                        "signature",
                        SignatureException.class,
                        "Signature does not match."));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void no_valid_certificate(
            CertificateKind kind, String newerAlert, String check, Class<? extends Throwable> cause, String message) {
        refusal(kind, alert("certificate_unknown", newerAlert), VALIDATION)
                .hasMessageEndingWith("CertPathValidatorException: " + check + " check failed")
                .rootCause()
                .isExactlyInstanceOf(cause)
                .hasMessageStartingWith(message);
    }

    @Test
    void wrong_host() {
        String message = "No subject alternative DNS name matching localhost found.";
        refusal(CertificateKind.WRONG_HOST, "certificate_unknown", message)
                .hasMessage(told("certificate_unknown", message))
                .rootCause()
                .isExactlyInstanceOf(CertificateException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_CA", "MISSING_INTERMEDIATE"})
    void no_path_to_the_authority(CertificateKind kind) {
        refusal(kind, "certificate_unknown", NO_PATH)
                .hasMessage(told("certificate_unknown", NO_PATH))
                .rootCause()
                .isInstanceOf(CertPathBuilderException.class)
                .hasMessage("unable to find valid certification path to requested target");
    }

    @ParameterizedTest
    @EnumSource(names = {"VALID", "NO_ALTERNATIVE_NAME", "WEAK_KEY"})
    void what_the_jdk_accepts(CertificateKind kind) throws Exception {
        talk(server(TlsOptions.create().certificate(kind)));
    }

    @Test
    void a_script_that_cannot_begin_fails_and_says_so() {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create().certificate(CertificateKind.EXPIRED)));
        server.script(s -> s.expect("ping").send("pong"));

        assertThatThrownBy(() -> talk(server)).isInstanceOf(SSLHandshakeException.class);

        assertThatThrownBy(() -> server.connection(0).awaitScript())
                .isInstanceOf(ScriptFailure.class)
                .hasMessageMatching("\nExpecting connection #0 of tcp-server:\\d+ in script"
                        + " \\(WrongCertificateTests.java:\\d+\\)\n  to begin\n  but it was closed before");
        assertThatThrownBy(net::close).isInstanceOf(ScriptFailure.class);
    }

    /** Has a server refuse a client after a handshake that has succeeded for the client, if it is of TLS 1.3. */
    private StreamServer refusing(Trust trust, String protocol, boolean writes, String message) throws Exception {
        StreamServer server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));
        Trust shown = trust == null ? server.trust() : trust;
        try (TlsClient client = TlsClient.connect(
                server.address(), shown, parameters -> parameters.setProtocols(new String[] {protocol}))) {
            if (protocol.equals("TLSv1.3")) {
                client.socket().startHandshake();
            }
            assertThatThrownBy(() -> {
                        if (writes) {
                            client.send("ping");
                        }
                        client.receive(1);
                    })
                    .isExactlyInstanceOf(SSLHandshakeException.class)
                    .hasMessage(message);
        }
        assertThat(server).within(SOON).connection(0).hasReceivedNothing();
        return server;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, false", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.2, true"})
    void a_missing_certificate_of_the_client(String protocol, boolean writes) throws Exception {
        boolean newer = protocol.equals("TLSv1.3"); // which has an alert for it (RFC 8446, 6.2)
        String alert = alert("bad_certificate", newer ? "certificate_required" : "handshake_failure");
        StreamServer server = refusing(null, protocol, writes, received(alert));

        assertThat(server.connection(0).tls().failure()).isEqualTo(told(alert, "Empty client certificate chain"));
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRED, validity check failed",
        "NOT_YET_VALID, validity check failed",
        "UNKNOWN_CA, unable to find valid certification path to requested target",
        "MISSING_INTERMEDIATE, unable to find valid certification path to requested target",
        "BAD_SIGNATURE, signature check failed"
    })
    void a_wrong_certificate_of_the_client(CertificateKind kind, String reason) throws Exception {
        Trust trust = Trust.authority().presenting(kind);

        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            StreamServer server = refusing(trust, protocol, true, received("certificate_unknown"));

            assertThat(server.connection(0).tls().failure()).endsWith(reason);
            assertThat(server).connection(0).tls().hasFailed();
            assertThat(server.connection(0).tls().alertSent()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VALID", "WRONG_HOST", "NO_ALTERNATIVE_NAME", "WEAK_KEY"})
    void what_the_jdk_accepts_of_a_client(CertificateKind kind) throws Exception {
        StreamServer server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));

        talk(server, server.trust().presenting(kind), parameters -> {});
    }
}
