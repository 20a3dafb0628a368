package io.github.loopline.raw;

import io.github.loopline.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * A type of ICMP message, by the one word that IPv4 (RFC 792) and IPv6 (RFC 4443) have for it; the numbers differ.
 *
 * @since 0.1
 */
public enum IcmpType {
    /** Asks for an {@link #ECHO_REPLY}: a ping. */
    ECHO_REQUEST("echo request", 8, 128),
    /** Answers an {@link #ECHO_REQUEST}. */
    ECHO_REPLY("echo reply", 0, 129),
    /** A packet cannot be delivered; the code says why. */
    DESTINATION_UNREACHABLE("destination unreachable", 3, 1),
    /** A packet was dropped because its TTL was used up (code 0), or its fragments did not come in time (code 1). */
    TIME_EXCEEDED("time exceeded", 11, 3),
    /** A packet was dropped because of a field of its header. */
    PARAMETER_PROBLEM("parameter problem", 12, 4),
    /** A packet is larger than the next link takes. IPv6 only: in IPv4 it is code 4 of {@link #DESTINATION_UNREACHABLE}. */
    PACKET_TOO_BIG("packet too big", -1, 2),
    /** There is a better first hop. */
    REDIRECT("redirect", 5, 137),
    /** Asks for the time. IPv4 only. */
    TIMESTAMP_REQUEST("timestamp request", 13, -1),
    /** Answers a {@link #TIMESTAMP_REQUEST}. IPv4 only. */
    TIMESTAMP_REPLY("timestamp reply", 14, -1);

    private final String words;
    private final int v4;
    private final int v6;

    IcmpType(String words, int v4, int v6) {
        this.words = words;
        this.v4 = v4;
        this.v6 = v6;
    }

    /**
     * Give its number.
     *
     * @param family INET or INET6
     * @return 0 to 255
     * @throws IllegalArgumentException if the family has no such message
     */
    public int number(Family family) {
        Fields.checkIp(family);
        int number = family == Family.INET ? v4 : v6;
        if (number < 0) {
            throw new IllegalArgumentException(
                    (family == Family.INET ? "ICMP" : "ICMPv6") + " has no " + words + ". Use the other family.");
        }
        return number;
    }

    /** Finds the type of a number; null if this enum has none. */
    static @Nullable IcmpType find(Family family, int number) {
        for (IcmpType type : values()) {
            if (number == (family == Family.INET ? type.v4 : type.v6)) {
                return type;
            }
        }
        return null;
    }

    /** Tells whether it reports on a packet, the start of which it quotes. */
    boolean isError() {
        return switch (this) {
            case DESTINATION_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM, PACKET_TOO_BIG, REDIRECT -> true;
            default -> false;
        };
    }

    /** Tells whether an identifier and a sequence number stand in it. */
    boolean isQuery() {
        return switch (this) {
            case ECHO_REQUEST, ECHO_REPLY, TIMESTAMP_REQUEST, TIMESTAMP_REPLY -> true;
            default -> false;
        };
    }

    /** Give the words for it. */
    @Override
    public String toString() {
        return words;
    }
}
