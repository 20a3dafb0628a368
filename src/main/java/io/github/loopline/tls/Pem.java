package io.github.loopline.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes the textual encoding of RFC 7468. */
final class Pem {

    private static final int LINE = 64;

    private Pem() {}

    static String block(String label, byte[] content) {
        byte[] end = "\n".getBytes(StandardCharsets.US_ASCII);
        String lines = Base64.getMimeEncoder(LINE, end).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    static String certificates(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read has no encoding", e);
        }
        return text.toString();
    }
}
