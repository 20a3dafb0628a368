package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Peer;
import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.trace.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which invocations a plain run leads to. Not for users. */
public final class WirePlan {

    /** Places at which a condition is tried, all connections together. */
    static final int MOST_PLACES = 200;

    /** Places at which silence is tried: each takes as long as the code under test waits. */
    static final int MOST_SILENCES = 8;

    /** Bytes that drip; those behind them come as they are. */
    static final int MOST_DRIPS = 256;

    /** How fast a slow reader reads: what came in the plain run takes a tenth of a second. */
    private static final int SLOWNESS = 10;

    private static final int SHOWN = 12;
    private static final int LARGEST_SEGMENT = 65_536;

    private final WireRecord recorded;
    private final List<WireCase> cases = new ArrayList<>();

    private WirePlan(WireRecord recorded) {
        this.recorded = recorded;
    }

    /**
     * Plan the matrix.
     *
     * @param wires the conditions, in their order
     * @param recorded what the plain run showed
     * @return one case for each invocation, potentially none
     */
    public static List<WireCase> of(Set<Wire> wires, WireRecord recorded) {
        WirePlan plan = new WirePlan(recorded);
        if (wires.contains(Wire.CUT_EVERY_BYTE) || wires.contains(Wire.DRIP)) {
            ReadWatch.prepare();
        }
        for (Wire wire : new TreeSet<>(wires)) {
            plan.add(wire);
        }
        return plan.cases;
    }

    private void add(Wire wire) {
        if (WireCase.isAtPlace(wire)) {
            addPlaces(wire);
        } else if (wire.kind() == Wire.Kind.STREAM) {
            addStream(wire);
        } else {
            addDatagram(wire);
        }
    }

    private void addStream(Wire wire) {
        long longest = recorded.streams().stream().mapToLong(Sent::size).max().orElse(0);
        long amount = switch (wire) {
            case ONE_SEGMENT -> Math.min(LARGEST_SEGMENT, longest);
            case DRIP -> Math.min(MOST_DRIPS, longest - 1);
            default -> recorded.mostReceived() * SLOWNESS;
        };
        if (amount > 0) {
            String bound = wire == Wire.DRIP && longest - 1 > amount ? ", the first " + amount + " bytes" : "";
            cases.add(new WireCase(wire, List.of(amount), WireCase.words(wire, amount) + bound, ""));
        }
    }

    private void addDatagram(Wire wire) {
        boolean answers = recorded.peers().stream().anyMatch(peer -> !peer.begins() && peer.sent() > 0);
        boolean received = recorded.peers().stream().anyMatch(peer -> peer.received() > 0);
        boolean sent = recorded.peers().stream().anyMatch(peer -> peer.sent() > 0);
        int longest = recorded.peers().stream().mapToInt(Peer::longest).max().orElse(0);
        switch (wire) {
            case LOSE_FIRST -> addWays(wire, answers, answers);
            case DUPLICATE, REORDER -> addWays(wire, received, sent);
            case LATE -> addWays(wire, false, sent);
            case SPOOF -> addWays(wire, false, answers);
            default -> {
                if (answers && longest > 1) {
                    addOne(wire, longest / 2);
                }
            }
        }
    }

    private void addWays(Wire wire, boolean received, boolean sent) {
        if (received) {
            addOne(wire, WireCase.RECEIVED);
        }
        if (sent) {
            addOne(wire, WireCase.SENT);
        }
    }

    private void addOne(Wire wire, long number) {
        cases.add(new WireCase(wire, List.of(number), WireCase.words(wire, number), ""));
    }

    /** A count of bytes of one connection. */
    private record Place(Sent sent, long at) {}

    private void addPlaces(Wire wire) {
        List<Place> all = new ArrayList<>();
        for (Sent sent : recorded.streams()) {
            if (wire == Wire.SILENCE_EVERYWHERE) {
                silences(sent).forEach(at -> all.add(new Place(sent, at)));
            } else if (wire != Wire.RST_EVERYWHERE || !sent.unix()) {
                places(sent, wire.isBreaking()).forEach(at -> all.add(new Place(sent, at)));
            }
        }
        int most = wire == Wire.SILENCE_EVERYWHERE ? MOST_SILENCES : MOST_PLACES;
        long possible = recorded.streams().stream()
                .mapToLong(sent -> wire.isBreaking() ? sent.size() + 1 : sent.size() - 1)
                .sum();
        List<Place> tried = sample(all, most);
        String bound = tried.size() < possible ? " (" + tried.size() + " of " + possible + " places are tried)" : "";
        for (Place place : tried) {
            Sent sent = place.sent();
            cases.add(new WireCase(
                    wire,
                    List.of((long) sent.fixture(), (long) sent.connection(), place.at()),
                    words(wire, place) + bound,
                    bytes(place)));
        }
    }

    /** Gives all places of a short stream; of a long one its edges, those of its turns, and some evenly between. */
    private static Set<Long> places(Sent sent, boolean ends) {
        long first = ends ? 0 : 1;
        long last = ends ? sent.size() : sent.size() - 1;
        Set<Long> places = new TreeSet<>();
        long step = Math.max(1, (last - first + 1) * 2 / MOST_PLACES);
        for (long at = first; at <= last; at += at < first + MOST_PLACES / 4 ? 1 : step) {
            places.add(at);
        }
        sent.turns().stream().limit(MOST_PLACES / 8).forEach(turn -> addAround(places, turn, first, last));
        addAround(places, sent.size(), first, last);
        return places;
    }

    private static void addAround(Set<Long> places, long at, long first, long last) {
        for (long near = at - 1; near <= at + 1; near++) {
            if (near >= first && near <= last) {
                places.add(near);
            }
        }
    }

    private static Set<Long> silences(Sent sent) {
        Set<Long> places = new TreeSet<>(List.of(0L, sent.size() / 2, sent.size() - 1, sent.size()));
        sent.turns().forEach(places::add);
        for (long turn : sent.turns()) {
            places.add(Math.min(turn + 1, sent.size()));
        }
        return places;
    }

    /** Takes so many, evenly, the first and the last included. */
    private static List<Place> sample(List<Place> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<Place> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            taken.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return taken;
    }

    private String words(Wire wire, Place place) {
        Sent sent = place.sent();
        int turn = 0;
        while (turn + 1 < sent.turns().size() && sent.turns().get(turn + 1) < place.at()) {
            turn++;
        }
        long at = place.at() - sent.turns().get(turn);
        String where = sent.noun() + " " + (turn + 1) + others(sent);
        return WireCase.verb(wire) + (at == 0 ? " instead of " + where : " after byte " + at + " of " + where);
    }

    private String others(Sent sent) {
        boolean several = recorded.streams().stream()
                .anyMatch(other -> other.fixture() == sent.fixture() && other.connection() != sent.connection());
        boolean others = recorded.streams().stream().anyMatch(other -> other.fixture() != sent.fixture());
        return (several ? " on connection #" + sent.connection() : "")
                + (others ? " of fixture " + (sent.fixture() + 1) : "");
    }

    /** Shows what is before the place and behind it. */
    private static String bytes(Place place) {
        byte[] bytes = place.sent().bytes();
        if (bytes.length < place.at()) {
            return "";
        }
        int at = (int) place.at();
        byte[] before = Arrays.copyOfRange(bytes, Math.max(0, at - SHOWN), at);
        byte[] behind = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + SHOWN));
        String dots = at > SHOWN ? "... " : "";
        String more = bytes.length > at + SHOWN ? " ..." : "";
        return "\n  there: " + dots + Bytes.quote(before) + " | " + Bytes.quote(behind) + more + "\n  in hex: " + dots
                + Bytes.hex(before) + " | " + Bytes.hex(behind) + more;
    }
}
