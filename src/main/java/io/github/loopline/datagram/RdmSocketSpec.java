package io.github.loopline.datagram;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a socket for reliably delivered messages, SOCK_RDM: what {@code @RdmSocket} says, for code. Every message arrives once;
 * the order is not promised. Linux has it in AF_TIPC only, a kernel module; where that is not loaded, opening says so. {@link
 * #standIn} keeps the same promise over a Unix datagram socket, for tests that ask for it. Opening needs JNA on the class
 * path. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class RdmSocketSpec implements Spec<DatagramPeer> {

    private static final Set<Option> MANAGED =
            EnumSet.of(Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT);

    private static final Target[] TARGETS = {
        Target.of(DatagramPeer.class, MANAGED), Target.of(SocketAddress.class, MANAGED)
    };

    private final boolean standIn;
    private final Options options;

    private RdmSocketSpec(boolean standIn, Options options) {
        this.standIn = standIn;
        this.options = options;
    }

    /**
     * Describe a socket of TIPC with all defaults.
     *
     * @return the description, never null
     */
    public static RdmSocketSpec create() {
        return of(false, Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param standIn whether a Unix datagram socket stands in for it
     * @param options what is set
     * @return the description, never null
     */
    public static RdmSocketSpec of(boolean standIn, Options options) {
        return new RdmSocketSpec(standIn, options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type {@code DatagramPeer} or {@code SocketAddress}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private Object open(Scope scope, Class<?> type, Options all) {
        DatagramPeer peer = standIn ? UnixDatagrams.open(scope, "rdm-stand-in", all) : TipcDatagrams.open(scope, all);
        return type == DatagramPeer.class ? peer : peer.socketAddress();
    }

    /** Opens it as its managed fixture. */
    @Override
    public DatagramPeer open(Scope scope) {
        return as(DatagramPeer.class).open(scope);
    }

    private RdmSocketSpec with(Option option, Object value) {
        return of(standIn, options.with(option, value));
    }

    /**
     * Let a Unix datagram socket stand in: every message arrives once there too, and senders wait while the receiver does not
     * read. It even keeps the order, on which a test must not rely. Its address is a path.
     *
     * @param value whether it does
     * @return a copy with it, never null
     */
    public RdmSocketSpec standIn(boolean value) {
        return of(value, options);
    }

    /**
     * Set how long each verb waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public RdmSocketSpec timeout(Duration value) {
        return of(standIn, options.withTimeout(value));
    }

    /**
     * Set whether verbs wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public RdmSocketSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set SO_SNDBUF, which bounds the size of a message of the stand-in. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public RdmSocketSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public RdmSocketSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
