package io.github.loopline.tls;

/**
 * What is right or wrong with a certificate. But for the one fault that the name says, each is like {@link #VALID}.
 *
 * @since 0.1
 */
public enum CertificateKind {
    /** Nothing is wrong: signed by an intermediate CA that the CA of this JVM has signed, and shown with it. */
    VALID,
    /** Its last day was yesterday. */
    EXPIRED,
    /** Its first day is tomorrow. */
    NOT_YET_VALID,
    /** It is for {@code wrong.host.invalid} (RFC 6761, 6.4) instead of the names asked for. */
    WRONG_HOST,
    /**
     * It has the first name as common name only, and no subject alternative name. RFC 9525 forbids to accept that; the JDK does
     * all the same.
     */
    NO_ALTERNATIVE_NAME,
    /** A CA that nobody trusts has signed it. */
    UNKNOWN_CA,
    /** It is shown without the intermediate CA. */
    MISSING_INTERMEDIATE,
    /** A bit of its signature is turned. */
    BAD_SIGNATURE,
    /** Its key is one of RSA with 1024 bits; the JDK accepts that unless it is told not to, OpenSSL does not. */
    WEAK_KEY
}
