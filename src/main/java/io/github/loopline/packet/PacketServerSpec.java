package io.github.loopline.packet;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.fixture.UnixPaths;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix server of messages: what {@code @UnixServer(type = SEQPACKET)} says, for code. The JDK has no such socket, so
 * opening it needs JNA on the class path. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class PacketServerSpec implements Spec<PacketServer> {

    private static final Set<Option> PATH = EnumSet.of(
            Option.BACKLOG,
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.PATH,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT,
            Option.SERVICE,
            Option.GREETING);
    private static final Set<Option> MANAGED = EnumSet.copyOf(PATH);

    static {
        MANAGED.add(Option.ABSTRACT_NAME);
    }

    private static final Target[] TARGETS = {
        Target.of(PacketServer.class, MANAGED),
        Target.of(UnixDomainSocketAddress.class, PATH),
        Target.of(SocketAddress.class, MANAGED)
    };

    private final Options options;

    private PacketServerSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a server with all defaults: a fresh path, a backlog of 4096.
     *
     * @return the description, never null
     */
    public static PacketServerSpec create() {
        return new PacketServerSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static PacketServerSpec of(Options options) {
        UnixPaths.checkOneName(options);
        return new PacketServerSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code PacketServer}, {@code UnixDomainSocketAddress}, {@code SocketAddress}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        PacketServer server = PacketServer.open(scope, options);
        return type == PacketServer.class ? server : server.socketAddress();
    }

    /** Opens it as its managed fixture. */
    @Override
    public PacketServer open(Scope scope) {
        return as(PacketServer.class).open(scope);
    }

    private PacketServerSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how many connections the kernel queues until they are accepted; Linux admits one more.
     *
     * @param value 1 or more
     * @return a copy with it, never null
     */
    public PacketServerSpec backlog(int value) {
        return with(Option.BACKLOG, value);
    }

    /**
     * Set how long each verb waits.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public PacketServerSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether verbs wait at all; {@code false} is a timeout of zero.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public PacketServerSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the path to bind to. Leave it out for a fresh one.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public PacketServerSpec path(String value) {
        return with(Option.PATH, value);
    }

    /**
     * Bind to an abstract name instead of a path (Linux only).
     *
     * @param value at most 107 bytes, or {@link Options#ANY_NAME} for a free one
     * @return a copy with it, never null
     */
    public PacketServerSpec abstractName(String value) {
        return with(Option.ABSTRACT_NAME, value);
    }

    /**
     * Set SO_SNDBUF, which bounds the size of a message. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public PacketServerSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public PacketServerSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }

    /**
     * Set what the server does by itself.
     *
     * @param value never null
     * @return a copy with it, never null
     */
    public PacketServerSpec service(Service value) {
        return with(Option.SERVICE, value);
    }

    /**
     * Set what is sent to each client first.
     *
     * @param value sent as UTF-8
     * @return a copy with it, never null
     */
    public PacketServerSpec greeting(String value) {
        return with(Option.GREETING, value);
    }
}
