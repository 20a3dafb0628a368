package io.github.loopline.datagram;

import io.github.loopline.fixture.MessageAssert;
import io.github.loopline.trace.Addresses;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link Datagram}.
 *
 * @since 0.1
 */
public class DatagramAssert extends MessageAssert<DatagramAssert, Datagram> {

    private final @Nullable DatagramPeerAssert peer;

    /**
     * Create an assertion; {@code assertThat(datagram)} does.
     *
     * @param actual the datagram
     */
    public DatagramAssert(Datagram actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a datagram that has not come is muted and never looks at it
    DatagramAssert(@Nullable Datagram actual, @Nullable DatagramPeerAssert peer) {
        super(actual, DatagramAssert.class, "datagram");
        this.peer = peer;
    }

    /**
     * Go back to the peer that this was reached from.
     *
     * @return the peer's assertion, never null
     * @throws IllegalStateException if it was not reached from a peer
     */
    public DatagramPeerAssert returnToPeer() {
        if (peer == null) {
            throw new IllegalStateException("This assertion was not reached from a peer: write assertThat(peer).");
        }
        return peer;
    }

    /**
     * Verify who sent it.
     *
     * @param sender an address
     * @return this
     * @throws AssertionError if somebody else did
     */
    public DatagramAssert isFrom(SocketAddress sender) {
        return holds(
                datagram -> datagram.sender().equals(sender),
                "to be from " + Addresses.text(sender),
                datagram -> "is from " + Addresses.text(datagram.sender()));
    }

    /**
     * Verify who sent it.
     *
     * @param sender a peer of this test
     * @return this
     * @throws AssertionError if somebody else did
     */
    public DatagramAssert isFrom(DatagramPeer sender) {
        return isFrom(Objects.requireNonNull(sender, "sender").socketAddress());
    }
}
