package io.github.loopline.datagram;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.fixture.UnixPaths;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix datagram socket: what {@code @UnixPeer} says, for code. The JDK has no such socket, so opening it needs JNA
 * on the class path. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixPeerSpec implements Spec<DatagramPeer> {

    private static final Set<Option> PATH = EnumSet.of(
            Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.PATH, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT);
    private static final Set<Option> MANAGED = EnumSet.copyOf(PATH);

    static {
        MANAGED.add(Option.ABSTRACT_NAME);
    }

    private static final Target[] TARGETS = {
        Target.of(DatagramPeer.class, MANAGED),
        Target.of(UnixDomainSocketAddress.class, PATH),
        Target.of(SocketAddress.class, MANAGED)
    };

    private final Options options;

    private UnixPeerSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a peer with all defaults: a fresh path.
     *
     * @return the description, never null
     */
    public static UnixPeerSpec create() {
        return new UnixPeerSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UnixPeerSpec of(Options options) {
        UnixPaths.checkOneName(options);
        return new UnixPeerSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code DatagramPeer}, {@code UnixDomainSocketAddress}, {@code SocketAddress}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        DatagramPeer peer = UnixDatagrams.open(scope, "unix-peer", options);
        return type == DatagramPeer.class ? peer : peer.socketAddress();
    }

    /** Opens it as its managed fixture. */
    @Override
    public DatagramPeer open(Scope scope) {
        return as(DatagramPeer.class).open(scope);
    }

    private UnixPeerSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how long each verb waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public UnixPeerSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether verbs wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public UnixPeerSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the path to bind to. A fresh one unless set.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public UnixPeerSpec path(String value) {
        return with(Option.PATH, value);
    }

    /**
     * Bind to an abstract name instead of a path (Linux only).
     *
     * @param value at most 107 bytes, or {@link Options#ANY_NAME} for a free one
     * @return a copy with it, never null
     */
    public UnixPeerSpec abstractName(String value) {
        return with(Option.ABSTRACT_NAME, value);
    }

    /**
     * Set SO_SNDBUF, which bounds the size of a datagram. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public UnixPeerSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public UnixPeerSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
