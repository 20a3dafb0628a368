package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/**
 * A certificate authority with an intermediate one below it. That of the JVM is made when it is first asked for and never
 * changes; all that it issues to have good keys have the same one, since making keys is what takes the time.
 */
final class Authority {

    private static final Duration DAY = Duration.ofDays(1);

    /** How long certificates are valid; clients of some platforms refuse more than 398 days. */
    private static final Duration VALIDITY = Duration.ofDays(365);

    private static final Duration YEARS = Duration.ofDays(3650);
    private static final int WEAK_BITS = 1024;

    private final X509Certificate root;
    private final X509Certificate intermediate;
    private final X509TrustManager clients;
    private final KeyPair intermediateKeys = ellipticCurve();
    private final KeyPair peerKeys = ellipticCurve();

    private Authority(String name) {
        Instant now = Instant.now();
        KeyPair rootKeys = ellipticCurve();
        root = new CertificateWriter(name, rootKeys.getPublic())
                .valid(now.minus(YEARS), now.plus(YEARS))
                .authority()
                .sign(null, rootKeys.getPrivate(), false);
        intermediate = new CertificateWriter(name + ", intermediate", intermediateKeys.getPublic())
                .valid(now.minus(YEARS), now.plus(YEARS))
                .authority()
                .sign(root, rootKeys.getPrivate(), false);
        clients = Trust.in(root).trustManager();
    }

    private static final class Shared {
        static final Authority OF_THIS_JVM = new Authority("Loopline CA");
    }

    private static final class Unknown {
        static final Authority OF_THIS_JVM = new Authority("CA that nobody trusts");
    }

    private static final class Weak {
        static final KeyPair KEYS = keys("RSA", WEAK_BITS);
    }

    static Authority shared() {
        return Shared.OF_THIS_JVM;
    }

    /** Gives what trusts the certificates of clients. */
    X509TrustManager clients() {
        return clients;
    }

    X509Certificate root() {
        return root;
    }

    /** Issues what a peer shows in a handshake. */
    static Identity issue(CertificateKind kind, List<HostName> names) {
        Authority issuer = kind == CertificateKind.UNKNOWN_CA ? Unknown.OF_THIS_JVM : shared();
        return issuer.sign(kind, names);
    }

    private Identity sign(CertificateKind kind, List<HostName> names) {
        KeyPair keys = kind == CertificateKind.WEAK_KEY ? Weak.KEYS : peerKeys;
        List<HostName> written = kind == CertificateKind.WRONG_HOST
                ? List.of(HostName.of("wrong.host.invalid"))
                : kind == CertificateKind.NO_ALTERNATIVE_NAME ? List.of() : names;
        String subject = (written.isEmpty() ? names : written).get(0).text();
        Instant now = Instant.now();
        Instant from = kind == CertificateKind.NOT_YET_VALID ? now.plus(DAY) : now.minus(DAY.multipliedBy(2));
        Instant until = kind == CertificateKind.EXPIRED ? now.minus(DAY) : now.plus(VALIDITY);
        X509Certificate certificate = new CertificateWriter(subject, keys.getPublic())
                .valid(from, until)
                .peer()
                .names(written)
                .sign(intermediate, intermediateKeys.getPrivate(), kind == CertificateKind.BAD_SIGNATURE);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        if (kind != CertificateKind.MISSING_INTERMEDIATE) {
            chain.add(intermediate);
        }
        return new Identity(keys.getPrivate(), chain, shared().root);
    }

    private static KeyPair ellipticCurve() {
        return keys("EC", 0);
    }

    private static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits == 0) {
                generator.initialize(new ECGenParameterSpec("secp256r1")); // P-256
            } else {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new FixtureException("Cannot make a key of " + algorithm + ": " + e.getMessage() + ".", e);
        }
    }
}
