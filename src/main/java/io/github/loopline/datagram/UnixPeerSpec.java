package io.github.loopline.datagram;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.DatagramFaultSpec;
import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import io.github.loopline.fixture.UnixPaths;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix datagram socket: what {@code @UnixPeer} says, for code. The JDK has no such socket, so opening it needs
 * JNA on the class path. Opens as one of {@code DatagramPeer}, {@code UnixDomainSocketAddress}, {@code SocketAddress}.
 * Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixPeerSpec extends FixtureSpec<UnixPeerSpec, DatagramPeer>
        implements DatagramFaultSpec<UnixPeerSpec> {

    private static final Set<Option> PATH = DeclaredFaults.besideDatagrams(EnumSet.of(
            Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.PATH, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT));
    private static final Set<Option> MANAGED = EnumSet.copyOf(PATH);

    static {
        MANAGED.add(Option.ABSTRACT_NAME);
    }

    private static final Target[] TARGETS = {
        Target.of(DatagramPeer.class, MANAGED),
        Target.of(UnixDomainSocketAddress.class, PATH),
        Target.of(SocketAddress.class, MANAGED)
    };

    private UnixPeerSpec(Options options) {
        super(options, TARGETS);
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

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        DatagramPeer peer = UnixDatagrams.open(scope, "unix-peer", options);
        return type == DatagramPeer.class ? peer : peer.socketAddress();
    }

    @Override
    protected UnixPeerSpec copy(Options changed) {
        return of(changed);
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
}
