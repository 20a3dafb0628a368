package io.github.loopline.trace;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out of events who talked to whom: fixtures by their addresses, and what is no fixture. */
final class Parties {

    private final Party outside = new Party("code under test", true);
    private final Map<Track, Party> fixtures = new LinkedHashMap<>();
    private final Map<String, Party> servers = new LinkedHashMap<>(); // no fixtures, by address
    private final Map<String, Party> opened = new HashMap<>(); // fixtures by address
    private final Map<List<SocketAddress>, Track> accepted = new HashMap<>(); // by the client's address and the own
    private final Map<Track, Track> twins = new HashMap<>(); // the two ends of a connection between fixtures
    private final Map<Track, Party> others = new HashMap<>(); // at the other end of a connection
    private final Set<Party> all = new LinkedHashSet<>();

    Parties(List<Event> events) {
        events.forEach(this::learn);
        events.forEach(this::meet);
        for (Event event : events) {
            all.add(of(event.track()));
            Party other = other(event);
            if (other != null) {
                all.add(other);
            }
        }
    }

    private void learn(Event event) {
        Track track = event.track();
        if (event.kind() == EventKind.WAITED || event.kind() == EventKind.TIMED_OUT) {
            fixtures.put(track, outside); // the test itself
        }
        Party own = of(track);
        own.seen(event.kind());
        SocketAddress local = track.local();
        if (event.detail() instanceof SocketAddress address) {
            if (event.kind() == EventKind.OPENED) {
                opened.put(EventText.address(address), own);
            } else if (event.kind() == EventKind.ACCEPTED && local != null) {
                accepted.put(List.of(address, local), track);
            }
        }
    }

    private void meet(Event event) {
        Track track = event.track();
        if (event.kind() == EventKind.ACCEPTED) {
            others.putIfAbsent(track, outside);
        } else if (event.kind() == EventKind.CONNECTED && event.detail() instanceof SocketAddress remote) {
            SocketAddress local = track.local();
            Track twin = local == null ? null : accepted.get(List.of(local, remote));
            others.put(track, twin == null ? at(remote) : of(twin));
            if (twin != null) {
                others.put(twin, of(track));
                twins.put(track, twin);
                twins.put(twin, track);
            }
        }
    }

    /** Gives the fixture at an address, or who else is there. */
    private Party at(SocketAddress address) {
        return at(EventText.address(address));
    }

    private Party at(String address) {
        Party fixture = opened.get(address);
        return fixture != null ? fixture : servers.computeIfAbsent(address, name -> new Party(name, false));
    }

    /** Gives the fixture that a lane of the log belongs to. */
    Party of(Track track) {
        Track parent = track.parent();
        return fixtures.computeIfAbsent(parent == null ? track : parent, Party::new);
    }

    /** Gives the other end of the connection, if that is a fixture's too. */
    @Nullable
    Track twin(Track track) {
        return twins.get(track);
    }

    /** Gives who an event came from or went to, or null for what only the fixture knows of. */
    @Nullable
    Party other(Event event) {
        return switch (event.kind()) {
            case RECEIVED, SENT, PORT_UNREACHABLE -> peer(event);
            case ACCEPTED, CONNECTED, SEND_FAILED, FIN_RECEIVED, FIN_SENT, RST_RECEIVED, RST_SENT ->
                others.getOrDefault(event.track(), outside);
            case CONNECT_FAILED -> wanted(String.valueOf(event.detail()));
            default -> null;
        };
    }

    private Party peer(Event event) {
        Party connected = others.get(event.track());
        if (connected != null || !(event.detail() instanceof SocketAddress address)) {
            return connected == null ? outside : connected;
        }
        return opened.getOrDefault(EventText.address(address), outside);
    }

    /** Who was not reached: {@code to 127.0.0.1:1: refused}. */
    private Party wanted(String detail) {
        int end = detail.indexOf(": ");
        return detail.startsWith("to ") && end > 0 ? at(detail.substring(3, end)) : outside;
    }

    /** Lists all, in the order of their lanes. */
    List<Party> lanes() {
        List<Party> lanes = new ArrayList<>(all);
        lanes.sort(Comparator.comparingInt(Party::place));
        return lanes;
    }

    /** Counts connections, one between two fixtures as one. */
    long connections() {
        long between = twins.size() / 2;
        return others.size() - between;
    }
}
