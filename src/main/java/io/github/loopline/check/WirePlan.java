package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Peer;
import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.internal.posix.SocketLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which invocations a plain run leads to. Not for users. */
public final class WirePlan {

    /** Bytes that drip; those behind them come as they are. */
    static final int MOST_DRIPS = 256;

    /** How fast a slow reader reads: what came in the plain run takes a tenth of a second. */
    private static final int SLOWNESS = 10;

    private static final int MOST_RANGES = 8;
    private static final int LARGEST_SEGMENT = 65_536;

    private final WireRecord recorded;
    private final Duration within;
    private final List<WireCase> cases = new ArrayList<>();

    private WirePlan(WireRecord recorded, Duration within) {
        this.recorded = recorded;
        this.within = within;
    }

    /**
     * Plan the matrix.
     *
     * @param wires the conditions, in their order
     * @param recorded what the plain run showed
     * @param within how long a run may take
     * @return one case for each invocation, potentially none
     */
    public static List<WireCase> of(Set<Wire> wires, WireRecord recorded, Duration within) {
        WirePlan plan = new WirePlan(recorded, within);
        if (wires.contains(Wire.CUT_EVERY_BYTE) || wires.contains(Wire.DRIP)) {
            SocketLookup.prepare();
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
     * @param within how long a run may take
     * @return the case, as it would be with all others
     * @throws IllegalArgumentException if the plain run does not lead to it; the message goes on behind {@code was <...>.}
     */
    public static WireCase again(Set<Wire> wires, WireCase printed, WireRecord recorded, Duration within) {
        Wire wire = printed.wire();
        if (!wires.contains(wire)) {
            throw new IllegalArgumentException("It has " + new TreeSet<>(wires) + ". Copy what one of these printed.");
        }
        List<WireCase> planned = of(Set.of(wire), recorded, within);
        if (planned.isEmpty()) {
            throw new IllegalArgumentException(
                    "Its plain run has nothing that " + wire + " acts on. Copy what another condition printed.");
        }
        return planned.stream()
                .filter(each -> each.place().equals(printed.place()))
                .findFirst()
                .or(() ->
                        wire.isAtPlace() ? new StreamPlaces(wire, recorded).leftOut(printed.place()) : Optional.empty())
                .orElseThrow(
                        () -> new IllegalArgumentException("There is " + ranges(planned) + ". Write one of these."));
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
        switch (wire.kind()) {
            case STREAM_PLACE -> cases.addAll(new StreamPlaces(wire, recorded).cases());
            case STREAM -> addStream(wire);
            case DATAGRAM -> addDatagram(wire);
            case LISTENER -> cases.addAll(WireListener.plan(wire, recorded));
            case VISITORS -> cases.addAll(Visitors.plan(wire, recorded));
        }
    }

    private void addStream(Wire wire) {
        long longest = recorded.streams().stream().mapToLong(Sent::size).max().orElse(0);
        long amount = switch (wire) {
            case ONE_SEGMENT -> Math.min(LARGEST_SEGMENT, longest);
            case DRIP -> Math.min(MOST_DRIPS, longest - 1);
            case TRICKLE -> longest == 0 ? 0 : within.toMillis() * 2 / longest + 1;
            default -> recorded.mostReceived() * SLOWNESS;
        };
        if (amount > 0) {
            String bound = wire == Wire.DRIP && longest - 1 > amount ? ", the first " + amount + " bytes" : "";
            cases.add(new WireCase(wire, List.of(amount), WireCase.words(wire, amount) + bound, ""));
        }
    }

    private void addDatagram(Wire wire) {
        boolean answers = recorded.hasPeersThatAnswer();
        boolean sent = recorded.peers().stream().anyMatch(peer -> peer.sent() > 0);
        int longest = recorded.peers().stream().mapToInt(Peer::longest).max().orElse(0);
        switch (wire) {
            case LOSE_FIRST -> addWays(wire, answers, answers);
            case DUPLICATE, REORDER -> addWays(wire, answers, sent);
            case LATE -> addWays(wire, false, sent);
            case SPOOF, LOSE_ALL, STALE, WRONG_ID, QUIET_PEER, CHATTER -> addWays(wire, false, answers);
            case GARBAGE, MALFORMED -> {
                if (answers) {
                    addOne(wire, 0);
                    addOne(wire, 1);
                }
            }
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
}
