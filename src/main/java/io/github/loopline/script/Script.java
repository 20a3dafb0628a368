package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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
    private final Map<String, Gate> gates;
    private final List<Demand> demands;

    /** A step that not every socket can play. */
    record Demand(Step step, Need need) {}

    private Script(List<Step> steps, int size, List<Demand> demands, boolean strict, Map<String, Gate> gates) {
        this.demands = List.copyOf(demands);
        this.gates = gates;
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

    static Script of(List<Step> steps, int size, List<Demand> demands, boolean strict) {
        return new Script(steps, size, demands, strict, Map.of());
    }

    /**
     * Read a script from a file of text: a step a line, named as the verbs of {@link Steps} are. The page on scripts has the
     * format.
     *
     * @param file in UTF-8
     * @return the script, never null
     * @throws IllegalArgumentException if a line is none, with the name of the file and the number of the line
     * @throws FixtureException if the file cannot be read
     */
    public static Script read(Path file) {
        try {
            return parse(Files.readString(file), String.valueOf(file.getFileName()));
        } catch (IOException e) {
            throw new FixtureException("The script " + file + " could not be read: " + e + ".", e);
        }
    }

    /**
     * Read a script from a text: a step a line, as {@link #read} does.
     *
     * @param text the lines
     * @return the script, never null
     * @throws IllegalArgumentException if a line is none, with its number
     */
    public static Script parse(String text) {
        return parse(text, "line");
    }

    private static Script parse(String text, String name) {
        ScriptReader reader = new ScriptReader(text, name);
        Script read = reader.script();
        return new Script(read.steps, read.size, read.demands, true, reader.gates());
    }

    /**
     * Give a gate of a script that was read: the one of {@code await name}. Whoever plays the script stands at the same one.
     *
     * @param name as it is written there
     * @return the gate, never null
     * @throws IllegalArgumentException if no step awaits it
     */
    public Gate gate(String name) {
        Gate gate = gates.get(name);
        if (gate == null) {
            throw new IllegalArgumentException("No step of the " + this + " awaits " + name + ". It has the gates "
                    + new TreeSet<>(gates.keySet()) + ".");
        }
        return gate;
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

    /**
     * Tell whether it has to be played, to its end. Those of users have to be.
     *
     * @return false for what answers as long as somebody asks
     */
    public boolean isStrict() {
        return strict;
    }

    /** Refuses steps that cannot be played on a type of socket. */
    void check(SocketType type, Object subject) {
        for (Demand demand : demands) {
            if (!demand.need().isMetBy(type)) {
                throw new IllegalArgumentException("The step " + demand.step().text() + " ("
                        + demand.step().source().text() + ") cannot be played on " + subject + ": "
                        + demand.need().remedy());
            }
        }
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
