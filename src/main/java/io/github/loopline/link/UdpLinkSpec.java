package io.github.loopline.link;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.DatagramFaultSpec;
import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.IpSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that UDP clients send to: what {@code @UdpLink} says, for code. Opens as {@code DatagramLink} only.
 * Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UdpLinkSpec extends IpSpec<UdpLinkSpec, DatagramLink> implements DatagramFaultSpec<UdpLinkSpec> {

    private static final Set<Option> OPTIONS = DeclaredFaults.besideDatagrams(EnumSet.of(
            Option.TIMEOUT_MILLIS,
            Option.BLOCKING,
            Option.FAMILY,
            Option.HOST,
            Option.PORT,
            Option.RECEIVE_BUFFER_SIZE,
            Option.SEND_BUFFER_SIZE,
            Option.RECORDING_LIMIT));
    private static final Target[] TARGETS = {Target.of(DatagramLink.class, OPTIONS)};

    private UdpLinkSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a link with all defaults: 127.0.0.1, a free port.
     *
     * @return the description, never null
     */
    public static UdpLinkSpec create() {
        return new UdpLinkSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static UdpLinkSpec of(Options options) {
        Hosts.check(options);
        return new UdpLinkSpec(options);
    }

    @Override
    protected DatagramLink open(Scope scope, Class<?> type, Options all) {
        return DatagramLink.open(scope, all, "udp-link", UdpSocket.bound(all));
    }

    @Override
    protected UdpLinkSpec copy(Options changed) {
        return of(changed);
    }
}
