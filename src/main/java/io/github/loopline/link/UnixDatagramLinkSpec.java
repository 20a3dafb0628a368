package io.github.loopline.link;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.DatagramFaultSpec;
import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a link that Unix datagram clients send to: what {@code @UnixDatagramLink} says, for code. The JDK has no such socket, so
 * opening it needs JNA on the class path. Opens as {@code DatagramLink} only. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class UnixDatagramLinkSpec extends FixtureSpec<UnixDatagramLinkSpec, DatagramLink>
        implements DatagramFaultSpec<UnixDatagramLinkSpec> {

    private static final Set<Option> OPTIONS = DeclaredFaults.besideDatagrams(EnumSet.of(
            Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.PATH, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT));
    private static final Target[] TARGETS = {Target.of(DatagramLink.class, OPTIONS)};

    private UnixDatagramLinkSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a link with all defaults: a fresh path.
     *
     * @return the description, never null
     */
    public static UnixDatagramLinkSpec create() {
        return of(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     */
    public static UnixDatagramLinkSpec of(Options options) {
        return new UnixDatagramLinkSpec(options);
    }

    @Override
    protected DatagramLink open(Scope scope, Class<?> type, Options all) {
        return DatagramLink.open(scope, all, "unix-datagram-link", UnixSocket.bound(all));
    }

    @Override
    protected UnixDatagramLinkSpec copy(Options changed) {
        return of(changed);
    }

    /**
     * Set the path to bind to. A fresh one unless set.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public UnixDatagramLinkSpec path(String value) {
        return with(Option.PATH, value);
    }
}
