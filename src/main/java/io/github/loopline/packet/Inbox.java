package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion sees of a connection: read at once, so that all parts of a message agree.
 *
 * @param connection whose messages they are
 * @param kept those that are kept, in the order of arrival
 * @param count how many have come
 * @param end how it ended
 * @param state the same in words
 */
record Inbox(PacketConnection connection, List<Packet> kept, long count, End end, String state) {

    private static final int SHOWN = 10;

    boolean isWhole() {
        return kept.size() == count;
    }

    /** Tells why nothing more can be seen, or null while it can. */
    @Nullable
    String hopeless() {
        String ended = ended();
        return ended != null || isWhole() ? ended : "what comes is not kept";
    }

    /** Tells why nothing more can come, or null while it can. */
    @Nullable
    String ended() {
        return end == End.OPEN ? null : state;
    }

    boolean has(Expectation expected) {
        for (Packet packet : kept) {
            if (expected.matches(packet.bytes())) {
                return true;
            }
        }
        return false;
    }

    List<String> quoted() {
        return kept.stream().map(packet -> Bytes.quote(packet.bytes())).toList();
    }

    /** Says what has come. */
    String found() {
        if (count == 0) {
            return "\n  but nothing has come, " + state;
        }
        return "\n  but " + (count == 1 ? "1 message has" : count + " messages have") + " come, " + state + list(null);
    }

    /** Tells what has come instead of one that is expected. */
    Failure.Text miss(Expectation expected) {
        if (kept.isEmpty()) {
            return new Failure.Text("  to have received: " + expected + found());
        }
        Packet nearest = nearest(expected);
        String others = count == 1 ? "" : "\n  the others are" + list(nearest);
        return expected.text(
                        Difference.Words.RECEIVED, nearest.bytes(), "as message #" + nearest.index() + ", " + state)
                .and(others);
    }

    private Packet nearest(Expectation expected) {
        Packet nearest = kept.get(0);
        for (Packet packet : kept) {
            nearest = expected.similarity(packet.bytes()) > expected.similarity(nearest.bytes()) ? packet : nearest;
        }
        return nearest;
    }

    /** Tells how near a miss is: 0 if nothing is as expected. */
    int similarity(Expectation expected) {
        return kept.isEmpty() ? 0 : expected.similarity(nearest(expected).bytes());
    }

    private String list(@Nullable Packet but) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Packet packet : kept) {
            if (packet != but && shown++ < SHOWN) {
                text.append("\n    ").append(packet);
            }
        }
        long lost = count - kept.size();
        return text.append(shown > SHOWN ? "\n    and " + (shown - SHOWN) + " more" : "")
                .append(lost > 0 ? "\n    and " + lost + " that are not kept. Raise recordingLimit." : "")
                .toString();
    }
}
