package io.github.loopline.check;

import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.cut;
import static io.github.loopline.fault.StreamFault.drip;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.posix.Descriptors;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.TlsTampering;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of the wire matrix: a condition, and where it acts. Not for users.
 *
 * @param wire the condition
 * @param place for one that acts at a place: the fixture, the connection and the count of bytes before it; else one number that says
 *     how much, or which way
 * @param words what it does, such as {@code cut after byte 6 of answer 1}
 * @param bytes what is sent around the place, in lines that begin with a line's end; empty if nothing is to be shown
 * @since 0.1
 */
public record WireCase(Wire wire, List<Long> place, String words, String bytes) {

    /** The property that runs one invocation alone: {@value}. */
    public static final String PROPERTY = "loopline.wire";

    private static final Duration DYING = Duration.ofSeconds(1);

    /** Pieces within this time are one segment. */
    private static final Duration TOGETHER = Duration.ofMillis(20);

    private static final Duration OVERTAKEN = Duration.ofMillis(50);
    private static final Duration LATE = Duration.ofMillis(50);

    /** What a segment of TCP over Ethernet has at most, in bytes. */
    private static final int ETHERNET = 1460;

    private static final Set<Wire> SHORT_SEGMENTS = EnumSet.of(Wire.SLOW_READER, Wire.IDLE_CROWD, Wire.SLOW_CROWD);

    static final long RECEIVED = 0;
    static final long SENT = 1;

    /**
     * Read what {@link #property} wrote. Where its place is, and what is there, {@link WirePlan#again} finds out.
     *
     * @param text such as {@code CUT_EVERY_BYTE:0.0.6}
     * @return the invocation, which has no words of its own yet; never null
     * @throws IllegalArgumentException if it is something else
     */
    public static WireCase parse(String text) {
        try {
            String[] parts = text.trim().split(":", 2);
            Wire wire = Wire.valueOf(parts[0].toUpperCase(Locale.ROOT));
            List<Long> place = Arrays.stream(parts[1].split("\\."))
                    .map(Long::parseUnsignedLong)
                    .toList();
            if (place.size() == (wire.isAtPlace() ? 3 : 1)) {
                return new WireCase(wire, place, text.trim(), "");
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // told below
        }
        throw new IllegalArgumentException(
                PROPERTY + " must be what a failure printed but was <" + text + ">. Copy it from there.");
    }

    static String verb(Wire wire) {
        return switch (wire) {
            case CUT_EVERY_BYTE -> "cut";
            case FIN_EVERYWHERE, AT_MOST_ONCE, BREAK_ONCE, HALF_CLOSE -> "FIN";
            case QUIET_END -> "FIN and quiet";
            case RST_EVERYWHERE -> "RST";
            case SILENCE_EVERYWHERE -> "silence";
            case QUIET -> "quiet";
            case TLS_TRUNCATE -> "FIN without close_notify";
            case TLS_IN_RECORD -> "FIN within a TLS record";
            default -> throw new IllegalArgumentException(wire + " acts at no place");
        };
    }

    static String words(Wire wire, long amount) {
        String which = amount == RECEIVED ? "received" : "sent";
        return switch (wire) {
            case ONE_SEGMENT -> "in one segment";
            case DRIP -> "byte by byte";
            case TRICKLE -> "byte by byte, " + amount + " ms apart";
            case SLOW_READER -> "small buffers and a slow reader";
            case LOSE_FIRST -> "first datagram " + which + " lost";
            case LOSE_ALL -> "all datagrams " + which + " lost";
            case DUPLICATE -> "each datagram " + which + " doubled";
            case REORDER -> "second datagram " + which + " before the first";
            case LATE -> "each datagram sent " + LATE.toMillis() + " ms late";
            case SPOOF -> "each datagram sent preceded by a forged one from another port";
            case GARBAGE -> "each answer preceded by " + garbage(amount) + " from another port";
            case MALFORMED -> "each answer preceded by " + garbage(amount);
            case STALE -> "answers preceded by stale ones";
            case WRONG_ID -> "each answer preceded by one with another id";
            case QUIET_PEER -> "quiet instead of answers";
            case CHATTER -> "no answer, but datagrams from another port";
            case TRUNCATE -> "each datagram sent truncated to " + amount + " bytes";
            default -> throw new IllegalArgumentException(wire + " acts at places");
        };
    }

    /**
     * Give the property that runs this invocation alone.
     *
     * @return such as {@code -Dloopline.wire=CUT_EVERY_BYTE:0.0.6}, never null
     */
    public String property() {
        return "-D" + PROPERTY + "=" + value();
    }

    /** Gives the value of the property, such as {@code CUT_EVERY_BYTE:0.0.6}. */
    String value() {
        return wire + ":" + place.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /**
     * Tell whether fixtures are to have small buffers, which a datagram peer would lose datagrams by.
     *
     * @return true for a slow reader
     */
    public boolean hasSmallBuffers() {
        return wire == Wire.SLOW_READER;
    }

    /**
     * Tell whether it changes which datagrams come, when, and in which order.
     *
     * @return true for conditions of datagrams
     */
    public boolean isOfDatagrams() {
        return wire.kind() == Wire.Kind.DATAGRAM;
    }

    /**
     * Apply the condition to a fixture, which is new.
     *
     * @param ordinal of the fixture among those that the matrix covers
     * @param fixture one of them
     * @param plain what the plain run showed
     * @return what is applied to its stream, or null
     */
    public @Nullable AppliedFault applyTo(int ordinal, Object fixture, WireRecord plain) {
        if (wire.kind() == Wire.Kind.LISTENER) {
            return place.get(0) == ordinal ? WireListener.apply(wire, ordinal, fixture, plain) : null;
        } else if (fixture instanceof DatagramPeer peer) {
            if (wire.kind() == Wire.Kind.DATAGRAM) {
                AppliedFault applied = apply(peer, ordinal, plain);
                if (wire == Wire.DUPLICATE && place.get(0) == SENT) {
                    plain.answersTo(ordinal).ifPresent(known -> peer.applyToReceived(DatagramFault.surplus(known)));
                }
                return applied;
            }
        } else if (wire.kind() == Wire.Kind.STREAM || wire.isAtPlace() && place.get(0) == ordinal) {
            if (fixture instanceof StreamServer server) {
                if (wire == Wire.TLS_TRUNCATE) {
                    server.tls(TlsOptions::withoutCloseNotify);
                } else if (wire == Wire.TLS_IN_RECORD) {
                    server.tls(tls -> tls.tampering(TlsTampering.endInRecord()));
                }
                connecting(server.socketAddress());
                return server.apply(wire == Wire.SLOW_READER ? fault().toServer() : fault().toClient());
            } else if (fixture instanceof StreamClient client) {
                return client.apply(wire == Wire.SLOW_READER ? fault().toClient() : fault().toServer());
            }
        }
        return null;
    }

    /**
     * Let connections to a server of this process have short segments where somebody does not read, as on Ethernet. On loopback they are so
     * long that buffers for sending take megabytes, and no write is a partial one.
     *
     * @param server where something listens
     */
    public void connecting(SocketAddress server) {
        if (SHORT_SEGMENTS.contains(wire) && server instanceof InetSocketAddress listener) {
            try {
                Descriptors.limitSegments(listener, ETHERNET);
            } catch (IOException | CapabilityException e) {
                // it stays as it is: without JNA, beyond Linux, or where another process listens
            }
        }
    }

    private StreamFault fault() {
        return switch (wire) {
            case CUT_EVERY_BYTE -> at(cut());
            case FIN_EVERYWHERE, TLS_TRUNCATE, TLS_IN_RECORD, CLOSE_IDLE, AT_MOST_ONCE, BREAK_ONCE -> at(close());
            case QUIET_END, HALF_CLOSE -> at(halfClose());
            case RST_EVERYWHERE -> at(reset());
            case SILENCE_EVERYWHERE, QUIET, LATE_ANSWER -> at(freeze());
            case CORRUPT -> corruptByte(place.get(2)).onConnection(place.get(1).intValue());
            case ONE_SEGMENT -> coalesce(place.get(0).intValue(), TOGETHER);
            case DRIP -> drip(place.get(0).intValue());
            case TRICKLE -> slice(1, Duration.ofMillis(place.get(0)));
            case SLOW_READER -> bandwidth(place.get(0));
            default -> throw new IllegalStateException(wire + " is of datagrams");
        };
    }

    private StreamFault at(StreamFault fault) {
        return fault.afterBytes(place.get(2)).onConnection(place.get(1).intValue());
    }

    /**
     * Give how long threads may take to die of a stranger who was there before the fixture, who does not wait for that.
     *
     * @return no time where no strangers come
     */
    public Duration dying() {
        return wire.kind() == Wire.Kind.VISITORS ? DYING : Duration.ZERO;
    }

    private AppliedFault apply(DatagramPeer peer, int ordinal, WireRecord plain) {
        DatagramFault fault = wire == Wire.STALE ? stale(ordinal, plain) : datagramFault();
        return place.get(0) == RECEIVED && isEitherWay(wire) ? peer.applyToReceived(fault) : peer.applyToSent(fault);
    }

    private static boolean isEitherWay(Wire wire) {
        return wire == Wire.LOSE_FIRST || wire == Wire.DUPLICATE || wire == Wire.REORDER;
    }

    private static String garbage(long bytes) {
        return bytes == 0 ? "an empty datagram" : "a datagram of one byte, ff";
    }

    /** Gives what means nothing in any protocol. */
    byte[] nonsense() {
        byte[] data = new byte[place.get(0).intValue()];
        Arrays.fill(data, (byte) 0xff);
        return data;
    }

    private static DatagramFault stale(int ordinal, WireRecord plain) {
        List<byte[]> turn = plain.beginningOf(ordinal);
        return turn.isEmpty() ? DatagramFault.stale() : DatagramFault.stale(turn.get(0), turn.get(1));
    }

    private DatagramFault datagramFault() {
        return switch (wire) {
            case LOSE_FIRST -> DatagramFault.loss().onFlow(0).onDatagram(0);
            case GARBAGE -> DatagramFault.forge(nonsense());
            case MALFORMED -> DatagramFault.precede(nonsense());
            case LOSE_ALL, CHATTER -> DatagramFault.loss();
            case QUIET_PEER -> DatagramFault.hold();
            case WRONG_ID -> DatagramFault.wrongId();
            case DUPLICATE -> DatagramFault.duplicate();
            case REORDER -> DatagramFault.reorder(1, OVERTAKEN).onDatagram(0);
            case LATE -> DatagramFault.delay(LATE);
            case SPOOF -> DatagramFault.forge();
            case TRUNCATE -> DatagramFault.truncate(place.get(0).intValue());
            default -> throw new IllegalStateException(wire + " is of streams");
        };
    }

    /** Describe it, as a failure does. */
    @Override
    public String toString() {
        return words;
    }
}
