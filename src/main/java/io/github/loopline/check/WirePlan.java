package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Peer;
import io.github.loopline.check.WireRecord.Question;
import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.trace.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which invocations a plain run leads to. Not for users. */
public final class WirePlan {

    /** Places at which a condition is tried, all connections together. */
    static final int MOST_PLACES = 200;

    /** Places at which is tried what takes long: silence as long as the code under test waits, TLS a handshake. */
    static final int MOST_EDGES = 8;

    private static final int MOST_QUIETS = 2;
    private static final int MOST_CORRUPT = 16;

    /** Bytes of an answer in which lengths are. */
    private static final int HEAD = 8;

    /** Bytes that drip; those behind them come as they are. */
    static final int MOST_DRIPS = 256;

    /** How fast a slow reader reads: what came in the plain run takes a tenth of a second. */
    private static final int SLOWNESS = 10;

    private static final int SHOWN = 12;
    private static final int MOST_RANGES = 8;
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

    /**
     * Plan one invocation that a failure printed.
     *
     * @param wires the conditions of the test
     * @param printed what was printed
     * @param recorded what the plain run showed
     * @return the case, as it would be with all others
     * @throws IllegalArgumentException if the plain run does not lead to it; the message goes on behind {@code was <...>.}
     */
    public static WireCase again(Set<Wire> wires, WireCase printed, WireRecord recorded) {
        Wire wire = printed.wire();
        if (!wires.contains(wire)) {
            throw new IllegalArgumentException("It has " + new TreeSet<>(wires) + ". Copy what one of these printed.");
        }
        List<WireCase> planned = of(Set.of(wire), recorded);
        if (planned.isEmpty()) {
            throw new IllegalArgumentException(
                    "Its plain run has nothing that " + wire + " acts on. Copy what another condition printed.");
        }
        return planned.stream()
                .filter(each -> each.place().equals(printed.place()))
                .findFirst()
                .or(() -> new WirePlan(recorded).between(printed))
                .orElseThrow(
                        () -> new IllegalArgumentException("There is " + ranges(planned) + ". Write one of these."));
    }

    /** Finds a place that is there, but was left out as one of too many. */
    private Optional<WireCase> between(WireCase printed) {
        Wire wire = printed.wire();
        if (!WireCase.isAtPlace(wire)) {
            return Optional.empty();
        }
        return recorded.streams().stream()
                .filter(sent -> printed.place().get(0) == sent.fixture()
                        && printed.place().get(1) == sent.connection())
                .map(sent -> new Place(sent, printed.place().get(2)))
                .filter(place -> !isAtTurns(wire) && acts(wire, place.sent()) && isWithin(wire, place))
                .map(place -> at(wire, place, ""))
                .findFirst();
    }

    private static boolean isWithin(Wire wire, Place place) {
        return first(wire) <= place.at() && place.at() <= last(wire, place.sent());
    }

    /** Says which cases there are, those of one connection as a range. */
    private static String ranges(List<WireCase> planned) {
        Map<List<Long>, String> ranges = new LinkedHashMap<>();
        for (WireCase each : planned) {
            List<Long> place = each.place();
            if (place.size() == 1) {
                ranges.put(place, each.value());
            } else {
                ranges.merge(
                        place.subList(0, 2), each.value(), (range, next) -> range.split(" ", 2)[0] + " to " + next);
            }
        }
        return ranges.values().stream().limit(MOST_RANGES).collect(Collectors.joining(", "))
                + (ranges.size() > MOST_RANGES ? ", ..." : "");
    }

    private void add(Wire wire) {
        if (WireCase.isAtPlace(wire)) {
            addPlaces(wire);
        } else if (wire.kind() == Wire.Kind.STREAM) {
            addStream(wire);
        } else if (wire.kind() == Wire.Kind.DATAGRAM) {
            addDatagram(wire);
        } else if (wire.kind() == Wire.Kind.PLACE) {
            cases.addAll(WirePlace.plan(wire, recorded));
        } else {
            cases.addAll(Visitors.plan(wire, recorded));
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
            if (acts(wire, sent)) {
                possible(wire, sent).forEach(at -> all.add(new Place(sent, at)));
            }
        }
        long possible = isAtTurns(wire)
                ? all.size()
                : recorded.streams().stream()
                        .filter(sent -> acts(wire, sent))
                        .mapToLong(sent -> last(wire, sent) - first(wire) + 1)
                        .sum();
        List<Place> tried = sample(all, most(wire));
        String bound = tried.size() < possible ? " (" + tried.size() + " of " + possible + " places are tried)" : "";
        tried.forEach(place -> cases.add(at(wire, place, bound)));
    }

    private WireCase at(Wire wire, Place place, String bound) {
        Sent sent = place.sent();
        return new WireCase(
                wire,
                List.of((long) sent.fixture(), (long) sent.connection(), place.at()),
                words(wire, place) + bound,
                bytes(place));
    }

    private boolean acts(Wire wire, Sent sent) {
        return switch (wire) {
            case RST_EVERYWHERE -> !sent.unix();
            case TLS_TRUNCATE -> recorded.isTls(sent.fixture());
            default -> true;
        };
    }

    private Collection<Long> possible(Wire wire, Sent sent) {
        List<Long> turns = sent.turns();
        return switch (wire) {
            case CLOSE_IDLE -> turns.subList(sent.answers() ? 1 : turns.size(), turns.size());
            case AT_MOST_ONCE ->
                recorded.questions().stream()
                        .filter(each -> each.fixture() == sent.fixture() && each.connection() == sent.connection())
                        .map(each -> within(each.at()))
                        .toList();
            case QUIET -> {
                long last = turns.get(turns.size() - 1);
                yield List.of(sent.size() - last > 1 ? within(last) : 0);
            }
            case CORRUPT -> heads(sent);
            default -> isSampled(wire) ? edges(sent) : places(sent, first(wire), last(wire, sent));
        };
    }

    /** Gives a place in an answer, and not behind the one before, where the next question has not come yet. */
    private static long within(long turn) {
        return turn == 0 ? 0 : turn + 1;
    }

    static List<Long> place(Question question) {
        return List.of((long) question.fixture(), (long) question.connection(), within(question.at()));
    }

    private static boolean isAtTurns(Wire wire) {
        return wire == Wire.CLOSE_IDLE || wire == Wire.AT_MOST_ONCE || wire == Wire.QUIET || wire == Wire.CORRUPT;
    }

    private static int most(Wire wire) {
        return wire == Wire.QUIET
                ? MOST_QUIETS
                : wire == Wire.CORRUPT ? MOST_CORRUPT : isSampled(wire) ? MOST_EDGES : MOST_PLACES;
    }

    private static Set<Long> heads(Sent sent) {
        Set<Long> heads = new TreeSet<>();
        for (int turn = 0; turn < sent.turns().size(); turn++) {
            long end = turn + 1 < sent.turns().size() ? sent.turns().get(turn + 1) : sent.size();
            for (long at = sent.turns().get(turn);
                    at < Math.min(end, sent.turns().get(turn) + HEAD);
                    at++) {
                heads.add(at);
            }
        }
        return heads;
    }

    private static boolean isSampled(Wire wire) {
        return wire == Wire.SILENCE_EVERYWHERE || wire == Wire.TLS_TRUNCATE;
    }

    private static long first(Wire wire) {
        return wire.isBreaking() ? 0 : 1;
    }

    private static long last(Wire wire, Sent sent) {
        return wire.isBreaking() ? sent.size() : sent.size() - 1;
    }

    /** Gives all places of a short stream; of a long one its edges, those of its turns, and some evenly between. */
    private static Set<Long> places(Sent sent, long first, long last) {
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

    private static Set<Long> edges(Sent sent) {
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
        if (wire == Wire.CLOSE_IDLE) {
            return "FIN behind " + sent.name(turn) + others(sent) + ", while nobody asks";
        }
        if (wire == Wire.CORRUPT) {
            turn += turn + 1 < sent.turns().size() && sent.turns().get(turn + 1) == place.at()
                    ? 1
                    : 0; // the byte behind
            return "byte " + (place.at() - sent.turns().get(turn) + 1) + " inverted of " + sent.name(turn)
                    + others(sent);
        }
        long at = place.at() - sent.turns().get(turn);
        String where = sent.name(turn) + others(sent);
        return WireCase.verb(wire)
                + (at == 0
                        ? (wire == Wire.QUIET ? " before " : " instead of ") + where
                        : " after byte " + at + " of " + where);
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
