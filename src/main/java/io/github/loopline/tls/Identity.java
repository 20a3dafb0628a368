package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one side shows in a handshake: a private key and the chain of its certificate. Immutable.
 *
 * @since 0.1
 */
public final class Identity {

    /** What stands for this machine. */
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final X509Certificate anchor;

    /** Takes a chain, the peer's certificate first, and what it ends at. */
    Identity(PrivateKey key, List<X509Certificate> chain, X509Certificate anchor) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.anchor = anchor;
    }

    /**
     * Make one, signed below the CA of this JVM unless the kind says otherwise. Takes a few milliseconds, the first some more.
     *
     * @param kind what is wrong with it
     * @param names the DNS names and the addresses in digits that it stands for; none for {@code localhost}, 127.0.0.1 and ::1
     * @return the identity, never null
     * @throws IllegalArgumentException for a text that is no name
     */
    public static Identity issue(CertificateKind kind, String... names) {
        List<HostName> read = new ArrayList<>();
        for (String name : names.length == 0 ? LOCAL : List.of(names)) {
            read.add(HostName.of(name));
        }
        return Authority.issue(kind, read);
    }

    private static final class Local {
        static final Identity OF_THIS_JVM = issue(CertificateKind.VALID);
    }

    /** Gives one as {@link #issue} does; it is made but once for what most fixtures show, since signing takes milliseconds. */
    static Identity shown(CertificateKind kind, List<String> names) {
        return kind == CertificateKind.VALID && names.equals(LOCAL)
                ? Local.OF_THIS_JVM
                : issue(kind, names.toArray(new String[0]));
    }

    /**
     * Read the one that a key store has.
     *
     * @param file a key store of type PKCS#12 or JKS with one private key
     * @param password of the store and the key
     * @return the identity, never null
     * @throws IllegalArgumentException if it cannot be read, or has no key, or several; the message is one line
     */
    public static Identity load(Path file, String password) {
        String rule = "keyStore must be a file of type PKCS#12 or JKS with one private key but [" + file + "] ";
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(rule + "cannot be read. Write the path of one that can.");
        }
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                String found = keys.isEmpty() ? "certificates without a key" : keys.size() + " keys";
                throw new IllegalArgumentException(
                        rule + "has " + found + ". Store one key with the chain of its certificate.");
            }
            return of(store, keys.get(0), password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    rule + "is none that the password opens (" + e.getMessage() + "). Check keyStorePassword.", e);
        }
    }

    private static Identity of(KeyStore store, String alias, String password) throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) certificate);
        }
        PrivateKey key = (PrivateKey) store.getKey(alias, password.toCharArray());
        return new Identity(key, chain, chain.get(chain.size() - 1));
    }

    /**
     * Give the private key.
     *
     * @return the key, never null
     */
    public PrivateKey privateKey() {
        return key;
    }

    /**
     * Give what is shown: the certificate of the key first, each signed by the next.
     *
     * @return one or more certificates, unmodifiable
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Gives the certificate that a peer has to trust, be it shown or not. */
    X509Certificate anchor() {
        return anchor;
    }

    /**
     * Write the chain for tools that read PEM (RFC 7468, section 5).
     *
     * @return the text, never null
     */
    public String chainPem() {
        return Pem.certificates(chain);
    }

    /**
     * Write the private key for tools that read PEM, not encrypted (RFC 7468, section 10).
     *
     * @return the text, never null
     */
    public String privateKeyPem() {
        return Pem.block("PRIVATE KEY", key.getEncoded());
    }

    /**
     * Write the key and its chain as a PKCS#12 file (RFC 7292).
     *
     * @param file where to; replaced if it is there
     * @param password of the store and the key
     * @return the file
     * @throws FixtureException if it cannot be written
     */
    public Path writeKeyStore(Path file, String password) {
        return Stores.write(
                file,
                password,
                store -> store.setKeyEntry("identity", key, password.toCharArray(), chain.toArray(new Certificate[0])));
    }
}
