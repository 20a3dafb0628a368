package io.github.loopline.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TlsOptionsTests {

    private static final TlsOptions TLS = TlsOptions.create();

    private static void assertLine(ThrowingCallable code, String line) {
        assertThatIllegalArgumentException().isThrownBy(code).withMessage(line);
    }

    @Test
    void what_the_jdk_does_not_know_is_refused() {
        assertLine(
                () -> TLS.protocols("TLSv1.3", "TLSv9"),
                "protocols must have names that this JDK knows but has <TLSv9>. Write TLSv1.3, say.");
        assertLine(
                () -> TLS.ciphers("ROT13"),
                "ciphers must have names that this JDK knows but has <ROT13>. Write TLS_AES_128_GCM_SHA256, say.");
    }

    @Test
    void empty_lists_are_refused() {
        assertLine(() -> TLS.alpn(), "alpn must have one name at least but is empty. Write h2, say.");
        assertLine(() -> TLS.protocols(), "protocols must have one name at least but is empty. Write TLSv1.3, say.");
        assertLine(
                () -> TLS.ciphers(),
                "ciphers must have one name at least but is empty. Write TLS_AES_128_GCM_SHA256, say.");
        assertLine(() -> TLS.names(), "names must have one name at least but is empty. Write db.example, say.");
    }

    @Test
    void names_of_application_protocols_fit_in_their_length() {
        assertLine(() -> TLS.alpn(""), "alpn must have names of 1 to 255 bytes but has one of 0. Write h2, say.");
        assertLine(
                () -> TLS.alpn("h2", "x".repeat(256)),
                "alpn must have names of 1 to 255 bytes but has one of 256. Write h2, say.");
        assertThat(TLS.alpn("x".repeat(255))).isNotNull();
    }

    @Test
    void names_that_no_certificate_can_have_are_refused() {
        assertLine(
                () -> TLS.names(""),
                "names must be DNS names in ASCII or addresses in digits but has <>. Write db.example or 127.0.0.1, say.");
        assertLine(
                () -> TLS.names("bücher.example"),
                "names must be DNS names in ASCII or addresses in digits but has <bücher.example>."
                        + " Write db.example or 127.0.0.1, say.");
        assertLine(
                () -> TLS.names("127.0.0.999"),
                "names has <127.0.0.999>, which is no address. Write db.example or 127.0.0.1, say.");
        assertLine(() -> TLS.names("a:b"), "names has <a:b>, which is no address. Write db.example or 127.0.0.1, say.");
    }

    @Test
    void what_a_given_identity_would_ignore_is_refused() {
        TlsOptions given = TLS.identity(Identity.issue(CertificateKind.VALID));

        assertLine(
                () -> given.certificate(CertificateKind.EXPIRED),
                "certificate has no effect with a key store, which has one. Remove one of them.");
        assertLine(
                () -> given.names("db.example"),
                "names has no effect with a key store, whose certificate has names. Remove one of them.");
    }

    @Test
    void they_tell_what_is_set() {
        assertThat(TLS).hasToString("TLS");
        assertThat(TLS.certificate(CertificateKind.EXPIRED)
                        .protocols("TLSv1.2")
                        .alpn("h2", "http/1.1")
                        .clientAuth(ClientAuth.REQUIRED))
                .hasToString("TLS certificate = EXPIRED, protocols = [TLSv1.2], alpn = [h2, http/1.1],"
                        + " clientAuth = REQUIRED");
    }
}
