package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one X.509 certificate of version 3 (RFC 5280, section 4.1) and signs it with ECDSA and SHA-256 (RFC 5758, 3.2). What is
 * written is read back by the JDK before anybody gets it.
 */
final class CertificateWriter {

    private static final String COMMON_NAME = "2.5.4.3"; // RFC 5280, appendix A.1
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

    private static final int DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT = 0b1010_0000; // RFC 5280, 4.2.1.3
    private static final int CERTIFICATE_AND_CRL_SIGN = 0b0000_0110;
    private static final int DNS_NAME = 2; // RFC 5280, 4.2.1.6
    private static final int IP_ADDRESS = 7;
    private static final int SERIAL_BYTES = 16; // of the 20 that RFC 5280, 4.1.2.2 allows

    private final String subject;
    private final PublicKey key;
    private final List<byte[]> extensions = new ArrayList<>();
    private Instant from = Instant.EPOCH;
    private Instant until = Instant.EPOCH;

    CertificateWriter(String subject, PublicKey key) {
        this.subject = subject;
        this.key = key;
    }

    CertificateWriter valid(Instant notBefore, Instant notAfter) {
        from = notBefore;
        until = notAfter;
        return this;
    }

    /** Lets it sign other certificates (RFC 5280, 4.2.1.9). */
    CertificateWriter authority() {
        extend(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes()));
        extend(KEY_USAGE, true, Der.namedBits(CERTIFICATE_AND_CRL_SIGN));
        return this;
    }

    /** Lets it be shown in a handshake, by either side (RFC 5280, 4.2.1.12). */
    CertificateWriter peer() {
        extend(KEY_USAGE, true, Der.namedBits(DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT));
        extend(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH)));
        return this;
    }

    /** Names what it stands for (RFC 5280, 4.2.1.6); no names, no such extension. */
    CertificateWriter names(List<HostName> names) {
        byte[][] written = new byte[names.size()][];
        for (int i = 0; i < written.length; i++) {
            HostName name = names.get(i);
            byte[] address = name.address();
            written[i] = address == null
                    ? Der.taggedString(DNS_NAME, name.text().getBytes(StandardCharsets.US_ASCII))
                    : Der.taggedString(IP_ADDRESS, address);
        }
        if (written.length > 0) {
            extend(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(written));
        }
        return this;
    }

    private void extend(String oid, boolean critical, byte[] value) {
        byte[] id = Der.oid(oid);
        byte[] content = Der.octets(value);
        extensions.add(critical ? Der.sequence(id, Der.yes(), content) : Der.sequence(id, content));
    }

    /**
     * Signs it.
     *
     * @param issuer null to sign it with the key that it is for
     * @param with the issuer's key
     * @param broken whether a bit of the signature is turned
     */
    X509Certificate sign(@Nullable X509Certificate issuer, PrivateKey with, boolean broken) {
        try {
            byte[] issuerName = issuer == null
                    ? name(subject)
                    : issuer.getSubjectX500Principal().getEncoded();
            PublicKey issuerKey = issuer == null ? key : issuer.getPublicKey();
            byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
            byte[] content = content(issuerName, issuerKey, algorithm);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(with);
            signer.update(content);
            byte[] signature = signer.sign();
            if (broken) {
                signature[signature.length - 1] ^= 1;
            }
            byte[] certificate = Der.sequence(content, algorithm, Der.bits(signature));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new FixtureException("Cannot make the certificate of " + subject + ": " + e.getMessage() + ".", e);
        }
    }

    /** Writes what is signed: TBSCertificate of RFC 5280, 4.1. */
    private byte[] content(byte[] issuer, PublicKey issuerKey, byte[] algorithm) throws GeneralSecurityException {
        extend(SUBJECT_KEY_IDENTIFIER, false, Der.octets(identifier(key)));
        extend(AUTHORITY_KEY_IDENTIFIER, false, Der.sequence(Der.taggedString(0, identifier(issuerKey))));
        byte[] random = new byte[SERIAL_BYTES];
        new SecureRandom().nextBytes(random);
        return Der.sequence(
                Der.tagged(0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(1, random)),
                algorithm,
                issuer,
                Der.sequence(Der.time(from), Der.time(until)),
                name(subject),
                key.getEncoded(), // SubjectPublicKeyInfo, as the JDK has it
                Der.tagged(3, Der.sequence(extensions.toArray(new byte[0][]))));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(commonName))));
    }

    /** Gives any unique value of 160 bits (RFC 5280, 4.2.1.2; RFC 7093, section 2). */
    private static byte[] identifier(PublicKey of) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(of.getEncoded()), 20);
    }
}
