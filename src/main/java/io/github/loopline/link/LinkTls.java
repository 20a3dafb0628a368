package io.github.loopline.link;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.carrier.DeclaredTls;
import org.jspecify.annotations.Nullable;

/**
 * How a link speaks TLS.
 *
 * @param client to its clients, whose TLS ends here; null if it does not
 * @param upstream to the server; null if it does not
 */
record LinkTls(@Nullable TlsContext client, @Nullable TlsContext upstream) {

    /**
     * Checks the attributes, before anything is opened.
     *
     * @throws IllegalArgumentException if one is something else than options of TLS
     */
    static Options check(Options options) {
        declared(options, Option.TLS);
        declared(options, Option.UPSTREAM_TLS);
        return options;
    }

    static LinkTls of(Options options) {
        TlsOptions client = declared(options, Option.TLS);
        TlsOptions upstream = declared(options, Option.UPSTREAM_TLS);
        return new LinkTls(
                client == null
                        ? null
                        : TlsContext.server(client, DeclaredTls.hosts(options.text(Option.HOST, "127.0.0.1"))),
                upstream == null ? null : TlsContext.client(upstream));
    }

    private static @Nullable TlsOptions declared(Options options, Option option) {
        TlsOptions tls = DeclaredTls.options(option.attribute(), options.value(option));
        if (tls != null && tls.startsInPlainText()) {
            throw new IllegalArgumentException(option.attribute()
                    + ": startTls has no effect on a link, which does not know when it is time. Remove it.");
        }
        return tls;
    }
}
