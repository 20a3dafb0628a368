package io.github.loopline.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDK's own client and server make of the certificates. */
class TrustTests {

    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "::1");

    private static SSLEngine server(TlsOptions options) {
        return TlsContext.server(options, HOSTS).engine();
    }

    private static void shake(TlsOptions options, Trust trust, String host) throws SSLException {
        Handshake.between(Handshake.client(trust.sslContext(), host), server(options));
    }

    private static AbstractThrowableAssert<?, ?> refusal(CertificateKind kind) {
        return assertThatThrownBy(() -> shake(TlsOptions.create().certificate(kind), Trust.authority(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
    void a_valid_certificate_is_believed_under_each_name(String host) throws Exception {
        SSLEngine client = Handshake.client(Trust.authority().sslContext(), host);
        Handshake.between(client, server(TlsOptions.create()));

        assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(client.getSession().getPeerCertificates()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_protocol_can_be_chosen(String protocol) throws Exception {
        SSLEngine client = Handshake.client(Trust.authority().sslContext(), "localhost");
        Handshake.between(client, server(TlsOptions.create().protocols(protocol)));

        assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
    }

    @Test
    void each_wrong_certificate_is_refused_for_its_fault() {
        refusal(CertificateKind.EXPIRED).rootCause().isInstanceOf(CertificateExpiredException.class);
        refusal(CertificateKind.NOT_YET_VALID).rootCause().isInstanceOf(CertificateNotYetValidException.class);
        refusal(CertificateKind.WRONG_HOST)
                .hasMessageEndingWith("No subject alternative DNS name matching localhost found.");
        refusal(CertificateKind.UNKNOWN_CA)
                .hasMessageContaining("unable to find valid certification path to requested target");
        refusal(CertificateKind.MISSING_INTERMEDIATE)
                .hasMessageContaining("unable to find valid certification path to requested target");
        refusal(CertificateKind.BAD_SIGNATURE)
                .rootCause()
                .isInstanceOf(SignatureException.class)
                .hasMessage("Signature does not match.");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ALTERNATIVE_NAME", "WEAK_KEY"})
    void the_jdk_accepts_what_it_should_not(CertificateKind kind) throws Exception {
        shake(TlsOptions.create().certificate(kind), Trust.authority(), "localhost");
    }

    @Test
    void nothing_but_the_authority_is_trusted() {
        assertThat(Trust.authority().trustManager().getAcceptedIssuers())
                .containsExactly(Trust.authority().certificate());
        assertThat(Trust.of(Identity.issue(CertificateKind.UNKNOWN_CA)).certificate())
                .isEqualTo(Trust.authority().certificate());
    }

    @Test
    void a_client_shows_what_the_server_asks_for() throws Exception {
        SSLEngine server = server(TlsOptions.create().clientAuth(ClientAuth.REQUIRED));
        Trust trust = Trust.authority().presenting(CertificateKind.VALID);
        Handshake.between(Handshake.client(trust.sslContext(), "localhost"), server);

        assertThat(server.getSession().getPeerPrincipal()).hasToString("CN=client");
    }

    @Test
    void a_client_without_a_certificate_or_with_a_wrong_one_is_refused() {
        TlsOptions required = TlsOptions.create().clientAuth(ClientAuth.REQUIRED);

        assertThatThrownBy(() -> shake(required, Trust.authority(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith("Empty client certificate chain");
        assertThatThrownBy(() -> shake(required, Trust.authority().presenting(CertificateKind.EXPIRED), "localhost"))
                .rootCause()
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> shake(required, Trust.authority().presenting(CertificateKind.UNKNOWN_CA), "localhost"))
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void a_certificate_that_is_only_wanted_may_be_missing() throws Exception {
        shake(TlsOptions.create().clientAuth(ClientAuth.WANTED), Trust.authority(), "localhost");
    }

    @Test
    void a_trust_store_has_the_authority(@TempDir Path folder) throws Exception {
        Path file = Trust.authority().writeTrustStore(folder.resolve("trust.p12"), "secret");
        KeyStore store = KeyStore.getInstance(file.toFile(), "secret".toCharArray());

        assertThat(store.size()).isOne();
        assertThat(store.getCertificate("ca")).isEqualTo(Trust.authority().certificate());
        assertThat(store.getType()).isEqualTo("PKCS12");
    }

    @Test
    void an_identity_of_the_test_is_shown_and_trusted(@TempDir Path folder) throws Exception {
        Path file = Identity.issue(CertificateKind.VALID, "db.example")
                .writeKeyStore(folder.resolve("server.p12"), "secret");
        TlsContext context = TlsContext.server(TlsOptions.create().keyStore(file, "secret"), HOSTS);

        Handshake.between(Handshake.client(context.trust().sslContext(), "db.example"), context.engine());

        assertThat(requireNonNull(context.identity()).chain().get(0).getSubjectX500Principal())
                .hasToString("CN=db.example");
    }
}
