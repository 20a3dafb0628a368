package io.github.loopline.junit;

import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsFault;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@code tls = @Tls} lets a stream fixture speak TLS: what is recorded, asserted and sent stays clear text. {@code server.trust()}
 * gives a client what it needs to believe the certificate, which is made for the fixture. In code it is {@link
 * io.github.loopline.tls.TlsOptions}.
 *
 * @since 0.1
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Tls {

    /**
     * What is wrong with the certificate; {@link CertificateKind#VALID} unless set.
     *
     * @return the value, or what stands for "not set"
     */
    CertificateKind[] certificate() default {};

    /**
     * The DNS names and addresses in digits that the certificate is for; {@code localhost}, 127.0.0.1, ::1 and the fixture's host
     * unless set.
     *
     * @return the values, empty for "not set"
     */
    String[] names() default {};

    /**
     * A file of type PKCS#12 or JKS with one private key, to show instead of a certificate that is made.
     *
     * @return the value, or what stands for "not set"
     */
    String keyStore() default "";

    /**
     * The password of the key store and of its key.
     *
     * @return the value, empty unless set
     */
    String keyStorePassword() default "";

    /**
     * The protocols that are spoken, such as {@code TLSv1.3}; the JDK's unless set.
     *
     * @return the values, empty for "not set"
     */
    String[] protocols() default {};

    /**
     * The cipher suites that are spoken, such as {@code TLS_AES_128_GCM_SHA256}; the JDK's unless set.
     *
     * @return the values, empty for "not set"
     */
    String[] ciphers() default {};

    /**
     * The application protocols that are negotiated (ALPN, RFC 7301), such as {@code h2}; none unless set.
     *
     * @return the values, empty for "not set"
     */
    String[] alpn() default {};

    /**
     * Whether clients are asked for a certificate; {@link ClientAuth#NONE} unless set.
     *
     * @return the value, or what stands for "not set"
     */
    ClientAuth[] clientAuth() default {};

    /**
     * What a client asks for (SNI); nothing unless set. For clients only.
     *
     * @return the value, empty unless set
     */
    String serverName() default "";

    /**
     * What goes wrong in each handshake; nothing unless set.
     *
     * @return the value, or what stands for "not set"
     */
    TlsFault[] fault() default {};

    /**
     * Whether connections begin in plain text, and speak TLS from {@code startTls()} on; {@code false} unless set.
     *
     * @return the value
     */
    boolean startTls() default false;
}
