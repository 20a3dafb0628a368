package io.github.loopline.raw;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link RawPacket}.
 *
 * @since 0.1
 */
public class RawPacketAssert extends FixtureAssert<RawPacketAssert, RawPacket> {

    private static final String FINAL = "a packet does not change";

    private final @Nullable RawPeerAssert peer;

    /**
     * Create an assertion; {@code assertThat(packet)} does.
     *
     * @param actual the packet
     */
    public RawPacketAssert(RawPacket actual) {
        this(actual, null);
    }

    @SuppressWarnings("NullAway") // a soft assertion on a packet that has not come is muted and never looks at it
    RawPacketAssert(@Nullable RawPacket actual, @Nullable RawPeerAssert peer) {
        super(actual, RawPacketAssert.class);
        this.peer = peer;
    }

    @Override
    protected EventLog log() {
        return actual.log();
    }

    /**
     * Go back to the peer that this was reached from.
     *
     * @return the peer's assertion, never null
     * @throws IllegalStateException if it was not reached from a peer
     */
    public RawPeerAssert returnToPeer() {
        if (peer == null) {
            throw new IllegalStateException("This assertion was not reached from a peer: write assertThat(peer).");
        }
        return peer;
    }

    /**
     * Verify who sent it.
     *
     * @param source an address
     * @return this
     * @throws AssertionError if somebody else did
     */
    public RawPacketAssert isFrom(InetAddress source) {
        return ip(ip -> ip.source().equals(source), "to be from " + source.getHostAddress());
    }

    /**
     * Verify where it went.
     *
     * @param destination an address
     * @return this
     * @throws AssertionError if it went elsewhere
     */
    public RawPacketAssert isTo(InetAddress destination) {
        return ip(ip -> ip.destination().equals(destination), "to be to " + destination.getHostAddress());
    }

    /**
     * Verify the time to live that was left, which IPv6 calls the hop limit. On loopback no router counts it down: it is what the
     * sender set.
     *
     * @param ttl 0 to 255
     * @return this
     * @throws AssertionError if it is another
     */
    public RawPacketAssert hasTtl(int ttl) {
        return ip(ip -> ip.ttl() == ttl, "to have a ttl of " + ttl);
    }

    /**
     * Verify the traffic class, which IPv4 calls the type of service.
     *
     * @param trafficClass 0 to 255
     * @return this
     * @throws AssertionError if it is another
     */
    public RawPacketAssert hasTrafficClass(int trafficClass) {
        return check(() -> actual.ip().trafficClass() == trafficClass
                ? null
                : failure("  to have a traffic class of " + trafficClass + "\n  but it is "
                        + actual.ip().trafficClass()));
    }

    /**
     * Verify the number of the protocol that it carries.
     *
     * @param protocol 0 to 255, see {@link IpProtocol}
     * @return this
     * @throws AssertionError if it is another
     */
    public RawPacketAssert hasProtocol(int protocol) {
        return ip(ip -> ip.protocol() == protocol, "to carry " + IpProtocol.name(protocol));
    }

    private RawPacketAssert ip(Predicate<IpPacket> condition, String rule) {
        return check(() -> condition.test(actual.ip()) ? null : failure("  " + rule));
    }

    /**
     * Verify what it carries behind the IP header.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it differs
     */
    public RawPacketAssert hasPayload(String text) {
        return hasPayload(utf8(text));
    }

    /**
     * Verify what it carries behind the IP header.
     *
     * @param bytes what it must be
     * @return this
     * @throws AssertionError if it differs
     */
    public RawPacketAssert hasPayload(byte[] bytes) {
        return check(() -> difference(bytes, actual.payload()));
    }

    private @Nullable Failure difference(byte[] expected, byte[] found) {
        Expectation expectation = Expectation.exactly(expected);
        return expectation.matches(found)
                ? null
                : new Failure(() -> expectation.text(Difference.Words.IS, found, "in one packet"), FINAL);
    }

    /**
     * Verify that it is an echo request: a ping.
     *
     * @return this
     * @throws AssertionError if it is something else
     */
    public RawPacketAssert isEchoRequest() {
        return isIcmp(IcmpType.ECHO_REQUEST);
    }

    /**
     * Verify that it is an echo reply.
     *
     * @return this
     * @throws AssertionError if it is something else
     */
    public RawPacketAssert isEchoReply() {
        return isIcmp(IcmpType.ECHO_REPLY);
    }

    /**
     * Verify that it is an ICMP message of a type.
     *
     * @param type of either family
     * @return this
     * @throws AssertionError if it is something else
     */
    public RawPacketAssert isIcmp(IcmpType type) {
        return check(() -> actual.isIcmp(type) ? null : failure("  to be an ICMP " + type));
    }

    /**
     * Verify that it is an ICMP message with a code.
     *
     * @param code 0 to 255
     * @return this
     * @throws AssertionError if it is something else, or has another
     */
    public RawPacketAssert hasCode(int code) {
        return icmp(message -> message.code() == code, "to have the code " + code);
    }

    /**
     * Verify that it is an ICMP message with an identifier.
     *
     * @param id 0 to 65535
     * @return this
     * @throws AssertionError if it is something else, or has another
     */
    public RawPacketAssert hasId(int id) {
        return icmp(message -> message.id() == id, "to have the id " + id);
    }

    /**
     * Verify that it is an ICMP message with a sequence number.
     *
     * @param sequence 0 to 65535
     * @return this
     * @throws AssertionError if it is something else, or has another
     */
    public RawPacketAssert hasSequence(int sequence) {
        return icmp(message -> message.sequence() == sequence, "to have the sequence " + sequence);
    }

    /**
     * Verify what an ICMP message brings behind its header.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it is something else, or brings something else
     */
    public RawPacketAssert hasData(String text) {
        return hasData(utf8(text));
    }

    /**
     * Verify what an ICMP message brings behind its header.
     *
     * @param bytes what it must be
     * @return this
     * @throws AssertionError if it is something else, or brings something else
     */
    public RawPacketAssert hasData(byte[] bytes) {
        return check(() -> {
            IcmpMessage message = message();
            return message == null ? noIcmp() : difference(bytes, message.data());
        });
    }

    /**
     * Verify the checksums: that of the IP header, and that of an ICMP message, an IGMP message or a UDP datagram in it. What the
     * kernel sends over UDP or TCP on loopback has none yet.
     *
     * @return this
     * @throws AssertionError if one is wrong
     */
    public RawPacketAssert hasValidChecksums() {
        return check(() -> {
            IpPacket ip = actual.ip();
            if (!ip.hasValidChecksum()) {
                return failure("  to have a valid checksum in its IP header");
            }
            boolean valid = switch (ip.protocol()) {
                case IpProtocol.ICMP, IpProtocol.ICMPV6 -> ip.icmp().hasValidChecksum(ip.source(), ip.destination());
                case IpProtocol.IGMP -> ip.igmp().hasValidChecksum();
                case IpProtocol.UDP -> ip.udp().hasValidChecksum(ip.source(), ip.destination());
                default -> true;
            };
            return valid ? null : failure("  to have a valid checksum in its payload");
        });
    }

    private RawPacketAssert icmp(Predicate<IcmpMessage> condition, String rule) {
        return check(() -> {
            IcmpMessage message = message();
            if (message == null) {
                return noIcmp();
            }
            return condition.test(message) ? null : failure("  " + rule);
        });
    }

    private @Nullable IcmpMessage message() {
        try {
            return actual.icmp();
        } catch (IllegalArgumentException e) {
            return null; // it carries something else
        }
    }

    private Failure noIcmp() {
        return failure("  to carry an ICMP message");
    }

    private static Failure failure(String message) {
        return new Failure(message, FINAL);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
