package io.github.loopline.trace;

import io.github.loopline.internal.DescriptorTable;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of an owner's open sockets at one moment, and of the sockets of this machine at their other ends. On Linux the kernel
 * tells state and queues of TCP and UDP (man 5 proc: /proc/net/tcp and its like); elsewhere, and for other sockets, the fixture
 * tells what it knows. Immutable.
 *
 * @since 0.1
 */
public final class Sockets {

    /** Lines that are shown. */
    private static final int MOST = 50;

    private static final String NONE = "-";

    private static final Pattern DATAGRAMS = Pattern.compile("(^| )(udp-|Datagram|Multicast)");

    private final List<Line> lines;

    private Sockets(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** One socket, in words. */
    private record Line(
            String type,
            String state,
            String local,
            String remote,
            String unread,
            String unsent,
            String age,
            String owner) {

        private static final Line HEAD =
                new Line("type", "state", "local", "remote", "unread", "unsent", "age", "owner");

        List<String> columns() {
            return List.of(type, state, local, remote, unread, unsent, age, owner);
        }
    }

    /**
     * Look at the sockets of several logs.
     *
     * @param logs of the owners
     * @return the table, never null
     */
    public static Sockets of(List<EventLog> logs) {
        List<Track> open = new ArrayList<>();
        List<Track> closed = new ArrayList<>();
        for (EventLog log : logs) {
            open.addAll(log.tracks(Track::isOpen));
            closed.addAll(log.tracks(track -> track.connected() != null && !track.isOpen()));
        }
        Table table = new Table(
                open, closed, open.isEmpty() ? List.of() : SocketTable.rows(), DescriptorTable.socketInodes());
        return new Sockets(table.lines());
    }

    /**
     * Tell whether there is any socket.
     *
     * @return true if the table has no line
     */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Give the table, its columns aligned below their names, or nothing; a long one is cut. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "";
        }
        List<Line> shown = new ArrayList<>(List.of(Line.HEAD));
        shown.addAll(lines.subList(0, Math.min(MOST, lines.size())));
        int[] widths = new int[Line.HEAD.columns().size()];
        for (Line line : shown) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.columns().get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (Line line : shown) {
            StringBuilder row = new StringBuilder(" ");
            for (int i = 0; i < widths.length; i++) {
                String cell = line.columns().get(i);
                row.append(' ').append(cell).append(" ".repeat(widths[i] - cell.length() + 1));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        int more = lines.size() - MOST;
        return text.append(more > 0 ? "  ... and " + more + " more ...\n" : "").toString();
    }

    /** Brings together what the fixtures know and what the kernel has. */
    private static final class Table {

        private final List<Track> open;
        private final List<Row> rows;
        private final Set<String> own;
        private final Map<List<Object>, Track> byAddress =
                new HashMap<>(); // of what has no other end; TCP and UDP have ports of their own
        private final Map<List<Object>, Track> byPair = new HashMap<>(); // of connections
        private final long now = System.nanoTime();

        Table(List<Track> open, List<Track> closed, List<Row> rows, Set<String> own) {
            this.open = open;
            this.rows = rows;
            this.own = own;
            for (Track track : closed) {
                SocketAddress local = track.bound();
                SocketAddress remote = track.remote();
                if (local != null && remote != null) {
                    byPair.put(List.of(local, remote), track);
                }
            }
            for (Track track : open) {
                SocketAddress local = track.bound();
                SocketAddress remote = track.remote();
                if (local instanceof InetSocketAddress address && remote == null) {
                    byAddress.put(List.of(isTcp(track), address), track);
                } else if (local != null && remote != null) {
                    byPair.put(List.of(local, remote), track);
                }
            }
        }

        /** Lists the fixtures' sockets in the order in which they were opened, and then the others: the kernel has no order. */
        List<Line> lines() {
            Map<Track, List<Line>> lines = new LinkedHashMap<>();
            open.forEach(track -> lines.put(track, new ArrayList<>()));
            List<Line> others = new ArrayList<>();
            for (Row row : rows) {
                Track track = track(row);
                List<Line> its = track == null ? null : lines.get(track);
                String stranger = its == null ? stranger(row) : null;
                if (track != null && its != null) {
                    its.add(line(row, age(track), track.toString()));
                } else if (stranger != null) {
                    others.add(line(row, NONE, stranger));
                }
            }
            lookAgain(lines);
            List<Line> all = new ArrayList<>();
            lines.forEach((track, told) -> {
                if (told.isEmpty() && (track.bound() != null || track.remote() != null)) {
                    told.add(line(track));
                }
                all.addAll(told);
            });
            all.addAll(others);
            return all;
        }

        /** Looks once more for sockets that are in no table: one that moves while the kernel writes its table can be left out. */
        private void lookAgain(Map<Track, List<Line>> lines) {
            Set<Track> missing = new HashSet<>();
            lines.forEach((track, told) -> {
                if (told.isEmpty() && track.bound() instanceof InetSocketAddress) {
                    missing.add(track);
                }
            });
            for (Row row : missing.isEmpty() || rows.isEmpty() ? List.<Row>of() : SocketTable.rows()) {
                Track track = track(row);
                if (track != null && missing.contains(track)) {
                    Objects.requireNonNull(lines.get(track)).add(line(row, age(track), track.toString()));
                }
            }
        }

        private @Nullable Track track(Row row) {
            return row.remote().getPort() == 0 || !row.isTcp() // a connected socket of UDP is still one that is bound
                    ? bound(row, row.local())
                    : byPair.get(List.<Object>of(row.local(), row.remote()));
        }

        /** Names tell, also of parts of a fixture: an address is the same in both. */
        private static boolean isTcp(Track track) {
            return !DATAGRAMS.matcher(track.toString()).find();
        }

        private @Nullable Track bound(Row row, InetSocketAddress address) {
            return byAddress.get(List.<Object>of(row.isTcp(), address));
        }

        /** Says whose a socket is that is no fixture's, but at the other end of one, or taken by the test from its port. */
        private @Nullable String stranger(Row row) {
            Track peer = byPair.get(List.<Object>of(row.remote(), row.local()));
            if (peer != null && peer.isOpen()) {
                return "the other end of " + peer + ", " + holder(row);
            }
            if (row.state().equals("TIME_WAIT")) {
                return null; // perhaps of who had the port before
            }
            if (peer != null) {
                return "the other end of " + peer + ", " + holder(row);
            }
            Track closed = track(row);
            if (closed != null) {
                return closed + ", closed"; // and the kernel still knows of it
            }
            Track server = bound(row, row.local());
            if (server != null) {
                return "connection of " + server + ", " + holder(row);
            }
            Track target = bound(row, row.remote());
            return target == null ? null : "connected to " + target + ", " + holder(row);
        }

        /** Says who has the descriptor. Nobody has that of a connection before it is accepted, and after it is closed. */
        private String holder(Row row) {
            if (row.inode().equals("0")) {
                return row.state().equals("ESTABLISHED") ? "not accepted yet" : "closed";
            }
            return own.contains(row.inode()) ? "in this process" : "in another process";
        }

        private Line line(Row row, String age, String owner) {
            boolean ends = row.remote().getPort() == 0;
            return new Line(
                    row.isTcp() ? "tcp" : "udp",
                    row.isTcp() ? row.state() : ends ? "bound" : "connected",
                    Addresses.text(row.local()),
                    ends ? NONE : Addresses.text(row.remote()),
                    row.unread() + (row.isListening() ? " waiting" : ""),
                    row.isListening() ? NONE : String.valueOf(row.unsent()),
                    age,
                    owner);
        }

        /** Tells what the fixture knows, of a socket that is in no table. */
        private Line line(Track track) {
            SocketAddress local = track.bound();
            SocketAddress remote = track.remote();
            return new Line(
                    local instanceof UnixDomainSocketAddress ? "unix" : NONE,
                    track.peerEnd() == EventKind.FIN_RECEIVED ? "peer closed" : remote == null ? "open" : "connected",
                    local == null ? NONE : Addresses.text(local),
                    remote == null ? NONE : Addresses.text(remote),
                    NONE,
                    NONE,
                    age(track),
                    track.toString());
        }

        private String age(Track track) {
            return Transcript.millis(now - track.openedNanos()) + " ms";
        }
    }
}
