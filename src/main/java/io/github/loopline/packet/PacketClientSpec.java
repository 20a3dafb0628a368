package io.github.loopline.packet;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix client of messages: what {@code @UnixClient(type = SEQPACKET)} says, for code. The JDK has no such socket, so
 * connecting it needs JNA on the class path. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class PacketClientSpec implements Spec<PacketClient> {

    private static final Set<Option> MANAGED =
            EnumSet.of(Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {Target.of(PacketClient.class, MANAGED)};

    private final Options options;

    private PacketClientSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a client with all defaults.
     *
     * @return the description, never null
     */
    public static PacketClientSpec create() {
        return new PacketClientSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static PacketClientSpec of(Options options) {
        // nothing can contradict
        return new PacketClientSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type {@code PacketClient}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // there is only one
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) PacketClient.open(scope, options.orElse(scope.defaults(), target.options()));
    }

    /** Opens it as its managed fixture. */
    @Override
    public PacketClient open(Scope scope) {
        return as(PacketClient.class).open(scope);
    }

    private PacketClientSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how long each verb waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public PacketClientSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether verbs wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public PacketClientSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set SO_SNDBUF, which bounds the size of a message. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public PacketClientSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public PacketClientSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
