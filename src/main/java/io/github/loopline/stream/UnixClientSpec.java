package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix stream client: what {@code @UnixClient} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixClientSpec implements Spec<StreamClient> {

    private static final Set<Option> CHANNEL =
            EnumSet.of(Option.BLOCKING, Option.RECEIVE_BUFFER_SIZE, Option.SEND_BUFFER_SIZE);
    private static final Set<Option> MANAGED = EnumSet.of(
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {
        Target.of(StreamClient.class, MANAGED), Target.of(SocketChannel.class, CHANNEL)
    };

    private final Options options;

    private UnixClientSpec(Options options) {
        this.options = options;
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
        // nothing can contradict
        return new UnixClientSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code StreamClient}, {@code SocketChannel}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        return type == SocketChannel.class
                ? JdkSockets.channel(scope, options, true)
                : StreamClient.open(scope, options, true);
    }

    /** Opens it as its managed fixture. */
    @Override
    public StreamClient open(Scope scope) {
        return as(StreamClient.class).open(scope);
    }

    private UnixClientSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how long a call waits: on a managed fixture each verb, on a socket of the JDK SO_TIMEOUT.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public UnixClientSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero, and configureBlocking on a channel.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public UnixClientSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
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
     * Set SO_SNDBUF. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixClientSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public UnixClientSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
