package io.github.loopline.link;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that Unix stream clients connect to: what {@code @UnixLink} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixLinkSpec implements Spec<StreamLink> {

    private static final Set<Option> OPTIONS = EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.PATH,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {Target.of(StreamLink.class, OPTIONS)};

    private final Options options;

    private UnixLinkSpec(Options options) {
        this.options = options;
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
        // nothing can contradict
        return new UnixLinkSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type {@code StreamLink}: a link without one could not be led anywhere
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // there is one type
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) StreamLink.open(scope, options.orElse(scope.defaults(), target.options()), true);
    }

    @Override
    public StreamLink open(Scope scope) {
        return as(StreamLink.class).open(scope);
    }

    private UnixLinkSpec with(Option option, Object value) {
        return of(options.with(option, value));
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
     * Set how long a call waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public UnixLinkSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public UnixLinkSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
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
     * Set SO_SNDBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixLinkSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public UnixLinkSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
