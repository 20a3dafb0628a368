package io.github.loopline.raw;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link RawPeer}: the packets that it received.
 *
 * @since 0.1
 */
public class RawPeerAssert extends FixtureAssert<RawPeerAssert, RawPeer> {

    /**
     * Create an assertion; {@code assertThat(peer)} does.
     *
     * @param actual the peer
     */
    public RawPeerAssert(RawPeer actual) {
        super(actual, RawPeerAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    @Override
    protected boolean hasNothing() {
        return actual.receivedCount() == 0;
    }

    /**
     * Go to a packet. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that packet, never null
     * @throws AssertionError if there is no such packet
     */
    public RawPacketAssert packet(int index) {
        return go("packet", index, packet -> true);
    }

    /**
     * Go to an echo request. Behind {@code within} it waits for it.
     *
     * @param index its ordinal among the echo requests, 0 for the first
     * @return the assertion of that packet, never null
     * @throws AssertionError if there is no such packet
     */
    public RawPacketAssert echoRequest(int index) {
        return go("echo request", index, packet -> packet.isIcmp(IcmpType.ECHO_REQUEST));
    }

    /**
     * Go to an echo reply. Behind {@code within} it waits for it.
     *
     * @param index its ordinal among the echo replies, 0 for the first
     * @return the assertion of that packet, never null
     * @throws AssertionError if there is no such packet
     */
    public RawPacketAssert echoReply(int index) {
        return go("echo reply", index, packet -> packet.isIcmp(IcmpType.ECHO_REPLY));
    }

    private RawPacketAssert go(String what, int index, Predicate<RawPacket> filter) {
        Indexes.check(what.equals("echo reply") ? "echoReply" : what, index);
        String hint = isPatient() ? "" : "\n  (to wait for it, write within(...) first)";
        check(() -> {
            RawInbox inbox = actual.inbox();
            boolean missing = inbox.find(filter, index) == null;
            return missing ? failure(inbox, "to have received " + what + " #" + index, hint) : null;
        });
        RawPacket found = actual.inbox().find(filter, index);
        return navigate(new RawPacketAssert(found, this), found == null);
    }

    /**
     * Verify that some packet carries this text behind its IP header.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none does
     */
    public RawPeerAssert hasReceived(String text) {
        return hasReceived(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Verify that some packet carries these bytes behind its IP header.
     *
     * @param payload what must have come
     * @return this
     * @throws AssertionError if none does
     */
    public RawPeerAssert hasReceived(byte[] payload) {
        return some(Difference.shown(payload, 0), packet -> Arrays.equals(packet.payload(), payload));
    }

    /**
     * Verify that an echo request came: a ping.
     *
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedEchoRequest() {
        return hasReceivedIcmp(IcmpType.ECHO_REQUEST);
    }

    /**
     * Verify that an echo request with an identifier came.
     *
     * @param id 0 to 65535
     * @return this
     * @throws AssertionError if none did
     * @throws IllegalArgumentException for a number that there is not
     */
    public RawPeerAssert hasReceivedEchoRequest(int id) {
        return echo(IcmpType.ECHO_REQUEST, id);
    }

    /**
     * Verify that an echo request with an identifier and a sequence number came.
     *
     * @param id 0 to 65535
     * @param sequence 0 to 65535
     * @return this
     * @throws AssertionError if none did
     * @throws IllegalArgumentException for a number that there is not
     */
    public RawPeerAssert hasReceivedEchoRequest(int id, int sequence) {
        return echo(IcmpType.ECHO_REQUEST, id, sequence);
    }

    /**
     * Verify that an echo reply came.
     *
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedEchoReply() {
        return hasReceivedIcmp(IcmpType.ECHO_REPLY);
    }

    /**
     * Verify that an echo reply with an identifier came.
     *
     * @param id 0 to 65535
     * @return this
     * @throws AssertionError if none did
     * @throws IllegalArgumentException for a number that there is not
     */
    public RawPeerAssert hasReceivedEchoReply(int id) {
        return echo(IcmpType.ECHO_REPLY, id);
    }

    /**
     * Verify that an echo reply with an identifier and a sequence number came.
     *
     * @param id 0 to 65535
     * @param sequence 0 to 65535
     * @return this
     * @throws AssertionError if none did
     * @throws IllegalArgumentException for a number that there is not
     */
    public RawPeerAssert hasReceivedEchoReply(int id, int sequence) {
        return echo(IcmpType.ECHO_REPLY, id, sequence);
    }

    private RawPeerAssert echo(IcmpType type, int id) {
        Fields.check("id", id, Fields.SHORT);
        return some("an ICMP " + type + " with id " + id, packet -> packet.isIcmp(type, id));
    }

    private RawPeerAssert echo(IcmpType type, int id, int sequence) {
        Fields.check("id", id, Fields.SHORT);
        Fields.check("sequence", sequence, Fields.SHORT);
        return some(
                "an ICMP " + type + " with id " + id + " and sequence " + sequence,
                packet -> packet.isIcmp(type, id) && packet.icmp().sequence() == sequence);
    }

    /**
     * Verify that an ICMP message of a type came.
     *
     * @param type of either family
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedIcmp(IcmpType type) {
        return some("an ICMP " + type, packet -> packet.isIcmp(type));
    }

    /**
     * Verify that an ICMP message of a type came, with a code.
     *
     * @param type of either family
     * @param code 0 to 255
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedIcmp(IcmpType type, int code) {
        return some(
                "an ICMP " + type + " with code " + code,
                packet -> packet.isIcmp(type) && packet.icmp().code() == code);
    }

    /**
     * Verify that somebody told by IGMP, version 2 or 3, that it listens to a group.
     *
     * @param group a multicast address
     * @return this
     * @throws AssertionError if nobody did
     */
    public RawPeerAssert hasReceivedMembershipReport(InetAddress group) {
        return some("an IGMP report of " + group.getHostAddress(), packet -> Memberships.joins(packet.ip(), group));
    }

    /**
     * Verify that somebody told by IGMP, version 2 or 3, that it stops to listen to a group.
     *
     * @param group a multicast address
     * @return this
     * @throws AssertionError if nobody did
     */
    public RawPeerAssert hasReceivedMembershipLeave(InetAddress group) {
        return some("an IGMP leave of " + group.getHostAddress(), packet -> Memberships.leaves(packet.ip(), group));
    }

    /**
     * Verify that some packet came from an address.
     *
     * @param source an address
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedFrom(InetAddress source) {
        return some(
                "a packet from " + source.getHostAddress(),
                packet -> packet.source().equals(source));
    }

    /**
     * Verify that some packet came with a time to live, which IPv6 calls the hop limit.
     *
     * @param ttl 0 to 255
     * @return this
     * @throws AssertionError if none did
     */
    public RawPeerAssert hasReceivedTtl(int ttl) {
        return some("a packet with a ttl of " + ttl, packet -> packet.ip().ttl() == ttl);
    }

    private RawPeerAssert some(String expected, Predicate<RawPacket> filter) {
        return check(() -> {
            RawInbox inbox = actual.inbox();
            return inbox.has(filter) ? null : failure(inbox, "to have received " + expected, "");
        });
    }

    /**
     * Verify how many packets came, kept or not.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public RawPeerAssert hasReceivedCount(int count) {
        return check(() -> {
            RawInbox inbox = actual.inbox();
            if (inbox.count() == count) {
                return null;
            }
            String rule = "  to have received " + (count == 1 ? "1 packet" : count + " packets");
            String closed = inbox.closed() ? "the socket is closed" : null;
            return new Failure(
                    () -> new Failure.Text(rule + inbox.found()), inbox.count() > count ? "more have come" : closed);
        });
    }

    /**
     * Verify that no packet has come so far.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public RawPeerAssert hasReceivedNothing() {
        return check(this::something);
    }

    /**
     * Verify that no packet has come, and none comes for a time.
     *
     * @param time how long to look; in CI not under 50 ms
     * @return this
     * @throws AssertionError as soon as one comes
     */
    public RawPeerAssert hasReceivedNothingFor(Duration time) {
        return checkHolds(time, this::something);
    }

    private @Nullable Failure something() {
        RawInbox inbox = actual.inbox();
        return inbox.count() == 0
                ? null
                : new Failure(
                        () -> new Failure.Text("  to have received nothing" + inbox.found()), "it has come already");
    }

    private static Failure failure(RawInbox inbox, String rule, String hint) {
        return new Failure(() -> new Failure.Text("  " + rule + inbox.found() + hint), inbox.hopeless());
    }
}
