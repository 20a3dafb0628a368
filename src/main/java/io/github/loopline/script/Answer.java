package io.github.loopline.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes a request, or several, and has the steps of the replies played. */
final class Answer implements Act {

    private final Answers answers;
    private final int window;
    private final List<byte[]> requests = new ArrayList<>();
    private Choice next;
    private boolean asked; // the handler

    Answer(Answers answers) {
        this.answers = answers;
        this.window = answers.window();
        this.next = next();
    }

    private Choice next() {
        Choice.Case any = new Choice.Case(Inputs.any(answers.framing(), "a message"), List.of());
        return new Choice(List.of(any), null, frame -> requests.add(frame));
    }

    @Override
    public boolean go(Play play) {
        while (!asked && requests.size() < window && !isLast(play)) {
            int before = requests.size();
            if (!next.go(play) && requests.size() == before) {
                return false;
            }
            if (requests.size() == before) {
                return true; // the peer has ended before a request
            }
            next = next();
        }
        if (!asked) {
            asked = true;
            answer(play);
        }
        return false;
    }

    /** Tells whether no further request comes; the peer may still read. */
    private boolean isLast(Play play) {
        return !requests.isEmpty() && play.isEnded() && play.intake().isEmpty();
    }

    private void answer(Play play) {
        Step step = play.now();
        List<Frame> frames = new ArrayList<>();
        for (byte[] frame : requests) {
            frames.add(new Frame(frame, play.countRequest(), play.track().index()));
        }
        Collections.reverse(frames);
        play.errands().compute(() -> replies(frames, step), steps -> {
            List<Step> all = new ArrayList<>(steps);
            if (play.requests() >= answers.most()) {
                all.add(new Step(
                        step.number(),
                        "close after " + answers.most(),
                        step.source(),
                        () -> Acts.instant(Acts::close)));
            }
            play.enter(all);
            play.done(this);
        });
    }

    private List<Step> replies(List<Frame> frames, Step step) throws Exception {
        List<Step> steps = new ArrayList<>();
        for (Frame frame : frames) {
            Framing framing = answers.framing();
            Frame request = new Frame(framing.unwrap(frame.bytes()), frame.index(), frame.connection());
            steps.addAll(answers.reply(request, step));
        }
        return steps;
    }

    @Override
    public Waits waits() {
        return asked ? Waits.TIME : next.waits();
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public String missing(Play play) {
        return asked ? "  to go on once code of the test has answered\n  but it has not" : next.missing(play);
    }
}
