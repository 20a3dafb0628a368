package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsOptions;
import java.util.ArrayList;
import java.util.List;
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
        Object value = options.value(Option.TLS);
        if (value == null || value instanceof TlsOptions) {
            return (TlsOptions) value;
        }
        throw new IllegalArgumentException(
                "tls must be a TlsOptions but was " + value + ". Write TlsOptions.create().");
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
        List<String> hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        String host = options.text(Option.HOST, Options.WILDCARD);
        if (!host.equals(Options.WILDCARD) && !hosts.contains(host)) {
            hosts.add(host);
        }
        return TlsContext.server(tls.check(false), hosts);
    }
}
