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
 * Describes a link that UDP clients send to: what {@code @UdpLink} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UdpLinkSpec implements Spec<DatagramLink> {

    private static final Set<Option> OPTIONS = EnumSet.of(
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {Target.of(DatagramLink.class, OPTIONS)};

    private final Options options;

    private UdpLinkSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a link with all defaults: 127.0.0.1, a free port.
     *
     * @return the description, never null
     */
    public static UdpLinkSpec create() {
        return new UdpLinkSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UdpLinkSpec of(Options options) {
        Hosts.check(options);
        return new UdpLinkSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type {@code DatagramLink}: a link without one could not be led anywhere
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // there is one type
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) DatagramLink.open(scope, options.orElse(scope.defaults(), target.options()));
    }

    @Override
    public DatagramLink open(Scope scope) {
        return as(DatagramLink.class).open(scope);
    }

    private UdpLinkSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how long a call waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public UdpLinkSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public UdpLinkSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the address family that clients send by; the server may have another.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public UdpLinkSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the loopback address to bind to.
     *
     * @param value in digits, such as 127.0.0.2
     * @return a copy with it, never null
     */
    public UdpLinkSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out for a free one.
     *
     * @param value 0 to 65535, 0 for a free one
     * @return a copy with it, never null
     */
    public UdpLinkSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set SO_RCVBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UdpLinkSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Set SO_SNDBUF of the sockets on both sides.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UdpLinkSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later datagrams are counted. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public UdpLinkSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
