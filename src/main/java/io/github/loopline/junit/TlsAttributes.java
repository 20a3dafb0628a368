package io.github.loopline.junit;

import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.ClientAuth;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import java.nio.file.Path;

/** Reads {@link Tls}. */
final class TlsAttributes {

    private TlsAttributes() {}

    /**
     * Reads what is set.
     *
     * @throws IllegalArgumentException if something cannot be, in one line that begins with the attribute
     */
    static TlsOptions options(String attribute, Tls tls) {
        try {
            return read(tls);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(attribute + ": " + e.getMessage(), e);
        }
    }

    private static TlsOptions read(Tls tls) {
        TlsOptions options = TlsOptions.create();
        if (!tls.keyStore().isEmpty()) {
            options = options.keyStore(Path.of(tls.keyStore()), tls.keyStorePassword());
        } else if (!tls.keyStorePassword().isEmpty()) {
            throw new IllegalArgumentException("keyStorePassword has no effect without keyStore. Write both or none.");
        }
        Object kind = Attributes.value(tls, "certificate");
        if (kind != null) {
            options = options.certificate((CertificateKind) kind);
        }
        if (tls.names().length > 0) {
            options = options.names(tls.names());
        }
        if (tls.protocols().length > 0) {
            options = options.protocols(tls.protocols());
        }
        if (tls.ciphers().length > 0) {
            options = options.ciphers(tls.ciphers());
        }
        if (tls.alpn().length > 0) {
            options = options.alpn(tls.alpn());
        }
        if (!tls.serverName().isEmpty()) {
            options = options.serverName(tls.serverName());
        }
        Object fault = Attributes.value(tls, "fault");
        if (fault != null) {
            options = options.fault((TlsFault) fault);
        }
        if (tls.startTls()) {
            options = options.startTls();
        }
        Object auth = Attributes.value(tls, "clientAuth");
        return auth == null ? options : options.clientAuth((ClientAuth) auth);
    }
}
