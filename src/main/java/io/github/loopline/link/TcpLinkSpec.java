package io.github.loopline.link;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.IpSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that TCP clients connect to: what {@code @TcpLink} says, for code. Opens as {@code StreamLink} only.
 * Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class TcpLinkSpec extends IpSpec<TcpLinkSpec, StreamLink> implements StreamFaultSpec<TcpLinkSpec> {

    private static final Set<Option> OPTIONS = DeclaredFaults.besideStream(EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.TLS,
            Option.UPSTREAM_TLS,
            Option.RECORDING_LIMIT));
    private static final Target[] TARGETS = {Target.of(StreamLink.class, OPTIONS)};

    private TcpLinkSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a link with all defaults: 127.0.0.1, a free port, a backlog of 4096.
     *
     * @return the description, never null
     */
    public static TcpLinkSpec create() {
        return new TcpLinkSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static TcpLinkSpec of(Options options) {
        Hosts.check(options);
        return new TcpLinkSpec(LinkTls.check(options));
    }

    @Override
    protected StreamLink open(Scope scope, Class<?> type, Options all) {
        return StreamLink.open(scope, all, false);
    }

    @Override
    protected TcpLinkSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set how many connections the kernel queues until they are accepted; Linux admits one more.
     *
     * @param value 1 or more
     * @return a copy with it, never null
     */
    public TcpLinkSpec backlog(int value) {
        return with(Option.BACKLOG, value);
    }

    /**
     * Speak TLS to clients, whose TLS ends here: what is recorded, and what faults act on, is clear text.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public TcpLinkSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }

    /**
     * Speak TLS to the server, as a client that believes every certificate.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public TcpLinkSpec upstreamTls(TlsOptions value) {
        return with(Option.UPSTREAM_TLS, value);
    }
}
