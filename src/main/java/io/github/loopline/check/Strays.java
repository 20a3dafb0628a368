package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that have nothing to do with a fixture: servers, sockets of UDP, and what is not connected. Connections are left out: one to
 * a fixture is told elsewhere, and another may be a pool's. Ports are compared alone, since a socket may be bound to the wildcard.
 */
final class Strays {

    private final List<Track> lanes = new ArrayList<>();
    private final Set<SocketAddress> handedOut = new HashSet<>();
    private final Set<Integer> ports = new HashSet<>();
    private final Set<String> paths = new HashSet<>();
    private final List<Row> rows = SocketTable.rows();

    Strays(Collection<Leaks> fixtures) {
        for (Leaks each : fixtures) {
            each.all(lanes, handedOut);
        }
        handedOut.forEach(this::know);
        for (Track lane : lanes) {
            know(lane.bound());
            know(lane.connected() == null ? null : lane.connected().detail());
        }
    }

    private void know(@Nullable Object address) {
        if (address instanceof InetSocketAddress inet) {
            ports.add(inet.getPort());
        } else if (address instanceof UnixDomainSocketAddress unix) {
            paths.add(unix.toString());
        }
    }

    /** Describes those of some sockets that are strays. */
    List<String> among(List<String> inodes) {
        Map<String, Row> known = new HashMap<>();
        rows.forEach(row -> known.put(row.inode(), row));
        List<String> found = new ArrayList<>();
        boolean exact = isEachFound();
        for (String inode : inodes) {
            Row row = known.get(inode);
            if (row != null) {
                if (isBound(row)
                        && !ports.contains(row.local().getPort())
                        && !ports.contains(row.remote().getPort())) {
                    found.add(KernelSocket.describe(row));
                }
                continue;
            }
            String unix = KernelSocket.unix(inode);
            if (unix == null ? exact : isStray(unix)) {
                found.add(unix == null ? "socket that is not connected" : unix);
            }
        }
        return found;
    }

    /** One without a name is connected, or the JDK's own. */
    private boolean isStray(String unix) {
        String path = unix.substring(unix.indexOf(' ') + 1);
        return !unix.equals(KernelSocket.NAMELESS) && !paths.contains(path);
    }

    /**
     * Tells whether the tables have all sockets of the fixtures. They have none that is bound and does not listen, as one that refuses
     * connections, or that was reset.
     */
    private boolean isEachFound() {
        return handedOut.stream()
                        .allMatch(
                                address -> isFound(address, row -> row.remote().getPort() != 0 || isBound(row)))
                && lanes.stream().allMatch(lane -> lane.isClosed() || isFound(lane));
    }

    private boolean isFound(Track lane) {
        Event connected = lane.connected();
        return isFound(
                lane.bound(),
                connected != null && connected.detail() instanceof InetSocketAddress other
                        ? row -> row.remote().getPort() == other.getPort()
                        : Strays::isBound);
    }

    private static boolean isBound(Row row) {
        return row.isListening() || !row.isTcp();
    }

    private boolean isFound(@Nullable SocketAddress address, Predicate<Row> judged) {
        return address instanceof UnixDomainSocketAddress
                || address instanceof InetSocketAddress inet
                        && rows.stream().anyMatch(row -> row.local().getPort() == inet.getPort() && judged.test(row));
    }
}
