package io.github.loopline.tls;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS as one fixture speaks it: options, with the certificate that was made for them. Immutable.
 *
 * @since 0.1
 */
public final class TlsContext {

    private final TlsOptions options;
    private final Identity identity;
    private final SSLContext context;

    private TlsContext(TlsOptions options, Identity identity) {
        this.options = options;
        this.identity = identity;
        this.context = Trust.context(identity, Authority.shared().clients());
    }

    /**
     * Get ready to serve.
     *
     * @param options how
     * @param hosts the names and addresses in digits of the server, one or more
     * @return the context, never null
     */
    public static TlsContext server(TlsOptions options, List<String> hosts) {
        return new TlsContext(options, options.shown(hosts.toArray(new String[0])));
    }

    /**
     * Give what is shown.
     *
     * @return the key and the chain, never null
     */
    public Identity identity() {
        return identity;
    }

    /**
     * Give what a client needs to believe it.
     *
     * @return the trust, never null
     */
    public Trust trust() {
        return Trust.of(identity);
    }

    /**
     * Make the server's side of a connection.
     *
     * @return a new engine that has not begun, never null
     */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        options.apply(parameters);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
