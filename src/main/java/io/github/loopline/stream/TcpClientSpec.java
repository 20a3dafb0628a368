package io.github.loopline.stream;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.StreamFaultSpec;
import io.github.loopline.fixture.Target;
import io.github.loopline.tls.TlsOptions;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a TCP client: what {@code @TcpClient} says, for code. Opens as one of {@code StreamClient}, {@code Socket},
 * {@code SocketChannel}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class TcpClientSpec extends TcpSpec<TcpClientSpec, StreamClient>
        implements StreamFaultSpec<TcpClientSpec> {

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
    private static final Set<Option> MANAGED = DeclaredFaults.besideStream(CHANNEL);

    static {
        MANAGED.add(Option.TIMEOUT_MILLIS);
        MANAGED.add(Option.RECORDING_LIMIT);
        MANAGED.add(Option.TLS);
    }

    private static final Target[] TARGETS = {
        Target.of(StreamClient.class, MANAGED),
        Target.blocking(Socket.class, CHANNEL),
        Target.of(SocketChannel.class, CHANNEL)
    };

    private TcpClientSpec(Options options) {
        super(options, TARGETS);
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
        return new TcpClientSpec(Securing.checkClient(options));
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        if (type == Socket.class) {
            return JdkSockets.socket(scope, options);
        }
        return type == SocketChannel.class
                ? JdkSockets.channel(scope, options, false)
                : StreamClient.open(scope, options, false);
    }

    @Override
    protected TcpClientSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Let it speak TLS. It believes every server: what was shown is in {@code tls().peerCertificates()}.
     *
     * @param value how, such as {@code TlsOptions.create()}
     * @return a copy with it, never null
     */
    public TcpClientSpec tls(TlsOptions value) {
        return with(Option.TLS, value);
    }
}
