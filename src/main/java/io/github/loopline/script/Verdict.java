package io.github.loopline.script;

import io.github.loopline.trace.Difference;
import org.jspecify.annotations.Nullable;

/** How a play fails: in the words of its script, at the line of the step that was played. On the engine's thread. */
final class Verdict {

    private final Script script;
    private final Stage stage;
    private final Outcome outcome;

    Verdict(Script script, Stage stage, Outcome outcome) {
        this.script = script;
        this.stage = stage;
        this.outcome = outcome;
    }

    /** Says where a play is, before its first step with null. */
    String position(@Nullable Step step) {
        return step == null
                ? script.toString()
                : "step " + step.number() + " of " + script.size() + " ("
                        + step.source().text() + ")";
    }

    /** Fails in a step, or before the first one. */
    void fail(@Nullable Step step, String lines, @Nullable Throwable cause) {
        failWith(step, "Expecting " + stage.track() + " in " + position(step) + "\n" + lines, cause);
    }

    /** Fails since something is left when all is played. */
    void failSurplus(@Nullable Step last, Intake intake) {
        byte[] there = intake.peek();
        String after = "Expecting " + stage.track() + " after the last step of its script ("
                + source(last).text() + ")\n";
        failWith(
                last,
                after + "  to have received nothing more\n  but received    : " + Difference.overview(there) + ", "
                        + intake.state() + Difference.dump(there),
                null);
    }

    private void failWith(@Nullable Step step, String message, @Nullable Throwable cause) {
        outcome.fail(new ScriptFailure("\n" + message, source(step), cause));
        stage.giveUp();
    }

    /** Gives the line of the step that is played, or of the script before its first one. */
    private Step.Source source(@Nullable Step step) {
        return step == null ? script.source() : step.source();
    }
}
