package io.github.loopline.stream;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a TCP server: what {@code @TcpServer} says, for code. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class TcpServerSpec implements Spec<StreamServer> {

    private static final Set<Option> CHANNEL = EnumSet.of(
            Option.BACKLOG,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.REUSE_ADDRESS,
            Option.REUSE_PORT);
    private static final Set<Option> MANAGED = EnumSet.copyOf(CHANNEL);

    static {
        MANAGED.addAll(EnumSet.of(
                Option.TIMEOUT_MILLIS,
                Option.SEND_BUFFER_SIZE,
                Option.NO_DELAY,
                Option.KEEP_ALIVE,
                Option.LINGER_SECONDS,
                Option.TRAFFIC_CLASS,
                Option.OOB_INLINE,
                Option.QUICK_ACK,
                Option.KEEP_IDLE_SECONDS,
                Option.KEEP_INTERVAL_SECONDS,
                Option.KEEP_COUNT,
                Option.RECORDING_LIMIT,
                Option.SERVICE,
                Option.GREETING));
    }

    private static final Target[] TARGETS = {
        Target.of(StreamServer.class, MANAGED),
        Target.blocking(ServerSocket.class, CHANNEL),
        Target.of(ServerSocketChannel.class, CHANNEL),
        Target.of(InetSocketAddress.class, MANAGED),
        Target.of(Integer.class, MANAGED)
    };

    private final Options options;

    private TcpServerSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a server with all defaults: 127.0.0.1, a free port, a backlog of 4096.
     *
     * @return the description, never null
     */
    public static TcpServerSpec create() {
        return new TcpServerSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static TcpServerSpec of(Options options) {
        Hosts.checkOrWildcard(options);
        return new TcpServerSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code StreamServer}, {@code ServerSocket}, {@code ServerSocketChannel}, {@code InetSocketAddress}, {@code Integer}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        if (type == ServerSocket.class) {
            return JdkSockets.serverSocket(scope, options);
        }
        if (type == ServerSocketChannel.class) {
            return JdkSockets.serverChannel(scope, options, false);
        }
        StreamServer server = StreamServer.open(scope, options, false);
        return type == StreamServer.class ? server : type == Integer.class ? (Object) server.port() : server.address();
    }

    /** Opens it as its managed fixture. */
    @Override
    public StreamServer open(Scope scope) {
        return as(StreamServer.class).open(scope);
    }

    private TcpServerSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set how many connections the kernel queues until they are accepted; Linux admits one more.
     *
     * @param value 1 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec backlog(int value) {
        return with(Option.BACKLOG, value);
    }

    /**
     * Set how long a call waits: on a managed fixture each verb, on a socket of the JDK SO_TIMEOUT.
     *
     * @param value more than zero, rounded up to milliseconds
     * @return a copy with it, never null
     */
    public TcpServerSpec timeout(Duration value) {
        return of(options.withTimeout(value));
    }

    /**
     * Set whether calls wait at all; {@code false} is a timeout of zero, and configureBlocking on a channel.
     *
     * @param value whether to wait
     * @return a copy with it, never null
     */
    public TcpServerSpec blocking(boolean value) {
        return with(Option.BLOCKING, value);
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public TcpServerSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the address to bind to.
     *
     * @param value a loopback address in digits, such as 127.0.0.2, or {@link Options#WILDCARD}; in the family INET6 that takes
     *     IPv4 too
     * @return a copy with it, never null
     */
    public TcpServerSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out: a fixed port collides with other tests and processes.
     *
     * @param value 0 for a free one, to 65535
     * @return a copy with it, never null
     */
    public TcpServerSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set SO_RCVBUF before bind. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec receiveBufferSize(int value) {
        return with(Option.RECEIVE_BUFFER_SIZE, value);
    }

    /**
     * Set SO_SNDBUF. A granted size that differs is in the transcript.
     *
     * @param value bytes, 1 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec sendBufferSize(int value) {
        return with(Option.SEND_BUFFER_SIZE, value);
    }

    /**
     * Set TCP_NODELAY. On unless set, since Nagle and delayed acknowledgement cost 40 ms on loopback too.
     *
     * @param value whether small pieces are sent at once
     * @return a copy with it, never null
     */
    public TcpServerSpec noDelay(boolean value) {
        return with(Option.NO_DELAY, value);
    }

    /**
     * Set SO_KEEPALIVE.
     *
     * @param value whether the kernel probes an idle connection
     * @return a copy with it, never null
     */
    public TcpServerSpec keepAlive(boolean value) {
        return with(Option.KEEP_ALIVE, value);
    }

    /**
     * Set SO_LINGER: how long a close waits until the peer has acknowledged everything.
     *
     * @param value 0 for an RST at close, {@link Options#LINGER_OFF}, or seconds up to 65535
     * @return a copy with it, never null
     */
    public TcpServerSpec lingerSeconds(int value) {
        return with(Option.LINGER_SECONDS, value);
    }

    /**
     * Set SO_REUSEADDR.
     *
     * @param value whether a port in TIME_WAIT can be taken
     * @return a copy with it, never null
     */
    public TcpServerSpec reuseAddress(boolean value) {
        return with(Option.REUSE_ADDRESS, value);
    }

    /**
     * Set SO_REUSEPORT: several sockets share the port, and the kernel spreads what comes.
     *
     * @param value whether others may bind it too
     * @return a copy with it, never null
     */
    public TcpServerSpec reusePort(boolean value) {
        return with(Option.REUSE_PORT, value);
    }

    /**
     * Set IP_TOS (RFC 2474).
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public TcpServerSpec trafficClass(int value) {
        return with(Option.TRAFFIC_CLASS, value);
    }

    /**
     * Set SO_OOBINLINE: urgent data stays in the stream instead of being dropped.
     *
     * @param value whether it stays
     * @return a copy with it, never null
     */
    public TcpServerSpec oobInline(boolean value) {
        return with(Option.OOB_INLINE, value);
    }

    /**
     * Set TCP_QUICKACK, where the kernel has it.
     *
     * @param value whether segments are acknowledged at once
     * @return a copy with it, never null
     */
    public TcpServerSpec quickAck(boolean value) {
        return with(Option.QUICK_ACK, value);
    }

    /**
     * Set TCP_KEEPIDLE.
     *
     * @param value seconds of silence before the first probe, 1 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec keepIdleSeconds(int value) {
        return with(Option.KEEP_IDLE_SECONDS, value);
    }

    /**
     * Set TCP_KEEPINTVL.
     *
     * @param value seconds between probes, 1 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec keepIntervalSeconds(int value) {
        return with(Option.KEEP_INTERVAL_SECONDS, value);
    }

    /**
     * Set TCP_KEEPCNT.
     *
     * @param value unanswered probes until the connection is given up, 1 to 127
     * @return a copy with it, never null
     */
    public TcpServerSpec keepCount(int value) {
        return with(Option.KEEP_COUNT, value);
    }

    /**
     * Set how many bytes of each direction are kept; later ones are counted and hashed. From 4 KiB on it is rounded up to 64 KiB.
     *
     * @param value bytes, 0 or more
     * @return a copy with it, never null
     */
    public TcpServerSpec recordingLimit(int value) {
        return with(Option.RECORDING_LIMIT, value);
    }

    /**
     * Set what the server does by itself.
     *
     * @param value never null
     * @return a copy with it, never null
     */
    public TcpServerSpec service(Service value) {
        return with(Option.SERVICE, value);
    }

    /**
     * Set what is sent to each client first.
     *
     * @param value sent as UTF-8
     * @return a copy with it, never null
     */
    public TcpServerSpec greeting(String value) {
        return with(Option.GREETING, value);
    }
}
