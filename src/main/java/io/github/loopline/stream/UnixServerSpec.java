package io.github.loopline.stream;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix stream server: what {@code @UnixServer} says, for code. Opens as one of {@code StreamServer}, {@code
 * ServerSocketChannel}, {@code UnixDomainSocketAddress}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixServerSpec extends FixtureSpec<UnixServerSpec, StreamServer>
        implements StreamFaultSpec<UnixServerSpec> {

    private static final Set<Option> MANAGED = DeclaredFaults.besideStream(EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.PATH,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT,
            Option.SERVICE,
            Option.GREETING,
            Option.TLS));
    private static final Set<Option> CHANNEL =
            EnumSet.of(Option.BACKLOG, Option.BLOCKING, Option.PATH, Option.RECEIVE_BUFFER_SIZE);
    private static final Target[] TARGETS = {
        Target.of(StreamServer.class, MANAGED),
        Target.of(ServerSocketChannel.class, CHANNEL),
        Target.of(UnixDomainSocketAddress.class, MANAGED)
    };

    private UnixServerSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a server with all defaults: a fresh path, a backlog of 4096.
     *
     * @return the description, never null
     */
    public static UnixServerSpec create() {
        return new UnixServerSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UnixServerSpec of(Options options) {
        return new UnixServerSpec(Securing.checkServer(options));
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        if (type == ServerSocketChannel.class) {
            return JdkSockets.serverChannel(scope, options, true);
        }
        StreamServer server = StreamServer.open(scope, options, true);
        return type == StreamServer.class ? server : server.path();
    }

    @Override
    protected UnixServerSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set how many connections the kernel queues until they are accepted; Linux admits one more.
     *
     * @param value 1 or more
     * @return a copy with it, never null
     */
    public UnixServerSpec backlog(int value) {
        return with(Option.BACKLOG, value);
    }

    /**
     * Set the path to bind to. Leave it out for a fresh one.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public UnixServerSpec path(String value) {
        return with(Option.PATH, value);
    }

    /**
     * Set SO_RCVBUF before bind. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixServerSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Set what the server does by itself.
     *
     * @param value never null
     * @return a copy with it, never null
     */
    public UnixServerSpec service(Service value) {
        return with(Option.SERVICE, value);
    }

    /**
     * Set what is sent to each client first.
     *
     * @param value sent as UTF-8
     * @return a copy with it, never null
     */
    public UnixServerSpec greeting(String value) {
        return with(Option.GREETING, value);
    }

    /**
     * Let it speak TLS.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public UnixServerSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }
}
