package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import java.util.List;

/**
 * What one side of a connection expects and sends, step by step. Written once, played on any number of connections at a time.
 * Immutable.
 *
 * <p>A script is strict: what comes and is not expected next, a step that is left when the test ends, and bytes that come after
 * the last step fail the test. After the last step the connection stays open until the peer ends it; {@link Steps#close} and
 * {@link Steps#reset} end it before.
 *
 * @since 0.1
 */
public final class Script {

    private final List<Step> steps;
    private final int size;
    private final boolean strict;

    private Script(List<Step> steps, int size, boolean strict) {
        this.steps = List.copyOf(steps);
        this.size = size;
        this.strict = strict;
    }

    /**
     * Write a script.
     *
     * @param code such as {@code s -> s.expect("PING\n").send("PONG\n")}
     * @return the script, never null
     * @throws IllegalArgumentException if a step cannot be, or can never be reached
     * @throws FixtureException if the code throws a checked exception
     */
    public static Script of(ScriptCode code) {
        Steps all = new Steps();
        all.write(code, "A script");
        return all.script(true);
    }

    static Script of(List<Step> steps, int size, boolean strict) {
        return new Script(steps, size, strict);
    }

    List<Step> steps() {
        return steps;
    }

    /** Counts the steps, with those of repetitions and branches. */
    int size() {
        return size;
    }

    /** Gives where it begins. */
    Step.Source source() {
        return steps.get(0).source();
    }

    /** Tells whether it has to be played to its end. */
    boolean isStrict() {
        return strict;
    }

    /**
     * Make what fails the test because nobody has played this script.
     *
     * @param subject who was to play it
     * @param reason what did not happen
     * @return the failure, never null
     */
    public ScriptFailure unplayed(Object subject, String reason) {
        String place = source().text();
        return new ScriptFailure(
                "\nExpecting " + subject + " to play its script (" + place + ")\n  but " + reason, source(), null);
    }

    /** Name the script by where it is written. */
    @Override
    public String toString() {
        return "script (" + source().text() + ")";
    }
}
