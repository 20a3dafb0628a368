package io.github.loopline.trace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the diagram: an event, as an arrow from one party to the other or as a note at one.
 *
 * @param event what is shown
 * @param arrival the same, as the other end told it: then it is one arrow; or null
 * @param from who did it
 * @param to whom it went to, or null for a note
 * @param half whether the other end tells its half of the arrow in a row of its own
 * @param again how often the same was seen before
 */
record Arrow(
        Event event,
        @Nullable Event arrival,
        Party from,
        @Nullable Party to,
        boolean half,
        int again) {

    /** How long bytes may be on their way and still are one arrow. */
    private static final long AT_ONCE = 20_000_000;

    /** Longer messages are not looked for among those before. */
    private static final int MOST_COMPARED = 2048;

    static List<Arrow> of(List<Event> events, Parties parties) {
        return new Maker(parties).make(events);
    }

    /** What both ends tell in the same way, but for the direction. */
    private record Told(Track track, EventKind kind, long offset, int length) {

        static Told by(Event event) {
            return new Told(event.track(), event.kind(), event.offset(), event.length());
        }
    }

    private record Shown(Party fixture, ByteBuffer content) {}

    /** Makes rows of events. */
    private static final class Maker {

        private final Parties parties;
        private final Map<Told, Event> told = new HashMap<>();
        private final Set<Told> done = new HashSet<>();
        private final Set<Track> accepted = new HashSet<>();
        private final Map<Shown, Integer> seen = new HashMap<>();

        Maker(Parties parties) {
            this.parties = parties;
        }

        List<Arrow> make(List<Event> events) {
            for (Event event : events) {
                if (parties.twin(event.track()) != null) {
                    told.put(Told.by(event), event);
                }
            }
            List<Arrow> arrows = new ArrayList<>(events.size());
            for (Event event : events) {
                if (event.kind() == EventKind.ACCEPTED) {
                    accepted.add(event.track());
                }
                if (!done.contains(Told.by(event))) {
                    arrows.add(arrow(event));
                }
            }
            return arrows;
        }

        private Arrow arrow(Event event) {
            Party own = parties.of(event.track());
            Party other = parties.other(event);
            if (other == null || other == own) {
                return new Arrow(event, null, own, null, false, 0);
            }
            Event twin = twin(event);
            if (twin != null) {
                done.add(Told.by(twin));
            }
            boolean half = twin == null && parties.twin(event.track()) != null;
            int again = again(event, own);
            return isIncoming(event.kind())
                    ? new Arrow(event, twin, other, own, half, again)
                    : new Arrow(event, twin, own, other, half, again);
        }

        /** Gives what the other end tells of the same, if it was there at once. */
        private @Nullable Event twin(Event event) {
            Track track = parties.twin(event.track());
            EventKind kind = opposite(event.kind());
            if (track == null || kind == null) {
                return null;
            }
            Event twin = told.get(new Told(track, kind, event.offset(), event.length()));
            return twin == null || Math.abs(twin.nanos() - event.nanos()) > AT_ONCE ? null : twin;
        }

        /** Counts what came before with the same content: datagrams, and what clients begin with. */
        private int again(Event event, Party own) {
            Track track = event.track();
            boolean begins = event.offset() == 0 && accepted.contains(track);
            if (event.kind() != EventKind.RECEIVED || !begins && track.parent() != null) {
                return 0;
            }
            Message message = Message.of(event, MOST_COMPARED);
            if (message.bytes().length < message.length()) {
                return 0;
            }
            Shown shown = new Shown(own, ByteBuffer.wrap(message.bytes()));
            return seen.merge(shown, 1, Integer::sum) - 1;
        }
    }

    /** Tells whether the fixture whose event it is was the one that it came to. */
    boolean isIncoming() {
        return isIncoming(event.kind());
    }

    private static boolean isIncoming(EventKind kind) {
        return switch (kind) {
            case RECEIVED, ACCEPTED, FIN_RECEIVED, RST_RECEIVED, PORT_UNREACHABLE -> true;
            default -> false;
        };
    }

    private static @Nullable EventKind opposite(EventKind kind) {
        return switch (kind) {
            case RECEIVED -> EventKind.SENT;
            case SENT -> EventKind.RECEIVED;
            case ACCEPTED -> EventKind.CONNECTED;
            case CONNECTED -> EventKind.ACCEPTED;
            case FIN_RECEIVED -> EventKind.FIN_SENT;
            case FIN_SENT -> EventKind.FIN_RECEIVED;
            case RST_RECEIVED -> EventKind.RST_SENT;
            case RST_SENT -> EventKind.RST_RECEIVED;
            default -> null;
        };
    }
}
