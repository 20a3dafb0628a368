package io.github.loopline.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.net.FixtureException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is in the certificates that are made, as the JDK reads them. */
class IdentityTests {

    private static X509Certificate first(CertificateKind kind, String... names) {
        return Identity.issue(kind, names).chain().get(0);
    }

    @Test
    void a_chain_ends_below_the_ca_of_this_jvm() throws Exception {
        List<X509Certificate> chain = Identity.issue(CertificateKind.VALID).chain();
        X509Certificate root = Trust.authority().certificate();

        assertThat(chain).hasSize(2);
        chain.get(0).verify(chain.get(1).getPublicKey());
        chain.get(1).verify(root.getPublicKey());
        root.verify(root.getPublicKey());
        assertThat(chain.get(0).getIssuerX500Principal()).isEqualTo(chain.get(1).getSubjectX500Principal());
        assertThat(chain.get(1).getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
        assertThat(root.getSubjectX500Principal()).hasToString("CN=Loopline CA");
    }

    @Test
    void a_peers_certificate_has_the_extensions_of_one() throws Exception {
        X509Certificate peer = first(CertificateKind.VALID);

        assertThat(peer.getVersion()).isEqualTo(3);
        assertThat(peer.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(peer.getBasicConstraints()).isEqualTo(-1);
        assertThat(peer.getKeyUsage()).startsWith(true, false, true, false, false, false, false);
        assertThat(peer.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(peer.getNonCriticalExtensionOIDs()).contains("2.5.29.14", "2.5.29.35");
        assertThat(peer.getCriticalExtensionOIDs()).containsExactly("2.5.29.15");
        assertThat(peer.getSerialNumber()).isPositive();
        assertThat(peer.getSerialNumber().bitLength()).isLessThanOrEqualTo(159);
        assertThat(peer.getSerialNumber())
                .isNotEqualTo(first(CertificateKind.VALID).getSerialNumber());
    }

    @Test
    void an_authoritys_certificate_has_the_extensions_of_one() {
        X509Certificate root = Trust.authority().certificate();

        assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(root.getKeyUsage()).startsWith(false, false, false, false, false, true, true);
        assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    }

    @Test
    void it_stands_for_loopback_unless_told_otherwise() throws Exception {
        assertThat(first(CertificateKind.VALID).getSubjectAlternativeNames())
                .extracting(name -> name.get(0) + " " + name.get(1))
                .containsExactly("2 localhost", "7 127.0.0.1", "7 0:0:0:0:0:0:0:1");
        assertThat(first(CertificateKind.VALID, "db.example", "127.0.0.9").getSubjectAlternativeNames())
                .extracting(name -> name.get(0) + " " + name.get(1))
                .containsExactly("2 db.example", "7 127.0.0.9");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"EXPIRED", "NOT_YET_VALID"})
    void it_is_valid_now_and_for_a_year(CertificateKind kind) throws Exception {
        X509Certificate peer = first(kind);

        peer.checkValidity();
        assertThat(peer.getNotAfter().toInstant()).isBetween(in(364), in(366));
        for (X509Certificate signer : List.of(
                Identity.issue(CertificateKind.VALID).chain().get(1),
                Trust.authority().certificate())) {
            signer.checkValidity();
        }
    }

    private static Instant in(int days) {
        return Instant.now().plusSeconds(TimeUnit.DAYS.toSeconds(days));
    }

    @Test
    void each_wrong_kind_has_its_one_fault() throws Exception {
        assertThatThrownBy(() -> first(CertificateKind.EXPIRED).checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> first(CertificateKind.NOT_YET_VALID).checkValidity())
                .isInstanceOf(CertificateNotYetValidException.class);
        assertThat(first(CertificateKind.WRONG_HOST).getSubjectAlternativeNames())
                .containsExactly(List.of(2, "wrong.host.invalid"));
        X509Certificate nameless = first(CertificateKind.NO_ALTERNATIVE_NAME, "db.example");
        assertThat(nameless.getSubjectAlternativeNames()).isNull();
        assertThat(nameless.getSubjectX500Principal()).hasToString("CN=db.example");
        assertThat(Identity.issue(CertificateKind.MISSING_INTERMEDIATE).chain()).hasSize(1);
        assertThat(((RSAPublicKey) first(CertificateKind.WEAK_KEY).getPublicKey())
                        .getModulus()
                        .bitLength())
                .isEqualTo(1024);
        assertThat(Identity.issue(CertificateKind.UNKNOWN_CA).chain())
                .extracting(each -> each.getIssuerX500Principal().getName())
                .containsExactly("CN=CA that nobody trusts\\, intermediate", "CN=CA that nobody trusts");
        List<X509Certificate> broken =
                Identity.issue(CertificateKind.BAD_SIGNATURE).chain();
        assertThatThrownBy(() -> broken.get(0).verify(broken.get(1).getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void it_is_made_in_a_few_milliseconds() {
        Identity.issue(CertificateKind.VALID);
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            Identity.issue(CertificateKind.VALID);
        }

        assertThat((System.nanoTime() - begin) / 20).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void pem_is_read_back(@TempDir Path folder) throws Exception {
        Identity made = Identity.issue(CertificateKind.VALID);

        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(made.chainPem().getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(made.chain());
        assertThat(made.chainPem().lines()).allMatch(line -> line.length() <= 64);
        String body = made.privateKeyPem()
                .replace("-----BEGIN PRIVATE KEY-----\n", "")
                .replace("\n-----END PRIVATE KEY-----\n", "");
        assertThat(KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body))))
                .isEqualTo(made.privateKey());
    }

    @Test
    void a_key_store_is_read_back(@TempDir Path folder) {
        Identity made = Identity.issue(CertificateKind.VALID);
        Path file = made.writeKeyStore(folder.resolve("server.p12"), "secret");

        Identity read = Identity.load(file, "secret");

        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(read.privateKey()).isEqualTo(made.privateKey());
        assertThat(Trust.of(read).certificate()).isEqualTo(made.chain().get(1));
    }

    @Test
    void a_key_store_that_cannot_be_used_is_told_in_one_line(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing.p12");
        Path keyless = Trust.authority().writeTrustStore(folder.resolve("keyless.p12"), "secret");
        Path good = Identity.issue(CertificateKind.VALID).writeKeyStore(folder.resolve("good.p12"), "secret");
        Path text = Files.writeString(folder.resolve("text.p12"), "no key store");
        Path two = folder.resolve("two.p12");
        KeyStore store = KeyStore.getInstance(good.toFile(), "secret".toCharArray());
        store.setEntry(
                "second",
                store.getEntry("identity", new KeyStore.PasswordProtection("secret".toCharArray())),
                new KeyStore.PasswordProtection("secret".toCharArray()));
        try (var out = Files.newOutputStream(two)) {
            store.store(out, "secret".toCharArray());
        }
        String rule = "keyStore must be a file of type PKCS#12 or JKS with one private key but [";

        assertLine(missing, "secret", rule + missing + "] cannot be read. Write the path of one that can.");
        assertLine(
                keyless,
                "secret",
                rule + keyless + "] has certificates without a key. Store one key with the chain of its certificate.");
        assertLine(two, "secret", rule + two + "] has 2 keys. Store one key with the chain of its certificate.");
        assertLine(
                good,
                "wrong",
                rule + good
                        + "] is none that the password opens (keystore password was incorrect). Check keyStorePassword.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identity.load(text, "secret"))
                .withMessageStartingWith(rule + text + "] is none that the password opens (")
                .withMessageEndingWith("). Check keyStorePassword.");
    }

    private static void assertLine(Path file, String password, String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identity.load(file, password))
                .withMessage(line);
    }

    @Test
    void a_key_store_that_cannot_be_written_is_told(@TempDir Path folder) {
        Path nowhere = folder.resolve("missing").resolve("store.p12");

        assertThatThrownBy(() -> Trust.authority().writeTrustStore(nowhere, "secret"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot write the key store " + nowhere + ": " + nowhere + ".");
    }
}
