package io.github.loopline.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of TLS on one connection. Alerts have their names of RFC 8446, section 6.
 *
 * @param protocol such as {@code TLSv1.3}; null while the handshake is not done
 * @param cipher the cipher suite, such as {@code TLS_AES_256_GCM_SHA384}; null while the handshake is not done
 * @param serverName what the client asked for (SNI, RFC 6066 section 3); null if it did not say
 * @param applicationProtocol what was negotiated (ALPN, RFC 7301); null for nothing
 * @param peerCertificates what the peer has shown, its own first; empty for nothing
 * @param closeNotifySent whether this side has told the peer that nothing more comes
 * @param closeNotifyReceived whether the peer has; without it, an end may be an attacker's
 * @param alertSent the fatal alert that this side sent; {@link #ENCRYPTED} if the JDK does not tell its name; null for none
 * @param alertReceived the fatal alert that came; null for none
 * @param failure why TLS failed, in the JDK's words; null if it has not
 * @since 0.1
 */
public record TlsFacts(
        @Nullable String protocol,
        @Nullable String cipher,
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        List<X509Certificate> peerCertificates,
        boolean closeNotifySent,
        boolean closeNotifyReceived,
        @Nullable String alertSent,
        @Nullable String alertReceived,
        @Nullable String failure) {

    /** For {@code alertSent}: an alert that was encrypted, whose name older JDKs do not tell. */
    public static final String ENCRYPTED = "encrypted";
}
