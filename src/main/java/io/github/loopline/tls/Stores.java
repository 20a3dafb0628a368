package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** Makes key stores of type PKCS#12 (RFC 7292). */
final class Stores {

    private Stores() {}

    /** Puts something into a store. */
    interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    /** Makes a store that is not encrypted, since it stays in memory. */
    static KeyStore of(Filling filling) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }

    static Path write(Path file, String password, Filling filling) {
        try (OutputStream out = Files.newOutputStream(file)) {
            of(filling).store(out, password.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new FixtureException("Cannot write the key store " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
