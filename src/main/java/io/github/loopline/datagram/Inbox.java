package io.github.loopline.datagram;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion sees of a peer: read at once, so that all parts of a message agree.
 *
 * @param peer whose datagrams they are
 * @param kept those that are kept, in the order of arrival
 * @param count how many have come
 * @param closed whether no more can come
 */
record Inbox(DatagramPeer peer, List<Datagram> kept, long count, boolean closed) {

    private static final int SHOWN = 10;

    /** Forgets what came later. */
    Inbox first(long earlier) {
        return new Inbox(peer, kept.subList(0, (int) Math.min(earlier, kept.size())), earlier, closed);
    }

    boolean isWhole() {
        return kept.size() == count;
    }

    /** Tells why nothing more can be seen, or null while it can. */
    @Nullable
    String hopeless() {
        return closed ? "the socket is closed" : isWhole() ? null : "what comes is not kept";
    }

    List<String> quoted() {
        return kept.stream().map(datagram -> Bytes.quote(datagram.bytes())).toList();
    }

    /** Says what has come. */
    String found() {
        if (count == 0) {
            return "\n  but nothing has come" + drops();
        }
        return "\n  but " + (count == 1 ? "1 datagram has" : count + " datagrams have") + " come" + drops()
                + list(null);
    }

    /** Says what has come beside a datagram that was told of already. */
    String others(Datagram told) {
        return (count == 1 ? "" : "\n  the others are" + list(told)) + (drops().isEmpty() ? "" : "\n " + drops());
    }

    private String list(@Nullable Datagram but) {
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Datagram datagram : kept) {
            if (datagram != but && shown++ < SHOWN) {
                text.append("\n    ").append(datagram);
            }
        }
        long lost = count - kept.size();
        return text.append(shown > SHOWN ? "\n    and " + (shown - SHOWN) + " more" : "")
                .append(
                        lost > 0
                                ? "\n    and " + lost + (lost == 1 ? " that is" : " that are") + " not kept. "
                                        + peer.arrivals().remedy()
                                : "")
                .toString();
    }

    private String drops() {
        try {
            long dropped = closed ? 0 : peer.dropped();
            return dropped == 0 ? "" : " (and the kernel dropped " + dropped + ": the receive buffer was full)";
        } catch (FixtureException e) {
            return ""; // this kernel does not tell, or the socket was closed meanwhile
        }
    }
}
