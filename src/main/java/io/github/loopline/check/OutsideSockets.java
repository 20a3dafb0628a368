package io.github.loopline.check;

import io.github.loopline.internal.DescriptorTable;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sockets of this process with a peer that is not on loopback, in the kernel's tables. Those that were there at the beginning, and
 * those that a server has accepted, are not told: nobody has connected them now. Not thread-safe.
 */
final class OutsideSockets {

    private static final String CONNECTING = "SYN_SENT";

    /** The kernel may leave a socket out that moves in its table. */
    private static final int LOOKS = 2;

    private final Set<String> settled = new HashSet<>(); // inodes of sockets whose peer will not be another one
    private final Map<String, InetSocketAddress> peers = new HashMap<>(); // of sockets of UDP, by inode
    private final Set<Integer> served = new HashSet<>(); // ports, also of servers that have stopped

    /** Begins anew: what is there now is not told. */
    void reset() {
        served.clear();
        fresh();
    }

    /** Gives those that were not there at the last look. Reads the tables of TCP, which take long, only if there is a new socket. */
    List<Outside> fresh() {
        Set<String> own = DescriptorTable.socketInodes();
        settled.retainAll(own);
        peers.keySet().retainAll(own);
        List<Outside> found = new ArrayList<>();
        Set<String> open = unsettled(own);
        if (!open.isEmpty()) {
            List<Row> rows = SocketTable.udp();
            find(rows, own, found);
            rows.forEach(row -> open.remove(row.inode()));
            settled.addAll(SocketTable.unix());
            open.removeAll(settled);
        }
        for (int i = 0; i < LOOKS && !open.isEmpty(); i++) {
            find(SocketTable.tcp(), own, found);
            open.removeAll(settled);
        }
        return found;
    }

    private Set<String> unsettled(Set<String> own) {
        Set<String> open = new HashSet<>(own);
        open.removeAll(settled);
        return open;
    }

    private void find(List<Row> rows, Set<String> own, List<Outside> found) {
        rows.stream()
                .filter(Row::isListening)
                .forEach(row -> served.add(row.local().getPort()));
        for (Row row : rows) {
            if (own.contains(row.inode()) && isNew(row) && isOutside(row) && !isServed(row)) {
                found.add(new Outside(
                        row.isTcp(), row.remote(), "", isOnlyOne(row, rows, own) ? Place.connecting() : null));
            }
        }
    }

    /** A socket of TCP connects once, one of UDP as often as it likes. */
    private boolean isNew(Row row) {
        return row.isTcp() ? settled.add(row.inode()) : !row.remote().equals(peers.put(row.inode(), row.remote()));
    }

    /** Tells whether a socket is the only one of this process that connects, so that the thread which does is its. */
    private static boolean isOnlyOne(Row row, List<Row> rows, Set<String> own) {
        return row.state().equals(CONNECTING)
                && rows.stream()
                                .filter(each -> each.state().equals(CONNECTING) && own.contains(each.inode()))
                                .count()
                        == 1;
    }

    /** A socket that is bound to loopback cannot send elsewhere: the kernel refuses (EINVAL). */
    private static boolean isOutside(Row row) {
        return row.remote().getPort() != 0
                && !isLoopback(row.remote().getAddress())
                && !isLoopback(row.local().getAddress());
    }

    /** Tells whether an address is of this machine alone; a connect to the wildcard goes to loopback. */
    static boolean isLoopback(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress();
    }

    private boolean isServed(Row row) {
        return row.isTcp() && served.contains(row.local().getPort());
    }
}
