package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has sent datagrams of UDP to the peers of an owner. A socket that is not connected has no address pair: whose it is that is bound to
 * the sender's port now, nothing tells.
 */
final class Senders {

    /** The first and the last time that one was heard. */
    private record Heard(long first, long last) {

        Heard until(Heard later) {
            return new Heard(first, later.last);
        }
    }

    private Senders() {}

    /** Finds sockets that are open and connected to a peer that has heard them. The kernel is asked only if somebody was heard. */
    static List<LeftOpen> connectedTo(EventLog log) {
        List<LeftOpen> found = new ArrayList<>();
        List<Row> rows = null;
        for (Track peer : log.tracks(Senders::isPeer)) {
            Map<InetSocketAddress, Heard> senders = senders(peer);
            if (!senders.isEmpty() && peer.bound() instanceof InetSocketAddress here) {
                rows = rows == null ? SocketTable.rows() : rows;
                for (Row row : rows) {
                    Heard heard = row.isTcp() || !isTowards(row, here) ? null : senders.get(row.local());
                    if (heard != null) {
                        found.add(new LeftOpen(peer, row, heard.first(), heard.last()));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isPeer(Track track) {
        return track.connected() == null && !track.isClosed() && track.messageCount() > 0;
    }

    private static Map<InetSocketAddress, Heard> senders(Track peer) {
        Map<InetSocketAddress, Heard> senders = new LinkedHashMap<>();
        for (Event event : peer.messages()) {
            if (event.detail() instanceof InetSocketAddress sender) {
                senders.merge(sender, new Heard(event.nanos(), event.nanos()), Heard::until);
            }
        }
        return senders;
    }

    private static boolean isTowards(Row row, InetSocketAddress here) {
        InetSocketAddress remote = row.remote();
        return remote.equals(here) || here.getAddress().isAnyLocalAddress() && remote.getPort() == here.getPort();
    }
}
