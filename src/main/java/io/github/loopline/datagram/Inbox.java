package io.github.loopline.datagram;

import io.github.loopline.fixture.MessageInbox;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an assertion sees of a peer. */
final class Inbox extends MessageInbox<Datagram> {

    private final DatagramPeer peer;
    private final boolean closed;

    /** Takes beside the datagrams whether no more can come. */
    Inbox(DatagramPeer peer, List<Datagram> kept, long count, boolean closed) {
        super(kept, count);
        this.peer = peer;
        this.closed = closed;
    }

    /** Forgets what came later. */
    Inbox first(long earlier) {
        return new Inbox(peer, kept().subList(0, (int) Math.min(earlier, kept().size())), earlier, closed);
    }

    @Override
    public @Nullable String ended() {
        return closed ? "the socket is closed" : null;
    }

    @Override
    public String found() {
        if (count() == 0) {
            return "\n  but nothing has come" + drops();
        }
        return "\n  but " + (count() == 1 ? "1 datagram has" : count() + " datagrams have") + " come" + drops()
                + list(null);
    }

    @Override
    protected String place(Datagram datagram) {
        return "as datagram #" + datagram.index() + " from " + Addresses.text(datagram.sender());
    }

    @Override
    protected String others(Datagram told) {
        return super.others(told) + (drops().isEmpty() ? "" : "\n " + drops());
    }

    @Override
    protected String notKept(long lost) {
        return (lost == 1 ? " that is" : " that are") + " not kept. "
                + peer.arrivals().remedy();
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
