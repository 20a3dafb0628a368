package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.AssertProvider;

/**
 * A connection of a client through a link to the server. Thread-safe.
 *
 * @since 0.1
 */
public final class LinkedConnection implements AssertProvider<LinkedConnectionAssert> {

    private final StreamLink link;
    private final LinkIo io;

    LinkedConnection(StreamLink link, LinkIo io) {
        this.link = link;
        this.io = io;
    }

    /**
     * Give its ordinal at the link.
     *
     * @return 0 for the first
     */
    public int index() {
        return io.index();
    }

    /**
     * Give the client's address.
     *
     * @return an address, unnamed (an empty path) for most Unix clients; never null
     */
    public SocketAddress clientAddress() {
        return io.clientAddress();
    }

    /**
     * Copy what a side has sent, as it came into the link.
     *
     * @param direction to whom
     * @return the bytes so far, potentially empty
     * @throws FixtureException if there are more than {@code recordingLimit}
     */
    public byte[] arrived(Direction direction) {
        return recorded(direction, false);
    }

    /**
     * Copy what was delivered.
     *
     * @param direction to whom
     * @return the bytes so far, potentially empty
     * @throws FixtureException if there are more than {@code recordingLimit}
     */
    public byte[] passed(Direction direction) {
        return recorded(direction, true);
    }

    /**
     * Give what was delivered as UTF-8.
     *
     * @param direction to whom
     * @return the text so far, potentially empty
     * @throws FixtureException if there is more than {@code recordingLimit}
     */
    public String passedText(Direction direction) {
        return new String(passed(direction), StandardCharsets.UTF_8);
    }

    private byte[] recorded(Direction direction, boolean delivered) {
        boolean ofClient = direction == Direction.TO_CLIENT == delivered;
        Track track = ofClient ? io.client() : io.server();
        synchronized (log()) {
            return (delivered ? track.sent() : track.received()).all(track);
        }
    }

    /**
     * Count the bytes of a direction.
     *
     * @param direction to whom
     * @return the counts so far, never null
     */
    public Traffic traffic(Direction direction) {
        return io.traffic(direction);
    }

    /**
     * Tell what is known of TLS with the client.
     *
     * @return a snapshot, never null
     * @throws FixtureException if the link speaks none with it
     */
    public TlsFacts tls() {
        return facts(Direction.TO_CLIENT, "tls");
    }

    /**
     * Tell what is known of TLS with the server.
     *
     * @return a snapshot, never null
     * @throws FixtureException if the link speaks none with it, or is not connected to it
     */
    public TlsFacts upstreamTls() {
        return facts(Direction.TO_SERVER, "upstreamTls");
    }

    private TlsFacts facts(Direction towards, String attribute) {
        TlsFacts facts = io.facts(towards);
        if (facts == null) {
            throw new FixtureException(
                    this + " speaks no TLS " + towards + ". Declare the link with " + attribute + " = @Tls.");
        }
        return facts;
    }

    /** Reset both sides by RST, with what is under way. Does nothing once they have ended. */
    public void reset() {
        link.onEngine(io::reset);
    }

    /** End both sides by FIN, behind what is under way. What they still send is dropped. */
    public void close() {
        link.onEngine(io::end);
    }

    /**
     * Tell whether the link still has it.
     *
     * @return false once both sides have ended, or one was reset
     */
    public boolean isOpen() {
        return !io.client().isClosed();
    }

    EventLog log() {
        return io.client().log();
    }

    LinkIo io() {
        return io;
    }

    /** Enter AssertJ: {@code assertThat(connection)} finds the assertions of a connection through a link. */
    @Override
    public LinkedConnectionAssert assertThat() {
        return new LinkedConnectionAssert(this);
    }

    /** Name the connection, as messages do. */
    @Override
    public String toString() {
        return io.client().toString();
    }
}
