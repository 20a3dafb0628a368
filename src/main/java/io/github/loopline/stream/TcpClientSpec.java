package io.github.loopline.stream;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a TCP client: what {@code @TcpClient} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class TcpClientSpec implements Spec<StreamClient> {

    private static final Set<Option> CHANNEL = EnumSet.of(
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.NO_DELAY,
            Option.KEEP_ALIVE,
            Option.LINGER_SECONDS,
            Option.REUSE_ADDRESS,
            Option.REUSE_PORT,
            Option.TRAFFIC_CLASS,
            Option.OOB_INLINE,
            Option.QUICK_ACK,
            Option.KEEP_IDLE_SECONDS,
            Option.KEEP_INTERVAL_SECONDS,
            Option.KEEP_COUNT);
    private static final Set<Option> MANAGED = EnumSet.copyOf(CHANNEL);

    static {
        MANAGED.add(Option.TIMEOUT_MILLIS);
        MANAGED.add(Option.RECORDING_LIMIT);
    }

    private static final Target[] TARGETS = {
        Target.of(StreamClient.class, MANAGED),
        Target.blocking(Socket.class, CHANNEL),
        Target.of(SocketChannel.class, CHANNEL)
    };

    private final Options options;

    private TcpClientSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a client with all defaults.
     *
     * @return the description, never null
     */
    public static TcpClientSpec create() {
        return new TcpClientSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static TcpClientSpec of(Options options) {
        Hosts.check(options);
        return new TcpClientSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code StreamClient}, {@code Socket}, {@code SocketChannel}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        if (type == Socket.class) {
            return JdkSockets.socket(scope, options);
        }
        return type == SocketChannel.class
                ? JdkSockets.channel(scope, options, false)
                : StreamClient.open(scope, options, false);
    }

    /** Opens it as its managed fixture. */
    @Override
    public StreamClient open(Scope scope) {
        return as(StreamClient.class).open(scope);
    }

    private TcpClientSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how long a call waits: on a managed fixture each verb, on a socket of the JDK SO_TIMEOUT.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public TcpClientSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero, and configureBlocking on a channel.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public TcpClientSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public TcpClientSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the address to bind to.
     *
     * @param value a loopback address in digits, such as 127.0.0.2
     * @return a copy with it, never null
     */
    public TcpClientSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out: a fixed port collides with other tests and processes.
     *
     * @param value 0 for a free one, to 65535
     * @return a copy with it, never null
     */
    public TcpClientSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set SO_RCVBUF before bind. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpClientSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Set SO_SNDBUF. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpClientSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set TCP_NODELAY. On unless set, since Nagle and delayed acknowledgement cost 40 ms on loopback too.
     *
     * @param value whether small pieces are sent at once
     * @return a copy with it, never null
     */
    public TcpClientSpec noDelay(boolean value) {
        return with(Option.NO_DELAY, value);
    }

    /**
     * Set SO_KEEPALIVE.
     *
     * @param value whether the kernel probes an idle connection
     * @return a copy with it, never null
     */
    public TcpClientSpec keepAlive(boolean value) {
        return with(Option.KEEP_ALIVE, value);
    }

    /**
     * Set SO_LINGER: how long a close waits until the peer has acknowledged everything.
     *
     * @param value 0 for an RST at close, {@link Options#LINGER_OFF}, or seconds up to 65535
     * @return a copy with it, never null
     */
    public TcpClientSpec lingerSeconds(int value) {
        return with(Option.LINGER_SECONDS, value);
    }

    /**
     * Set SO_REUSEADDR.
     *
     * @param value whether a port in TIME_WAIT can be taken
     * @return a copy with it, never null
     */
    public TcpClientSpec reuseAddress(boolean value) {
        return with(Option.REUSE_ADDRESS, value);
    }

    /**
     * Set SO_REUSEPORT: several sockets share the port, and the kernel spreads what comes.
     *
     * @param value whether others may bind it too
     * @return a copy with it, never null
     */
    public TcpClientSpec reusePort(boolean value) {
        return with(Option.REUSE_PORT, value);
    }

    /**
     * Set IP_TOS (RFC 2474).
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public TcpClientSpec trafficClass(int value) {
        return with(Option.TRAFFIC_CLASS, value);
    }

    /**
     * Set SO_OOBINLINE: urgent data stays in the stream instead of being dropped.
     *
     * @param value whether it stays
     * @return a copy with it, never null
     */
    public TcpClientSpec oobInline(boolean value) {
        return with(Option.OOB_INLINE, value);
    }

    /**
     * Set TCP_QUICKACK, where the kernel has it.
     *
     * @param value whether segments are acknowledged at once
     * @return a copy with it, never null
     */
    public TcpClientSpec quickAck(boolean value) {
        return with(Option.QUICK_ACK, value);
    }

    /**
     * Set TCP_KEEPIDLE.
     *
     * @param value seconds of silence before the first probe, 1 or more
     * @return a copy with it, never null
     */
    public TcpClientSpec keepIdleSeconds(int value) {
        return with(Option.KEEP_IDLE_SECONDS, value);
    }

    /**
     * Set TCP_KEEPINTVL.
     *
     * @param value seconds between probes, 1 or more
     * @return a copy with it, never null
     */
    public TcpClientSpec keepIntervalSeconds(int value) {
        return with(Option.KEEP_INTERVAL_SECONDS, value);
    }

    /**
     * Set TCP_KEEPCNT.
     *
     * @param value unanswered probes until the connection is given up, 1 to 127
     * @return a copy with it, never null
     */
    public TcpClientSpec keepCount(int value) {
        return with(Option.KEEP_COUNT, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public TcpClientSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }
}
