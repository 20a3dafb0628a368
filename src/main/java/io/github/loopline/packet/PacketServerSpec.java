package io.github.loopline.packet;

import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Target;
import io.github.loopline.fixture.UnixPaths;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix server of messages: what {@code @UnixServer(type = SEQPACKET)} says, for code. The JDK has no such
 * socket, so opening it needs JNA on the class path. Opens as one of {@code PacketServer}, {@code UnixDomainSocketAddress},
 * {@code SocketAddress}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class PacketServerSpec extends FixtureSpec<PacketServerSpec, PacketServer> {

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

    private PacketServerSpec(Options options) {
        super(options, TARGETS);
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

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        PacketServer server = PacketServer.open(scope, options);
        return type == PacketServer.class ? server : server.socketAddress();
    }

    @Override
    protected PacketServerSpec copy(Options changed) {
        return of(changed);
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
