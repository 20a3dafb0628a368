package io.github.loopline.packet;

import io.github.loopline.fixture.Message;
import io.github.loopline.trace.EventLog;
import java.time.Duration;
import org.assertj.core.api.AssertProvider;

/**
 * A message that came over a {@link PacketConnection}. Immutable.
 *
 * @since 0.1
 */
public final class Packet extends Message implements AssertProvider<PacketAssert> {

    private final String connection;

    Packet(EventLog log, String connection, int index, byte[] data, int length, Duration time) {
        super(log, index, data, length, time);
        this.connection = connection;
    }

    @Override
    protected String name() {
        return "message #" + index() + " of " + connection;
    }

    /** Enter AssertJ: {@code assertThat(packet)} finds the assertions of a message. */
    @Override
    public PacketAssert assertThat() {
        return new PacketAssert(this);
    }
}
