package io.github.loopline.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What OpenSSL, which has nothing in common with the JDK, makes of the certificates. */
@Isolated
class OpensslTests {

    @TempDir
    private Path folder;

    @BeforeAll
    static void look_for_openssl() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "openssl")));
        assumeTrue(installed, "openssl is not installed: install it to have the certificates checked by it");
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt"); // a pipe would be waited for as long as it is open
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private String verify(CertificateKind kind, String... options) throws Exception {
        Identity made = Identity.issue(kind);
        Files.writeString(folder.resolve("ca.pem"), Trust.authority().pem());
        Files.writeString(folder.resolve("chain.pem"), made.chainPem());
        Files.writeString(
                folder.resolve("peer.pem"), Pem.certificates(made.chain().subList(0, 1)));
        List<String> all = Stream.of(
                        Stream.of("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem"),
                        Stream.of("-untrusted", "chain.pem"),
                        Stream.of(options),
                        Stream.of("peer.pem"))
                .flatMap(each -> each)
                .toList();
        return openssl(all.toArray(new String[0]));
    }

    @Test
    void a_valid_certificate_is_believed_by_its_strictest_rules() throws Exception {
        assertThat(verify(CertificateKind.VALID)).isEqualTo("peer.pem: OK\n");
        assertThat(verify(CertificateKind.VALID, "-verify_ip", "::1")).isEqualTo("peer.pem: OK\n");
        assertThat(verify(CertificateKind.VALID, "-verify_hostname", "localhost"))
                .isEqualTo("peer.pem: OK\n");
        assertThat(verify(CertificateKind.VALID, "-purpose", "sslclient")).isEqualTo("peer.pem: OK\n");
    }

    @Test
    void each_wrong_certificate_is_refused_for_its_fault() throws Exception {
        assertThat(verify(CertificateKind.EXPIRED)).contains("certificate has expired");
        assertThat(verify(CertificateKind.NOT_YET_VALID)).contains("certificate is not yet valid");
        assertThat(verify(CertificateKind.WRONG_HOST, "-verify_hostname", "localhost"))
                .containsIgnoringCase("hostname mismatch");
        assertThat(verify(CertificateKind.MISSING_INTERMEDIATE)).contains("unable to get local issuer certificate");
        assertThat(verify(CertificateKind.UNKNOWN_CA)).contains("unable to get local issuer certificate");
        assertThat(verify(CertificateKind.BAD_SIGNATURE)).contains("certificate signature failure");
        assertThat(verify(CertificateKind.WEAK_KEY, "-auth_level", "2"))
                .containsIgnoringCase("EE certificate key too weak");
    }

    @Test
    void the_text_of_a_certificate_has_what_was_written() throws Exception {
        Files.writeString(
                folder.resolve("peer.pem"),
                Identity.issue(CertificateKind.VALID, "db.example", "127.0.0.9", "::9")
                        .chainPem());

        assertThat(openssl("x509", "-in", "peer.pem", "-noout", "-text").replace(" = ", "="))
                .contains("Version: 3 (0x2)")
                .contains("Signature Algorithm: ecdsa-with-SHA256")
                .contains("Issuer: CN=\"Loopline CA, intermediate\"")
                .contains("Subject: CN=db.example")
                .contains("ASN1 OID: prime256v1")
                .contains("Digital Signature, Key Encipherment")
                .contains("TLS Web Server Authentication, TLS Web Client Authentication")
                .contains("DNS:db.example, IP Address:127.0.0.9, IP Address:0:0:0:0:0:0:0:9");
    }

    @Test
    void key_stores_and_keys_are_read() throws Exception {
        Identity made = Identity.issue(CertificateKind.VALID);
        made.writeKeyStore(folder.resolve("server.p12"), "secret");
        Files.writeString(folder.resolve("key.pem"), made.privateKeyPem());

        assertThat(openssl("pkcs12", "-in", "server.p12", "-passin", "pass:secret", "-nokeys"))
                .contains("BEGIN CERTIFICATE");
        assertThat(openssl("pkey", "-in", "key.pem", "-noout", "-text")).contains("NIST CURVE: P-256");
    }
}
