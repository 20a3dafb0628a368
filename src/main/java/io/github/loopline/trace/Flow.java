package io.github.loopline.trace;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The segments that a TCP connection of a fixture would be, with their sequence numbers. */
final class Flow {

    private final InetSocketAddress here;
    private final InetSocketAddress there;
    private long sent; // the next sequence number of this side
    private long received; // and the peer's
    private boolean finSent;
    private boolean over;

    Flow(InetSocketAddress here, InetSocketAddress there) {
        this.here = here;
        this.there = there;
    }

    /** A segment with a part of an event's bytes. */
    record Segment(
            InetSocketAddress source,
            InetSocketAddress target,
            boolean outgoing,
            long sequence,
            long acknowledged,
            int flags,
            int from,
            int length)
            implements Capture.Frame {

        @Override
        public byte[] around(byte[] kept, int whole) {
            return Headers.tcp(source, target, sequence, acknowledged, flags, kept, whole);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Shows nothing from here on. */
    void end() {
        over = true;
    }

    /** Tells whether something of the kind is on the wire. */
    boolean shows(EventKind kind) {
        return switch (kind) {
            case ACCEPTED, CONNECTED, SENT, RECEIVED, FIN_SENT, FIN_RECEIVED, RST_SENT, RST_RECEIVED, CLOSED -> true;
            default -> false;
        };
    }

    List<Segment> segments(Event event) {
        return switch (event.kind()) {
            case ACCEPTED -> handshake(false);
            case CONNECTED -> handshake(true);
            case SENT -> data(true, event.length());
            case RECEIVED -> data(false, event.length());
            case FIN_SENT -> fin(true);
            case FIN_RECEIVED -> fin(false);
            case RST_SENT -> rst(true);
            case RST_RECEIVED -> rst(false);
            default -> finSent ? List.of() : fin(true);
        };
    }

    private List<Segment> handshake(boolean outgoing) {
        Segment syn = segment(outgoing, Headers.SYN, 0, 0);
        Segment answer = segment(!outgoing, Headers.SYN | Headers.ACK, 0, 0);
        return List.of(syn, answer, segment(outgoing, Headers.ACK, 0, 0));
    }

    private List<Segment> data(boolean outgoing, int length) {
        List<Segment> segments = new ArrayList<>(1);
        for (int from = 0; from < length; from += Headers.MOST_PAYLOAD) {
            int part = Math.min(Headers.MOST_PAYLOAD, length - from);
            segments.add(segment(outgoing, Headers.PSH | Headers.ACK, from, part));
        }
        return segments;
    }

    private List<Segment> fin(boolean outgoing) {
        finSent |= outgoing;
        return List.of(segment(outgoing, Headers.FIN | Headers.ACK, 0, 0));
    }

    private List<Segment> rst(boolean outgoing) {
        Segment rst = segment(outgoing, Headers.RST | Headers.ACK, 0, 0);
        finSent = true; // a close afterwards sends nothing
        return List.of(rst);
    }

    /** Makes the next segment of a direction. SYN and FIN count as a byte (RFC 9293, section 3.4). */
    private Segment segment(boolean outgoing, int flags, int from, int length) {
        long sequence = outgoing ? sent : received;
        long acknowledged = (flags & Headers.ACK) == 0 ? 0 : outgoing ? received : sent;
        int counted = length + ((flags & (Headers.SYN | Headers.FIN)) == 0 ? 0 : 1);
        sent += outgoing ? counted : 0;
        received += outgoing ? 0 : counted;
        return new Segment(
                outgoing ? here : there,
                outgoing ? there : here,
                outgoing,
                sequence,
                acknowledged,
                flags,
                from,
                length);
    }
}
