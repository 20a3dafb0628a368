package io.github.loopline.link;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that Unix stream clients connect to: what {@code @UnixLink} says, for code. Opens as {@code StreamLink}
 * only. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixLinkSpec extends FixtureSpec<UnixLinkSpec, StreamLink> implements StreamFaultSpec<UnixLinkSpec> {

    private static final Set<Option> OPTIONS = DeclaredFaults.besideStream(EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.PATH,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.TLS,
            Option.UPSTREAM_TLS,
            Option.RECORDING_LIMIT));
    private static final Target[] TARGETS = {Target.of(StreamLink.class, OPTIONS)};

    private UnixLinkSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a link with all defaults: a fresh path, a backlog of 4096.
     *
     * @return the description, never null
     */
    public static UnixLinkSpec create() {
        return new UnixLinkSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UnixLinkSpec of(Options options) {
        return new UnixLinkSpec(LinkTls.check(options));
    }

    @Override
    protected StreamLink open(Scope scope, Class<?> type, Options all) {
        return StreamLink.open(scope, all, true);
    }

    @Override
    protected UnixLinkSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set how many connections the kernel queues until they are accepted; Linux admits one more.
     *
     * @param value 1 or more
     * @return a copy with it, never null
     */
    public UnixLinkSpec backlog(int value) {
        return with(Option.BACKLOG, value);
    }

    /**
     * Set the path to bind to. Leave it out for a fresh one.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public UnixLinkSpec path(String value) {
        return with(Option.PATH, value);
    }

    /**
     * Set SO_RCVBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixLinkSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Speak TLS to clients, whose TLS ends here: what is recorded, and what faults act on, is clear text.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public UnixLinkSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }

    /**
     * Speak TLS to the server, as a client that believes every certificate.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public UnixLinkSpec upstreamTls(TlsOptions value) {
        return with(Option.UPSTREAM_TLS, value);
    }
}
