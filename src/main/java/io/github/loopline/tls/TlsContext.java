package io.github.loopline.tls;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as one fixture speaks it: options, with the certificate that was made for them. Immutable.
 *
 * @since 0.1
 */
public final class TlsContext {

    private final TlsOptions options;
    private final @Nullable Identity identity;
    private final SSLContext context;
    private final boolean client;

    private TlsContext(TlsOptions options, @Nullable Identity identity, X509TrustManager trusts, boolean client) {
        this.options = options;
        this.identity = identity;
        this.context = Trust.context(identity, trusts);
        this.client = client;
    }

    /**
     * Get ready to serve.
     *
     * @param options how
     * @param hosts the names and addresses in digits of the server, one or more
     * @return the context, never null
     */
    public static TlsContext server(TlsOptions options, List<String> hosts) {
        Identity shown = options.shown(hosts.toArray(new String[0]));
        return new TlsContext(options, shown, Authority.shared().clients(), false);
    }

    /**
     * Get ready to be a client, which believes every server, and shows a certificate if one is set.
     *
     * @param options how
     * @return the context, never null
     */
    public static TlsContext client(TlsOptions options) {
        return new TlsContext(options, options.shownByClient(), new Believing(), true);
    }

    /**
     * Tell whether a connection begins in plain text.
     *
     * @return true for TLS from {@code startTls()} on, false for TLS from the first byte on
     */
    public boolean startsInPlainText() {
        return options.startsInPlainText();
    }

    /**
     * Give what goes wrong in each handshake.
     *
     * @return the fault, or null for none
     */
    public @Nullable TlsFault fault() {
        return options.fault();
    }

    /**
     * Give what it was made of.
     *
     * @return the options, never null
     */
    public TlsOptions options() {
        return options;
    }

    /** Gives what is shown, or null for nothing. */
    @Nullable
    Identity identity() {
        return identity;
    }

    /**
     * Give what a client needs to believe a server.
     *
     * @return the trust, never null
     */
    public Trust trust() {
        return identity == null ? Trust.authority() : Trust.of(identity);
    }

    /**
     * Make this side of a connection.
     *
     * @return a new engine that has not begun, never null
     */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        options.apply(parameters);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
