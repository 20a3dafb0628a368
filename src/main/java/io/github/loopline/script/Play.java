package io.github.loopline.script;

import io.github.loopline.fixture.Duty;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A script while it is played on one connection. A state machine on the engine's thread: {@link #advance} takes it as far as it
 * can go. Not for users.
 *
 * @since 0.1
 */
public final class Play implements Duty {

    /** Steps at a time before another connection gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Script script;
    private final Stage stage;
    private final Track track;
    private final EventLog log;
    private final Intake intake;
    private final Progress progress;
    private final Errands errands;
    private volatile @Nullable Step step; // written on the engine's thread
    private @Nullable Act act;
    private boolean advancing;
    private boolean started; // the peer has come, or was sent to
    private int requests; // that were answered
    private boolean deaf; // nobody minds what comes
    private final Patience patience;
    private final Outcome outcome;
    private final Verdict verdict;

    private Play(Script script, Stage stage) {
        this.script = script;
        this.stage = stage;
        this.track = stage.track();
        this.log = track.log();
        this.outcome = new Outcome(track);
        this.verdict = new Verdict(script, stage, outcome);
        Messages messages = stage.messages();
        this.intake = messages == null ? new StreamIntake(stage) : messages;
        this.progress = new Progress(script.steps());
        this.errands = new Errands(this, stage.loop());
        this.patience = new Patience(stage.loop(), stage.timeout(), this::late);
    }

    /**
     * Begin to play a script.
     *
     * @param script what to play
     * @param stage on what
     * @return the play; the stage tells it when to {@link #advance()}
     */
    public static Play begin(Script script, Stage stage) {
        Play play = new Play(script, stage);
        if (script.isStrict()) {
            stage.owe(play);
        }
        return play;
    }

    /** Go as far as possible: something has happened. On the engine's thread. */
    public void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            if (!isOver() && track.isClosedHere()) {
                closedByTest();
            }
            for (int i = 0; !isOver() && turn(); i++) {
                if (i == MOST_TURNS) {
                    errands.advanceSoon();
                    break;
                }
            }
            if (isOver()) {
                afterwards();
            }
        } catch (Deviation e) {
            if (isCutOff()) {
                closed();
            } else {
                fail(String.valueOf(e.getMessage()), e.getCause());
            }
        } catch (IOException | RuntimeException e) {
            String doing = step == null ? "to begin" : "to be done: " + now().text();
            fail("  " + doing + "\n  but " + e.getMessage(), e);
        } finally {
            advancing = false;
            settle();
        }
    }

    private void closedByTest() {
        if (script.isStrict() && !isFulfilled() && !isCutOff()) {
            if (step == null) {
                throw new Deviation("  to begin\n  but it was closed before");
            }
            Act waiting = act;
            throw new Deviation(
                    (waiting == null ? "  to go on" : waiting.missing(this)) + "\n  when the test closed it");
        }
        closed();
    }

    private boolean isCutOff() {
        return stage.isEndedByFault() && track.isClosedHere();
    }

    private void closed() {
        stop();
        outcome.end();
    }

    /** Plays one step as far as it goes; gives whether the next has its turn. */
    private boolean turn() throws IOException {
        Act playing = act;
        if (playing == null) {
            playing = next();
            if (playing == null) {
                finish();
                return false;
            }
        }
        boolean done = playing.go(this);
        started |= done && playing.isBounded();
        if (done && act == playing) {
            act = null;
        }
        if (done) {
            patience.end();
        }
        return done && !isOver();
    }

    private @Nullable Act next() {
        Step found = progress.next(isEnded() && intake.isEmpty());
        if (found == null) {
            return null;
        }
        step = found;
        log.add(track, EventKind.STEP, found);
        Act begun = found.act().get();
        act = begun;
        patience.end();
        // the next round of an endless repetition may be waited for as long as the connection lives, and so may
        // the first datagram, since nothing else tells that the peer has begun
        if (begun.isBounded() && !progress.isBetweenRounds() && (started || isConnected())) {
            patience.begin();
        }
        return begun;
    }

    private boolean isConnected() {
        return Need.CONNECTION.isMetBy(stage.type());
    }

    /** The time of a step is over. */
    private void late() {
        Act waiting = act;
        if (!isOver() && waiting != null) {
            fail(waiting.missing(this) + "\n  within " + Deadline.text(stage.timeout()), null);
            settle();
        }
    }

    Patience patience() {
        return patience;
    }

    Progress progress() {
        return progress;
    }

    void repeatUntilEnd(List<Step> steps) {
        if (!isEnded() || !intake.isEmpty()) {
            progress.enter(steps, Steps.ENDLESS);
        }
    }

    void enter(@Nullable List<Step> steps) {
        if (steps != null && !steps.isEmpty()) {
            progress.enter(steps, 1);
        }
    }

    /** Ends an act that was waiting for code of the test. */
    void done(Act done) {
        if (act == done) {
            act = null;
            patience.end();
        }
    }

    /** Counts a request; gives its ordinal. */
    int countRequest() {
        return requests++;
    }

    int requests() {
        return requests;
    }

    Stage stage() {
        return stage;
    }

    Track track() {
        return track;
    }

    Intake intake() {
        return intake;
    }

    byte[] take(long length) {
        progress.took();
        return intake.take(length);
    }

    /** Takes whatever is left. */
    void takeAll() {
        while (!intake.isEmpty()) {
            take(intake.size());
        }
    }

    boolean isEnded() {
        return track.peerEnd() != null || track.isClosed();
    }

    /** Goes on with what an errand gave. */
    void resume(Runnable work) {
        if (!isOver()) {
            try {
                work.run();
            } catch (Deviation e) {
                fail(String.valueOf(e.getMessage()), e.getCause());
            }
        }
        advance();
    }

    Errands errands() {
        return errands;
    }

    Step now() {
        return Objects.requireNonNull(step);
    }

    /** Ends the script here, whatever stands behind. */
    void end(boolean nobodyMinds) {
        stop();
        deaf = nobodyMinds;
        finish();
    }

    private void finish() {
        if (!deaf && !intake.isEmpty() && !track.isClosedHere()) {
            surplus(); // before anybody sees that it is over
            return;
        }
        outcome.end();
        log.add(track, EventKind.NOTE, "the script is played");
    }

    /** The script is played: nothing more may come, and the peer's end is answered. */
    private void afterwards() {
        if (!minds() || track.isClosedHere()) {
            intake.drop();
        } else if (!intake.isEmpty()) {
            surplus();
        } else if (isEnded()) {
            stage.close();
        }
    }

    private void surplus() {
        deaf = true;
        stop();
        verdict.failSurplus(step, intake);
    }

    private void fail(String lines, @Nullable Throwable cause) {
        stop();
        verdict.fail(step, lines, cause);
    }

    /** Plays nothing more. */
    private void stop() {
        progress.end();
        act = null;
    }

    /** Tells whether it minds what comes. */
    boolean minds() {
        return !isOver() || !deaf && !outcome.isFailure();
    }

    /** Tells whoever waits for it how far it is. */
    private void settle() {
        Act waiting = act;
        boolean settled = isOver() || waiting != null && waiting.waits() != Act.Waits.TIME || isFulfilled();
        if (isOver()) {
            stage.acquit(this);
        }
        outcome.settle(settled);
    }

    /** Tells whether all is played but further rounds of an endless repetition. */
    private boolean isFulfilled() {
        return intake.isEmpty() && progress.isBetweenLastRounds();
    }

    @Override
    public boolean isSettled() {
        return outcome.isSettled();
    }

    @Override
    public void judge() {
        try {
            stage.loop().call(new Task() {
                @Override
                protected void run() {
                    Act waiting = act;
                    if (!isOver() && !isFulfilled()) {
                        String missing = waiting == null ? "  to go on" : waiting.missing(Play.this);
                        fail(missing + "\n  when the test ended", null);
                        settle();
                    }
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("a play does no I/O when it is judged", e);
        }
    }

    /**
     * Tell whether it has ended, as written or by a failure.
     *
     * @return true once it has
     */
    public boolean isOver() {
        return outcome.isOver();
    }

    /**
     * Give what it failed with, to be thrown.
     *
     * @return the failure, or null if it has not failed
     */
    public @Nullable ScriptFailure failure() {
        return outcome.failure();
    }

    /**
     * Say where it is.
     *
     * @return such as {@code step 2 of 5 (GreeterTest.java:41)}, never null
     */
    public String position() {
        return verdict.position(step);
    }
}
