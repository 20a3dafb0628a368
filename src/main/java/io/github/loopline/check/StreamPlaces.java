package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Question;
import io.github.loopline.check.WireRecord.Sent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The places in streams at which one condition is tried: all of a short stream, and of a long one those that tell most. */
final class StreamPlaces {

    /** Places at which a condition is tried, all connections together. */
    static final int MOST_PLACES = 200;

    /** Places at which is tried what takes long: silence as long as the code under test waits, TLS a handshake. */
    static final int MOST_EDGES = 8;

    private static final int MOST_QUIETS = 2;
    private static final int MOST_LATE = 3;
    private static final int MOST_CORRUPT = 16;

    /** Bytes of an answer in which lengths are. */
    private static final int HEAD = 8;

    private final Wire wire;
    private final WireRecord recorded;

    /** Looks for the places of a condition that acts at some. */
    StreamPlaces(Wire wire, WireRecord recorded) {
        this.wire = wire;
        this.recorded = recorded;
    }

    /** Gives one case for each place that is tried; each says how many there would be, if those are not all. */
    List<WireCase> cases() {
        List<StreamPlace> all = new ArrayList<>();
        long possible = 0;
        for (Sent sent : recorded.streams()) {
            if (acts(sent)) {
                candidates(sent).forEach(at -> all.add(new StreamPlace(sent, at)));
                possible += last(sent) - first() + 1;
            }
        }
        if (isAtTurns()) {
            possible = all.size();
        }
        List<StreamPlace> tried = sample(all);
        String bound = tried.size() < possible ? " (" + tried.size() + " of " + possible + " places are tried)" : "";
        return tried.stream().map(place -> at(place, bound)).toList();
    }

    /** Finds a place that is there, but was left out as one of too many. */
    Optional<WireCase> leftOut(List<Long> numbers) {
        return recorded.streams().stream()
                .map(sent -> new StreamPlace(sent, numbers.get(2)))
                .filter(place -> place.numbers().equals(numbers))
                .filter(place -> !isAtTurns() && acts(place.sent()) && isWithin(place))
                .map(place -> at(place, ""))
                .findFirst();
    }

    /** Gives the place in an answer to a question at which the question must not be asked again. */
    static List<Long> of(Question question) {
        return List.of((long) question.fixture(), (long) question.connection(), within(question.at()));
    }

    private WireCase at(StreamPlace place, String bound) {
        return new WireCase(wire, place.numbers(), place.words(wire, recorded.streams()) + bound, place.bytes());
    }

    private boolean acts(Sent sent) {
        return switch (wire) {
            case RST_EVERYWHERE -> !sent.unix();
            case TLS_TRUNCATE, TLS_IN_RECORD -> recorded.isTls(sent.fixture());
            default -> true;
        };
    }

    /** Tells whether the places are told by the turns, each of which has some. */
    private boolean isAtTurns() {
        return switch (wire) {
            case CLOSE_IDLE, AT_MOST_ONCE, QUIET, QUIET_END, LATE_ANSWER, BREAK_ONCE, HALF_CLOSE, CORRUPT -> true;
            default -> false;
        };
    }

    private boolean takesLong() {
        return wire == Wire.SILENCE_EVERYWHERE || wire == Wire.TLS_TRUNCATE || wire == Wire.TLS_IN_RECORD;
    }

    private int most() {
        return switch (wire) {
            case QUIET, QUIET_END -> MOST_QUIETS;
            case LATE_ANSWER, BREAK_ONCE -> MOST_LATE;
            case CORRUPT -> MOST_CORRUPT;
            default -> takesLong() ? MOST_EDGES : MOST_PLACES;
        };
    }

    private long first() {
        return wire.isBreaking() ? 0 : 1;
    }

    private long last(Sent sent) {
        return wire.isBreaking() ? sent.size() : sent.size() - 1;
    }

    private boolean isWithin(StreamPlace place) {
        return first() <= place.at() && place.at() <= last(place.sent());
    }

    private Collection<Long> candidates(Sent sent) {
        List<Long> turns = sent.turns();
        return switch (wire) {
            case CLOSE_IDLE -> turns.subList(sent.answers() ? 1 : turns.size(), turns.size());
            case AT_MOST_ONCE ->
                recorded.questions().stream()
                        .filter(each -> each.fixture() == sent.fixture() && each.connection() == sent.connection())
                        .map(each -> within(each.at()))
                        .toList();
            case QUIET -> new TreeSet<>(List.of(0L, inLast(sent)));
            case QUIET_END -> List.of(inLast(sent));
            case LATE_ANSWER, BREAK_ONCE -> sent.answers() ? inEarlier(sent) : List.of();
            case HALF_CLOSE -> sent.answers() ? List.of() : List.of(sent.size());
            case CORRUPT -> heads(sent);
            default -> takesLong() ? edges(sent) : everywhere(sent, first(), last(sent));
        };
    }

    /** Gives a place in the last turn, or before all of them if that is only a byte. */
    private static long inLast(Sent sent) {
        long last = sent.turns().get(sent.turns().size() - 1);
        return sent.size() - last > 1 ? last + 1 : 0;
    }

    /** Gives the places before the last turn that are in answers: the next question has not come there. */
    private static List<Long> inEarlier(Sent sent) {
        List<Long> turns = sent.turns();
        List<Long> places = new ArrayList<>();
        for (int turn = sent.greets() ? 1 : 0; turn + 1 < turns.size(); turn++) {
            if (turns.get(turn) == 0) {
                places.add(0L);
            }
            if (turns.get(turn + 1) - turns.get(turn) > 1) {
                places.add(turns.get(turn) + 1);
            }
        }
        return places;
    }

    /** Gives a place in an answer, and not behind the one before, where the next question has not come yet. */
    private static long within(long turn) {
        return turn == 0 ? 0 : turn + 1;
    }

    private static Set<Long> heads(Sent sent) {
        Set<Long> heads = new TreeSet<>();
        for (int turn = 0; turn < sent.turns().size(); turn++) {
            long begin = sent.turns().get(turn);
            long end = turn + 1 < sent.turns().size() ? sent.turns().get(turn + 1) : sent.size();
            for (long at = begin; at < Math.min(end, begin + HEAD); at++) {
                heads.add(at);
            }
        }
        return heads;
    }

    /** Gives all places of a short stream; of a long one its edges, those of its turns, and some evenly between. */
    private static Set<Long> everywhere(Sent sent, long first, long last) {
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

    /** Takes as many as are tried, evenly, the first and the last included. */
    private List<StreamPlace> sample(List<StreamPlace> all) {
        int most = most();
        if (all.size() <= most) {
            return all;
        }
        List<StreamPlace> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            taken.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return taken;
    }
}
