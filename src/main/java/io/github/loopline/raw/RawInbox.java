package io.github.loopline.raw;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion sees of a peer: read at once, so that all parts of a message agree.
 *
 * @param peer whose packets they are
 * @param kept those that are kept, in the order of arrival
 * @param count how many have come
 * @param closed whether no more can come
 */
record RawInbox(RawPeer peer, List<RawPacket> kept, long count, boolean closed) {

    private static final int SHOWN = 10;

    boolean has(Predicate<RawPacket> filter) {
        return kept.stream().anyMatch(filter);
    }

    /** Gives a packet among those that fit, or null if there are not so many. */
    @Nullable
    RawPacket find(Predicate<RawPacket> filter, int index) {
        return kept.stream().filter(filter).skip(index).findFirst().orElse(null);
    }

    /** Tells why nothing more can be seen, or null while it can. */
    @Nullable
    String hopeless() {
        return closed ? "the socket is closed" : kept.size() == count ? null : "what comes is not kept";
    }

    /** Says what has come. */
    String found() {
        if (count == 0) {
            return "\n  but nothing has come";
        }
        StringBuilder text = new StringBuilder("\n  but ")
                .append(count == 1 ? "1 packet has" : count + " packets have")
                .append(" come");
        for (RawPacket packet : kept.subList(0, Math.min(SHOWN, kept.size()))) {
            text.append("\n    #").append(packet.index()).append(' ').append(packet.ip());
        }
        long lost = count - kept.size();
        return text.append(kept.size() > SHOWN ? "\n    and " + (kept.size() - SHOWN) + " more" : "")
                .append(lost > 0 ? "\n    and " + lost + " that are not kept. " + peer.remedy() : "")
                .toString();
    }
}
