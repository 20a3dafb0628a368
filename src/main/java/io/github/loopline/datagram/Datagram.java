package io.github.loopline.datagram;

import io.github.loopline.fixture.Message;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventLog;
import java.net.SocketAddress;
import java.time.Duration;
import org.assertj.core.api.AssertProvider;

/**
 * A datagram that a {@link DatagramPeer} received. Immutable.
 *
 * @since 0.1
 */
public final class Datagram extends Message implements AssertProvider<DatagramAssert> {

    private final String peer;
    private final SocketAddress sender;

    Datagram(EventLog log, String peer, int index, byte[] data, int length, SocketAddress sender, Duration time) {
        super(log, index, data, length, time);
        this.peer = peer;
        this.sender = sender;
    }

    /**
     * Give who sent it.
     *
     * @return an address to answer to, never null
     */
    public SocketAddress sender() {
        return sender;
    }

    @Override
    protected String name() {
        return "datagram #" + index() + " of " + peer + " from " + Addresses.text(sender);
    }

    /** Enter AssertJ: {@code assertThat(datagram)} finds the assertions of a datagram. */
    @Override
    public DatagramAssert assertThat() {
        return new DatagramAssert(this);
    }
}
