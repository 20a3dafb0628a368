package io.github.loopline.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cases of a {@link Steps#branch branch}: what may come, and the steps for each. They are looked at in their order; a later
 * one is taken only once those before it cannot come any more.
 *
 * @since 0.1
 */
public final class Cases {

    private final Steps around;
    private final List<Choice.Case> cases = new ArrayList<>();
    private @Nullable List<Step> otherwise;

    Cases(Steps around) {
        this.around = around;
    }

    /**
     * If a text comes next.
     *
     * @param text encoded as UTF-8, not empty
     * @param code writes the steps that follow it
     * @return this
     */
    public Cases on(String text, ScriptCode code) {
        return on(Framing.utf8(text), code);
    }

    /**
     * If bytes come next.
     *
     * @param bytes copied, not empty
     * @param code writes the steps that follow them
     * @return this
     */
    public Cases on(byte[] bytes, ScriptCode code) {
        return add(Inputs.bytes("on", bytes), code);
    }

    /**
     * If bytes come next that are given in hex.
     *
     * @param hex pairs of digits, {@code ??} for any byte
     * @param code writes the steps that follow them
     * @return this
     */
    public Cases onHex(String hex, ScriptCode code) {
        return add(Inputs.hex("onHex", hex), code);
    }

    /**
     * If text comes next that a regular expression matches: see {@link Steps#expectMatching}.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @param code writes the steps that follow it
     * @return this
     */
    public Cases onMatching(String regex, ScriptCode code) {
        return add(Inputs.matching("onMatching", regex), code);
    }

    /**
     * If a line comes next.
     *
     * @param line without its end (LF or CR LF)
     * @param code writes the steps that follow it
     * @return this
     */
    public Cases onLine(String line, ScriptCode code) {
        return add(Inputs.line("onLine", line), code);
    }

    /**
     * If a line comes next that a regular expression matches from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it
     * @param code writes the steps that follow it
     * @return this
     */
    public Cases onLineMatching(String regex, ScriptCode code) {
        return add(Inputs.line(Inputs.regex("onLineMatching", regex), true), code);
    }

    /**
     * If a message comes next.
     *
     * @param text the message, encoded as UTF-8
     * @param code writes the steps that follow it
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing}
     */
    public Cases onFrame(String text, ScriptCode code) {
        return onFrame(Framing.utf8(text), code);
    }

    /**
     * If a message comes next.
     *
     * @param message copied
     * @param code writes the steps that follow it
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing}
     */
    public Cases onFrame(byte[] message, ScriptCode code) {
        return add(Inputs.frame("onFrame", around.framing("onFrame"), message), code);
    }

    /**
     * If a message comes next that a regular expression matches from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @param code writes the steps that follow it
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing}
     */
    public Cases onFrameMatching(String regex, ScriptCode code) {
        return add(Inputs.frame(around.framing("onFrameMatching"), Inputs.regex("onFrameMatching", regex), true), code);
    }

    /**
     * If none of the others comes. Nothing is taken: the steps see what came.
     *
     * @param code writes the steps
     * @return this
     */
    public Cases otherwise(ScriptCode code) {
        if (otherwise != null) {
            throw new IllegalArgumentException(
                    "A branch has two otherwise, and the second can never match. Remove it.");
        }
        otherwise = around.nested(code, "otherwise", true);
        return this;
    }

    private Cases add(Input input, ScriptCode code) {
        if (otherwise != null) {
            throw new IllegalArgumentException(
                    "The case " + input + " stands behind otherwise and can never match. Move it before.");
        }
        for (Choice.Case earlier : cases) {
            if (earlier.input().toString().equals(input.toString())) {
                throw new IllegalArgumentException(
                        "The case " + input + " stands there twice, and the second can never match. Remove it.");
            }
            if (earlier.input().takesAll(input.beginning())) {
                throw new IllegalArgumentException("The case " + input + " can never match: " + earlier.input()
                        + " before it takes all that begins so. Write the longer one first.");
            }
        }
        cases.add(new Choice.Case(input, around.nested(code, "on " + input, true)));
        return this;
    }

    Act begin() {
        return new Choice(cases, otherwise);
    }

    boolean isEmpty() {
        return cases.isEmpty();
    }

    /** Names what may come. */
    @Override
    public String toString() {
        return cases.size() + (otherwise == null ? " cases" : " cases or otherwise");
    }
}
