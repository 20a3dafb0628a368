package io.github.loopline.stream;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.OptionSpec;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a TCP port or a Unix path where nobody answers: what {@code @RefusedPort} and {@code @UnresponsivePort} say, for
 * code. It is held, so that nobody else can take it. Opens as one of {@code InetSocketAddress}, {@code Integer}, {@code
 * UnixDomainSocketAddress}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class PortSpec extends OptionSpec<PortSpec, InetSocketAddress> {

    private static final Set<Option> IP = EnumSet.of(Option.FAMILY, Option.HOST, Option.PORT);
    private static final Target[] TARGETS = {
        Target.of(InetSocketAddress.class, IP),
        Target.of(Integer.class, IP),
        Target.of(UnixDomainSocketAddress.class, EnumSet.of(Option.PATH))
    };

    private final boolean listens;

    private PortSpec(boolean listens, Options options) {
        super(options, TARGETS);
        this.listens = listens;
    }

    /**
     * Describe a port on 127.0.0.1 that refuses every connect.
     *
     * @return the description, never null
     */
    public static PortSpec refused() {
        return new PortSpec(false, Options.NONE);
    }

    /**
     * Describe a port on 127.0.0.1 where connects are not answered: its queue is full and nobody accepts, so that a client waits
     * until its own timeout.
     *
     * @return the description, never null
     */
    public static PortSpec unresponsive() {
        return new PortSpec(true, Options.NONE);
    }

    /**
     * Set all attributes.
     *
     * @param all what is set
     * @return a copy with them, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public PortSpec with(Options all) {
        Hosts.check(all);
        return new PortSpec(listens, all);
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        boolean unix = type == UnixDomainSocketAddress.class;
        SocketAddress address = listens
                ? HeldPort.ignore(scope, options.with(Option.BACKLOG, 1), unix)
                : HeldPort.refuse(scope, options, unix);
        return type == Integer.class ? (Object) ((InetSocketAddress) address).getPort() : address;
    }

    @Override
    protected PortSpec copy(Options changed) {
        return with(changed);
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public PortSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the address to bind to.
     *
     * @param value a loopback address in digits, such as 127.0.0.2
     * @return a copy with it, never null
     */
    public PortSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out: a fixed port collides with other tests and processes.
     *
     * @param value 0 for a free one, to 65535
     * @return a copy with it, never null
     */
    public PortSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set the path to bind to. Leave it out for a fresh one.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public PortSpec path(String value) {
        return with(Option.PATH, value);
    }
}
