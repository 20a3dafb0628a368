package io.github.loopline.datagram;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.OptionSpec;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a UDP port where nobody listens: what {@code @RefusedPort(protocol = UDP)} says, for code. It is held: nobody
 * else can take it. A connected sender gets {@link java.net.PortUnreachableException} at its next call; an unconnected one
 * never learns. Opens as {@code InetSocketAddress} or {@code Integer}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class RefusedUdpPortSpec extends OptionSpec<RefusedUdpPortSpec, InetSocketAddress> {

    private static final Set<Option> IP = EnumSet.of(Option.FAMILY, Option.HOST, Option.PORT);
    private static final Target[] TARGETS = {Target.of(InetSocketAddress.class, IP), Target.of(Integer.class, IP)};

    /** RFC 863's port: what the holder is connected to, so that it accepts from nobody else. */
    private static final int DISCARD = 9;

    private RefusedUdpPortSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a refused UDP port on 127.0.0.1.
     *
     * @return the description, never null
     */
    public static RefusedUdpPortSpec create() {
        return new RefusedUdpPortSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static RefusedUdpPortSpec of(Options options) {
        Hosts.check(options);
        return new RefusedUdpPortSpec(options);
    }

    @Override
    protected Object open(Scope scope, Class<?> type, Options options) {
        InetSocketAddress address = hold(scope, options);
        return type == Integer.class ? (Object) address.getPort() : address;
    }

    @Override
    protected RefusedUdpPortSpec copy(Options changed) {
        return of(changed);
    }

    private static InetSocketAddress hold(Scope scope, Options options) {
        DatagramChannel holder = scope.own(DatagramSockets.open(options));
        InetAddress host = Hosts.of(options);
        try {
            InetSocketAddress address = (InetSocketAddress) holder.getLocalAddress();
            holder.connect(new InetSocketAddress(host, address.getPort() == DISCARD ? DISCARD + 1 : DISCARD));
            Track track = scope.log().track(null, -1, "refused-port", 0);
            scope.log().add(track, EventKind.OPENED, address);
            return address;
        } catch (IOException e) {
            throw DatagramSockets.failed(holder, new InetSocketAddress(host, 0), e);
        }
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public RefusedUdpPortSpec family(Family value) {
        return with(Option.FAMILY, value);
    }
}
