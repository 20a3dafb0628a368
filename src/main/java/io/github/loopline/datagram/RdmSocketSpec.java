package io.github.loopline.datagram;

import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a socket for reliably delivered messages, SOCK_RDM: what {@code @RdmSocket} says, for code. Every message
 * arrives once; the order is not promised. Linux has it in AF_TIPC only, a kernel module; where that is not loaded, opening
 * says so. {@link #standIn} keeps the same promise over a Unix datagram socket, for tests that ask for it. Opening needs JNA
 * on the class path. Opens as {@code DatagramPeer} or {@code SocketAddress}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class RdmSocketSpec extends FixtureSpec<RdmSocketSpec, DatagramPeer> {

    private static final Set<Option> MANAGED =
            EnumSet.of(Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT);

    private static final Target[] TARGETS = {
        Target.of(DatagramPeer.class, MANAGED), Target.of(SocketAddress.class, MANAGED)
    };

    private final boolean standIn;

    private RdmSocketSpec(boolean standIn, Options options) {
        super(options, TARGETS);
        this.standIn = standIn;
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

    @Override
    protected Object open(Scope scope, Class<?> type, Options all) {
        DatagramPeer peer = standIn ? UnixDatagrams.open(scope, "rdm-stand-in", all) : TipcDatagrams.open(scope, all);
        return type == DatagramPeer.class ? peer : peer.socketAddress();
    }

    @Override
    protected RdmSocketSpec copy(Options changed) {
        return of(standIn, changed);
    }

    /**
     * Let a Unix datagram socket stand in: every message arrives once there too, and senders wait while the receiver does not
     * read. It even keeps the order, on which a test must not rely. Its address is a path.
     *
     * @param value whether it does
     * @return a copy with it, never null
     */
    public RdmSocketSpec standIn(boolean value) {
        return of(value, options());
    }
}
