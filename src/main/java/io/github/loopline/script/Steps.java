package io.github.loopline.script;

import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a {@link Script} in their order. Steps that expect wait for the timeout of the connection (5 s unless
 * declared otherwise), but for the first one in a round of {@link #repeat(ScriptCode)}, which waits as long as the connection
 * lives.
 *
 * @since 0.1
 */
public final class Steps extends Securing {

    /** For a count of rounds: as long as the peer goes on. */
    static final int ENDLESS = -1;

    private final List<Step> steps = new ArrayList<>();
    private final Written written;
    private final Reach reach;
    private @Nullable Framing framing;
    private Supplier<Step.Source> source = Step.Source::ofCaller;

    /** What is written of a script, with the steps of repetitions and cases. */
    private static final class Written {
        private int count;
        private final List<Script.Demand> demands = new ArrayList<>();
    }

    Steps() {
        this(new Written(), new Reach());
    }

    private Steps(Written written, Reach reach) {
        this.written = written;
        this.reach = reach;
    }

    /** Takes the place of the lines of Java code: a file's. */
    void at(Step.Source line) {
        source = () -> line;
    }

    /** Lets the test write. */
    void write(ScriptCode code, String what) {
        try {
            code.write(this);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FixtureException(what + " could not be written: " + e + ".", e);
        }
    }

    Script script(boolean strict) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A script must have 1 step or more but has none. Write s.expect(...).");
        }
        return Script.of(steps, written.count, written.demands, strict);
    }

    @Override
    void together(ScriptCode code, ByteArrayOutputStream all) {
        Steps inner = new Steps(written, new Reach());
        inner.framing = framing;
        inner.collect(all);
        inner.write(code, "together");
    }

    /** Writes the steps of a repetition or a case. */
    List<Step> nested(ScriptCode code, String what, boolean mayBeEmpty) {
        return List.copyOf(inner(code, what, mayBeEmpty).steps);
    }

    private Steps inner(ScriptCode code, String what, boolean mayBeEmpty) {
        Steps inner = new Steps(written, reach.inner());
        inner.framing = framing;
        inner.source = source;
        inner.write(code, what);
        if (inner.steps.isEmpty() && !mayBeEmpty) {
            throw new IllegalArgumentException(what + " must have 1 step or more but has none. Remove it.");
        }
        return inner;
    }

    @Override
    Steps self() {
        return this;
    }

    @Override
    Framing framing(String verb) {
        if (framing == null) {
            throw new IllegalArgumentException(
                    verb + " needs to know what a message is. Write framing(lines()), or another one, before it.");
        }
        return framing;
    }

    @Override
    Steps add(String text, Supplier<Act> act) {
        checkNotTogether(text);
        reach.check(text);
        steps.add(new Step(++written.count, text, source.get(), act));
        return this;
    }

    @Override
    Steps add(String text, Need need, Supplier<Act> act) {
        add(text, act);
        written.demands.add(new Script.Demand(steps.get(steps.size() - 1), need));
        return this;
    }

    @Override
    Steps input(String verb, Input input) {
        reach.checkCanCome(verb + " " + input);
        return add(verb + " " + input, () -> Choice.of(input));
    }

    @Override
    Steps message(String verb, Input input) {
        reach.checkCanCome(verb + " " + input);
        return add(verb + " " + input, Need.MESSAGES, () -> Choice.of(input));
    }

    @Override
    void checkCanSend(String text) {
        reach.checkCanSend(text);
    }

    /**
     * Say what a message is, for the steps on frames behind this.
     *
     * @param how such as {@code Framing.lengthPrefixed(4)}
     * @return this
     */
    public Steps framing(Framing how) {
        framing = how;
        return this;
    }

    @Override
    Steps end(String verb, @Nullable EventKind kind, String text) {
        reach.checkCanCome(verb);
        reach.endPeer(verb);
        if (kind == EventKind.RST_RECEIVED) {
            reach.endOutput(verb);
        }
        return add(verb, Need.CONNECTION, () -> new Acts.End(kind, text));
    }

    /**
     * Let time pass. What comes meanwhile is kept for the next step.
     *
     * @param time above zero
     * @return this
     */
    public Steps pause(Duration time) {
        positive("pause", time);
        return add("pause " + Deadline.text(time), () -> new Acts.Pause(time));
    }

    /**
     * Wait until the test releases a gate.
     *
     * @param gate any gate, also one for several scripts
     * @return this
     */
    public Steps await(Gate gate) {
        return add("await " + gate, () -> new Acts.Stand(gate));
    }

    /**
     * Run code of the test on a thread of the fixture, and go on when it returns.
     *
     * @param code what it throws fails the test
     * @return this
     */
    public Steps run(UserCode code) {
        return add("run", () -> new Run(code));
    }

    /**
     * Send FIN, and go on receiving.
     *
     * @return this
     */
    public Steps shutdownOutput() {
        add(
                "shutdownOutput",
                Need.CONNECTION,
                () -> Acts.instant(play -> play.stage().shutdownOutput()));
        reach.endOutput("shutdownOutput");
        return this;
    }

    /**
     * Stop reading from the kernel: its buffers fill, the window closes, and the peer's writes block.
     *
     * @return this
     */
    public Steps stopReading() {
        reach.stopReading(true);
        return add("stopReading", () -> Acts.instant(play -> play.stage().stopReading(true)));
    }

    /**
     * Read again.
     *
     * @return this
     */
    public Steps resumeReading() {
        reach.stopReading(false);
        return add("resumeReading", () -> Acts.instant(play -> play.stage().stopReading(false)));
    }

    /**
     * Close with FIN. The script ends here. What has come and was not expected is dropped.
     *
     * @return this
     */
    public Steps close() {
        return ending("close", null, Acts::close);
    }

    /**
     * Close with RST, so that the peer's next read fails with "Connection reset". The script ends here. What has come and was
     * not expected is dropped. On a Unix socket this needs something unread: {@link #stopReading()} before the peer sends.
     *
     * @return this
     */
    public Steps reset() {
        return ending("reset", Need.CONNECTION, play -> {
            play.stage().reset();
            play.end(true);
        });
    }

    /**
     * Send nothing more, whatever comes, and leave the connection open: a peer that hangs. The script ends here.
     *
     * @return this
     */
    public Steps silence() {
        return ending("silence", null, play -> play.end(true));
    }

    @Override
    Steps ending(String text, @Nullable Need need, Acts.Instant work) {
        if (need == null) {
            add(text, () -> Acts.instant(work));
        } else {
            add(text, need, () -> Acts.instant(work));
        }
        reach.end(text);
        return this;
    }

    /**
     * Play steps over and over, as long as the peer goes on. Between two rounds the peer may end the stream, and the steps
     * behind this are played then; so may the test end.
     *
     * @param code writes the steps of a round
     * @return this
     */
    public Steps repeat(ScriptCode code) {
        return repeat("repeat", ENDLESS, code);
    }

    /**
     * Play steps several times.
     *
     * @param times 1 or more
     * @param code writes the steps of a round
     * @return this
     */
    public Steps repeat(int times, ScriptCode code) {
        if (times < 1) {
            throw new IllegalArgumentException("repeat must be given 1 time or more but was " + times + ".");
        }
        return repeat("repeat " + times, times, code);
    }

    private Steps repeat(String text, int times, ScriptCode code) {
        int at = steps.size();
        add(text, () -> Acts.instant(play -> {}));
        Step begun = steps.remove(at);
        Steps inner = inner(code, "repeat", false);
        if (times != 1) {
            inner.reach.checkCanGoOn(text, reach, times == ENDLESS);
        }
        List<Step> round = List.copyOf(inner.steps);
        steps.add(new Step(begun.number(), text, begun.source(), () -> Acts.repeat(round, times)));
        return this;
    }

    /**
     * Go on by what comes.
     *
     * @param code writes the cases
     * @return this
     */
    public Steps branch(CasesCode code) {
        reach.checkCanCome("branch");
        Cases cases = new Cases(this);
        add("branch", () -> cases.begin());
        try {
            code.write(cases);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FixtureException("A branch could not be written: " + e + ".", e);
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(
                    "A branch must have 1 case or more but has none. Write on(text, steps).");
        }
        return this;
    }
}
