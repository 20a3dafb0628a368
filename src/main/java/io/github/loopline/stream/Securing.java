package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.carrier.DeclaredTls;
import org.jspecify.annotations.Nullable;

/** From the attribute {@code tls} to TLS that can be spoken. */
final class Securing {

    private Securing() {}

    /**
     * Checks the attribute of a server, before anything is opened.
     *
     * @throws IllegalArgumentException if it is something else than options of TLS, or has what has no effect
     */
    static Options checkServer(Options options) {
        return check(options, false);
    }

    /** Does so for a client. */
    static Options checkClient(Options options) {
        return check(options, true);
    }

    private static Options check(Options options, boolean client) {
        TlsOptions tls = declared(options);
        if (tls != null) {
            tls.check(client);
        }
        return options;
    }

    private static @Nullable TlsOptions declared(Options options) {
        return DeclaredTls.options(Option.TLS.attribute(), options.value(Option.TLS));
    }

    /** Gets ready what is declared, or gives null for plain text. */
    static @Nullable TlsContext server(Options options) {
        TlsOptions tls = declared(options);
        return tls == null ? null : server(tls, options);
    }

    /** Gets ready what is declared of a client, or gives null for plain text. */
    static @Nullable TlsContext client(Options options) {
        TlsOptions tls = declared(options);
        return tls == null ? null : TlsContext.client(tls);
    }

    /** Gets ready to serve under all names of this machine's loopback, and the declared host. */
    static TlsContext server(TlsOptions tls, Options options) {
        String host = options.text(Option.HOST, Options.WILDCARD);
        String name = host.equals(Options.WILDCARD) ? "localhost" : host; // the wildcard is no name
        return TlsContext.server(tls.check(false), DeclaredTls.hosts(name));
    }
}
