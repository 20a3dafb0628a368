package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix stream server: what {@code @UnixServer} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixServerSpec implements Spec<StreamServer> {

    private static final Set<Option> MANAGED = EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.PATH,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT,
            Option.SERVICE,
            Option.GREETING);
    private static final Set<Option> CHANNEL =
            EnumSet.of(Option.BACKLOG, Option.BLOCKING, Option.PATH, Option.RECEIVE_BUFFER_SIZE);
    private static final Target[] TARGETS = {
        Target.of(StreamServer.class, MANAGED),
        Target.of(ServerSocketChannel.class, CHANNEL),
        Target.of(UnixDomainSocketAddress.class, MANAGED)
    };

    private final Options options;

    private UnixServerSpec(Options options) {
        this.options = options;
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
        // nothing can contradict
        return new UnixServerSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code StreamServer}, {@code ServerSocketChannel}, {@code UnixDomainSocketAddress}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        if (type == ServerSocketChannel.class) {
            return JdkSockets.serverChannel(scope, options, true);
        }
        StreamServer server = StreamServer.open(scope, options, true);
        return type == StreamServer.class ? server : server.path();
    }

    /** Opens it as its managed fixture. */
    @Override
    public StreamServer open(Scope scope) {
        return as(StreamServer.class).open(scope);
    }

    private UnixServerSpec with(Option option, Object value) {
        return of(options.with(option, value));
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
     * Set how long a call waits: on a managed fixture each verb, on a socket of the JDK SO_TIMEOUT.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public UnixServerSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero, and configureBlocking on a channel.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public UnixServerSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
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
     * Set SO_SNDBUF. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixServerSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public UnixServerSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
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
}
