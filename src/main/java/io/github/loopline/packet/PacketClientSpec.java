package io.github.loopline.packet;

import io.github.loopline.fixture.FixtureSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Target;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a Unix client of messages: what {@code @UnixClient(type = SEQPACKET)} says, for code. The JDK has no such
 * socket, so connecting it needs JNA on the class path. Opens as {@code PacketClient}. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class PacketClientSpec extends FixtureSpec<PacketClientSpec, PacketClient> {

    private static final Set<Option> MANAGED =
            EnumSet.of(Option.TIMEOUT_MILLIS, Option.BLOCKING, Option.SEND_BUFFER_SIZE, Option.RECORDING_LIMIT);
    private static final Target[] TARGETS = {Target.of(PacketClient.class, MANAGED)};

    private PacketClientSpec(Options options) {
        super(options, TARGETS);
    }

    /**
     * Describe a client with all defaults.
     *
     * @return the description, never null
     */
    public static PacketClientSpec create() {
        return new PacketClientSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static PacketClientSpec of(Options options) {
        // nothing can contradict
        return new PacketClientSpec(options);
    }

    @Override
    protected PacketClient open(Scope scope, Class<?> type, Options all) {
        return PacketClient.open(scope, all);
    }

    @Override
    protected PacketClientSpec copy(Options changed) {
        return of(changed);
    }
}
