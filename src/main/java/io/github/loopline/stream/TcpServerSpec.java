package io.github.loopline.stream;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Describes a TCP server: what {@code @TcpServer} says, for code. Opens as one of {@code StreamServer}, {@code
 * ServerSocket}, {@code ServerSocketChannel}, {@code InetSocketAddress}, {@code Integer}. Immutable; each method gives a
 * copy.
 *
 * @since 0.1
 */
public final class TcpServerSpec extends TcpSpec<TcpServerSpec, StreamServer>
        implements StreamFaultSpec<TcpServerSpec> {

    private static final Set<Option> CHANNEL = EnumSet.of(
            Option.BACKLOG,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.REUSE_ADDRESS,
            Option.REUSE_PORT);
    private static final Set<Option> MANAGED = DeclaredFaults.besideStream(CHANNEL);

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
                Option.GREETING,
                Option.TLS));
    }

    private static final Target[] TARGETS = {
        Target.of(StreamServer.class, MANAGED),
        Target.blocking(ServerSocket.class, CHANNEL),
        Target.of(ServerSocketChannel.class, CHANNEL),
        Target.of(InetSocketAddress.class, MANAGED),
        Target.of(Integer.class, MANAGED)
    };

    private TcpServerSpec(Options options) {
        super(options, TARGETS);
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
        return new TcpServerSpec(Securing.checkServer(options));
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        if (type == ServerSocket.class) {
            return JdkSockets.serverSocket(scope, options);
        }
        if (type == ServerSocketChannel.class) {
            return JdkSockets.serverChannel(scope, options, false);
        }
        StreamServer server = StreamServer.open(scope, options, false);
        return type == StreamServer.class ? server : type == Integer.class ? (Object) server.port() : server.address();
    }

    @Override
    protected TcpServerSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Describe one service at several addresses, to fail over between: servers with one port number, on 127.0.0.1, 127.0.0.2 and so
     * on.
     *
     * @param count how many, 2 to 200
     * @return what opens them, in this order; never null
     * @throws IllegalArgumentException if the count is another, or family or host is set
     */
    public Spec<List<StreamServer>> onOnePort(int count) {
        return new OnePort(this, options(), count);
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

    /**
     * Let it speak TLS.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public TcpServerSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }
}
