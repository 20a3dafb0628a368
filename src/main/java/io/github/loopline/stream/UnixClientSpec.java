package io.github.loopline.stream;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix stream client: what {@code @UnixClient} says, for code. Opens as one of {@code StreamClient}, {@code
 * SocketChannel}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixClientSpec extends FixtureSpec<UnixClientSpec, StreamClient>
        implements StreamFaultSpec<UnixClientSpec> {

    private static final Set<Option> CHANNEL =
            EnumSet.of(Option.BLOCKING, Option.RECEIVE_BUFFER_SIZE, Option.SEND_BUFFER_SIZE);
    private static final Set<Option> MANAGED = DeclaredFaults.besideStream(EnumSet.of(
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT,
            Option.TLS));
    private static final Target[] TARGETS = {
        Target.of(StreamClient.class, MANAGED), Target.of(SocketChannel.class, CHANNEL)
    };

    private UnixClientSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a client with all defaults.
     *
     * @return the description, never null
     */
    public static UnixClientSpec create() {
        return new UnixClientSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UnixClientSpec of(Options options) {
        return new UnixClientSpec(Securing.checkClient(options));
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        return type == SocketChannel.class
                ? JdkSockets.channel(scope, options, true)
                : StreamClient.open(scope, options, true);
    }

    @Override
    protected UnixClientSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set SO_RCVBUF before bind. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixClientSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Let it speak TLS. It believes every server: what was shown is in {@code tls().peerCertificates()}.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public UnixClientSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }
}
