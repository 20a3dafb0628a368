package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Track;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Waits for the first of several inputs, in their order, and goes on with its steps. An expectation is a choice of one. */
final class Choice implements Act {

    /**
     * One of the alternatives.
     *
     * @param input what must come
     * @param steps what is done then
     */
    record Case(Input input, List<Step> steps) {}

    private final List<Case> cases;
    private final @Nullable List<Step> otherwise;
    private final Consumer<byte[]> taker;
    private boolean wants; // that the engine reads on
    private long scanned;
    private boolean asked; // code of the test, which has not answered yet
    private long seen = -1; // bytes, when it was asked last
    private boolean seenEnd;
    private boolean enough; // it would do if nothing more came

    Choice(List<Case> cases, @Nullable List<Step> otherwise) {
        this(cases, otherwise, taken -> {});
    }

    static Choice of(Input input) {
        return new Choice(List.of(new Case(input, List.of())), null);
    }

    /** Creates a choice that hands over what it takes. */
    Choice(List<Case> cases, @Nullable List<Step> otherwise, Consumer<byte[]> taker) {
        this.cases = cases;
        this.otherwise = otherwise;
        this.taker = taker;
    }

    @Override
    public Waits waits() {
        return asked ? Waits.TIME : Waits.PEER;
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public boolean go(Play play) {
        want(play, true);
        if (play.intake().isEmpty() && play.isEnded() && play.progress().leaveRepeat()) {
            want(play, false);
            return true;
        }
        if (!play.intake().isEmpty()) {
            play.patience().begin(); // whoever has begun has to go on
        }
        if (play.intake().isEmpty() && !play.isEnded()) {
            return false;
        }
        if (asked || play.intake().size() == seen && play.isEnded() == seenEnd) {
            return false; // nothing new since it was asked
        }
        if (cases.stream().anyMatch(each -> each.input().isUserCode())) {
            ask(play);
            return false;
        }
        return decide(play, look(play));
    }

    /** What a look has found: the case and how many bytes it takes, or that more must come. */
    private record Found(@Nullable Case match, long length) {}

    private Found look(Play play) {
        Track track = play.track();
        synchronized (track.log()) {
            Window in = play.intake().window(play.isEnded(), scanned);
            Found found = look(in);
            scanned = in.scanned();
            return found;
        }
    }

    private Found look(Window in) {
        for (Case each : cases) {
            long length = lookOnce(each.input(), in);
            if (length != Input.NEVER) {
                return new Found(length < 0 ? null : each, length);
            }
        }
        return new Found(null, Input.NEVER);
    }

    private static long lookOnce(Input input, Window in) {
        try {
            long length = input.look(in);
            return in.isMessage() && length >= 0 && length != in.size() ? Input.NEVER : length;
        } catch (FixtureException e) {
            throw new Deviation("  to have received: " + input + "\n  but " + e.getMessage());
        } catch (Exception | Error e) {
            throw new Deviation("  to have received: " + input + "\n  but code of the test failed: " + e, e);
        }
    }

    /** Lets code of the test look at a copy, on another thread. */
    private void ask(Play play) {
        seen = play.intake().size();
        seenEnd = play.isEnded();
        Window in = play.intake().copy(seenEnd);
        asked = true;
        play.errands().compute(() -> look(in), found -> {
            asked = false;
            if (decide(play, found)) {
                play.done(this);
            }
        });
    }

    private boolean decide(Play play, Found found) {
        enough = found.length() == Input.ENOUGH;
        if (found.length() == Input.MORE || enough) {
            return false;
        }
        Case match = found.match();
        if (match == null && otherwise == null) {
            throw new Deviation(missing(play));
        }
        want(play, false);
        if (match != null) {
            taker.accept(play.take(found.length()));
        }
        play.enter(match == null ? otherwise : match.steps());
        return true;
    }

    private void want(Play play, boolean now) {
        if (wants != now) {
            wants = now;
            play.stage().want(now);
        }
    }

    @Override
    public String missing(Play play) {
        Window in = play.intake().copy(play.isEnded());
        if (cases.size() == 1) {
            return difference(cases.get(0).input(), in, play.intake().state())
                    + (enough ? "\n  which matches, but more could belong to it: write into it what ends it" : "");
        }
        String inputs = cases.stream().map(each -> each.input().toString()).collect(Collectors.joining(", or "));
        return Deviation.lines(inputs, in.start(in.size()), play.intake().state());
    }

    private static String difference(Input input, Window in, String state) {
        try {
            return input.difference(in, state);
        } catch (FixtureException e) {
            return "  to have received: " + input + "\n  but " + e.getMessage();
        }
    }
}
