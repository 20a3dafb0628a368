package io.github.loopline.raw;

import io.github.loopline.trace.EventLog;
import java.net.InetAddress;
import java.time.Duration;
import org.assertj.core.api.AssertProvider;

/**
 * A packet that a {@link RawPeer} received. Immutable.
 *
 * @since 0.1
 */
public final class RawPacket implements AssertProvider<RawPacketAssert> {

    private final EventLog log;
    private final String peer;
    private final int index;
    private final IpPacket ip;
    private final Duration time;

    RawPacket(EventLog log, String peer, int index, IpPacket ip, Duration time) {
        this.log = log;
        this.peer = peer;
        this.index = index;
        this.ip = ip;
        this.time = time;
    }

    /**
     * Give its ordinal among all that the peer received.
     *
     * @return 0 for the first
     */
    public int index() {
        return index;
    }

    /**
     * Give the packet with its IP header. Over IPv6 the kernel gives no header: this one is made of what the kernel tells, which
     * is all but the flow label and the extension headers.
     *
     * @return the packet, never null
     */
    public IpPacket ip() {
        return ip;
    }

    /**
     * Give who sent it.
     *
     * @return an address to answer to, never null
     */
    public InetAddress source() {
        return ip.source();
    }

    /**
     * Copy what it carries.
     *
     * @return the bytes behind the IP header, potentially empty
     */
    public byte[] payload() {
        return ip.payload();
    }

    /**
     * Read what it carries as ICMP.
     *
     * @return the message, never null
     * @throws IllegalArgumentException if it carries another protocol, or is too short; the message is one line
     */
    public IcmpMessage icmp() {
        return ip.icmp();
    }

    /** Tells whether it carries an ICMP message of a type. */
    boolean isIcmp(IcmpType type) {
        try {
            return icmp().is(type);
        } catch (IllegalArgumentException e) {
            return false; // it carries something else
        }
    }

    /** Tells whether it carries an ICMP message of a type, with an identifier. */
    boolean isIcmp(IcmpType type, int id) {
        return isIcmp(type) && icmp().id() == id;
    }

    /**
     * Give when it was read from the kernel.
     *
     * @return the time since the peer's owner opened, monotonic
     */
    public Duration time() {
        return time;
    }

    EventLog log() {
        return log;
    }

    /** Enter AssertJ: {@code assertThat(packet)} finds the assertions of a packet. */
    @Override
    public RawPacketAssert assertThat() {
        return new RawPacketAssert(this);
    }

    /** Name the packet, as messages do. */
    @Override
    public String toString() {
        return "packet #" + index + " of " + peer + ": " + ip;
    }
}
