package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to believe a TLS fixture, in the form that it takes: {@code server.trust().sslContext()}. With {@link
 * #presenting} it shows a certificate itself (mutual TLS). Nothing else is trusted. Immutable.
 *
 * @since 0.1
 */
public final class Trust {

    private final X509Certificate certificate;
    private final @Nullable Identity own;

    private Trust(X509Certificate certificate, @Nullable Identity own) {
        this.certificate = certificate;
        this.own = own;
    }

    /**
     * Trust what the CA of this JVM has signed: all that fixtures show, but for what a test gave them.
     *
     * @return the trust, never null
     */
    public static Trust authority() {
        return in(Authority.shared().root());
    }

    static Trust in(X509Certificate root) {
        return new Trust(root, null);
    }

    /**
     * Trust the CA of an identity.
     *
     * @param identity of a key store: the last of its chain is trusted; one that was issued here: the CA of this JVM, even if
     *     another has signed it
     * @return the trust, never null
     */
    public static Trust of(Identity identity) {
        return in(identity.anchor());
    }

    /**
     * Show a certificate that is made for the client.
     *
     * @param kind what is wrong with it
     * @return a copy that does, never null
     */
    public Trust presenting(CertificateKind kind) {
        return presenting(Identity.issue(kind, "client"));
    }

    /**
     * Show a certificate when the server asks for one.
     *
     * @param identity the key and the chain
     * @return a copy that does, never null
     */
    public Trust presenting(Identity identity) {
        return new Trust(certificate, identity);
    }

    /**
     * Give the certificate of the CA.
     *
     * @return the only one that is trusted, never null
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Write the certificate of the CA for tools that read PEM (RFC 7468, section 5).
     *
     * @return the text, never null
     */
    public String pem() {
        return Pem.certificates(List.of(certificate));
    }

    /**
     * Write the certificate of the CA as a PKCS#12 file (RFC 7292), for {@code javax.net.ssl.trustStore} and the like.
     *
     * @param file where to; replaced if it is there
     * @param password of the store
     * @return the file
     * @throws FixtureException if it cannot be written
     */
    public Path writeTrustStore(Path file, String password) {
        return Stores.write(file, password, this::fill);
    }

    private void fill(KeyStore store) throws GeneralSecurityException {
        store.setCertificateEntry("ca", certificate);
    }

    /**
     * Give a trust manager: the JDK's (PKIX, RFC 5280 section 6), with this CA.
     *
     * @return the trust manager, never null
     */
    public X509TrustManager trustManager() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(Stores.of(this::fill));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager found) {
                    return found;
                }
            }
            throw new IllegalStateException("The JDK has no X509TrustManager");
        } catch (GeneralSecurityException e) {
            throw new FixtureException("Cannot make a trust manager: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Make a context for the JDK's clients.
     *
     * @return a new context, which has resumed nothing yet; never null
     */
    public SSLContext sslContext() {
        return context(own, trustManager());
    }

    static SSLContext context(@Nullable Identity shown, X509TrustManager trusts) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    shown == null ? new KeyManager[0] : new KeyManager[] {new OneKey(shown)},
                    new TrustManager[] {trusts},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new FixtureException("Cannot make an SSLContext: " + e.getMessage() + ".", e);
        }
    }
}
