package io.github.loopline.link;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that TCP clients connect to: what {@code @TcpLink} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class TcpLinkSpec implements Spec<StreamLink> {

    private static final Set<Option> OPTIONS = EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {Target.of(StreamLink.class, OPTIONS)};

    private final Options options;

    private TcpLinkSpec(Options options) {
        this.options = options;
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
        return new TcpLinkSpec(options);
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
        return scope -> (T) StreamLink.open(scope, options.orElse(scope.defaults(), target.options()), false);
    }

    @Override
    public StreamLink open(Scope scope) {
        return as(StreamLink.class).open(scope);
    }

    private TcpLinkSpec with(Option option, Object value) {
        return of(options.with(option, value));
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
     * Set how long a call waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public TcpLinkSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public TcpLinkSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the address family that clients connect by; the server may have another.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public TcpLinkSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the loopback address to bind to.
     *
     * @param value in digits, such as 127.0.0.2
     * @return a copy with it, never null
     */
    public TcpLinkSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out for a free one.
     *
     * @param value 0 to 65535, 0 for a free one
     * @return a copy with it, never null
     */
    public TcpLinkSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set SO_RCVBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpLinkSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Set SO_SNDBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpLinkSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public TcpLinkSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
