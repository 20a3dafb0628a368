package io.github.loopline.script;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a script from text: a step a line, named as the verbs of {@link Steps} are; blocks end with {@code end}. */
final class ScriptReader {

    private static final String END = "end";

    private static final Set<String> CASE_OR_END = Set.of(
            END, "on", "onHex", "onMatching", "onLine", "onLineMatching", "onFrame", "onFrameMatching", "otherwise");

    private final Deque<ScriptLine> lines = new ArrayDeque<>();
    private final Map<String, Gate> gates = new LinkedHashMap<>();
    private final String name;

    ScriptReader(String text, String name) {
        this.name = name;
        String[] all = text.split("\\R");
        for (int i = 0; i < all.length; i++) {
            String line = all[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(new ScriptLine((name.equals("line") ? "line " : name + ":") + (i + 1), line));
            }
        }
    }

    Script script() {
        Steps steps = new Steps();
        while (!lines.isEmpty()) {
            read(steps, lines.remove());
        }
        try {
            return steps.script(true);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    Map<String, Gate> gates() {
        return Map.copyOf(gates);
    }

    private void read(Steps steps, ScriptLine line) {
        steps.at(line.source());
        try {
            if (!isExpectation(steps, line) && !isOther(steps, line)) {
                throw new IllegalArgumentException(
                        line.verb() + " is no step. Write expect, send, or another verb of Steps.");
            }
            line.end();
        } catch (Located e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new Located(line.wrong(String.valueOf(e.getMessage()), e));
        }
    }

    /** That a line is wrong, with its place; lines around it add nothing. */
    private static final class Located extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        Located(IllegalArgumentException located) {
            super(located.getMessage(), located.getCause());
        }
    }

    private static boolean isExpectation(Steps steps, ScriptLine line) {
        switch (line.verb()) {
            case "expect" -> steps.expect(line.texts());
            case "expectHex" -> steps.expectHex(line.all());
            case "expectMatching" -> steps.expectMatching(line.regex());
            case "expectBytes" -> steps.expectBytes(line.number());
            case "expectLine" -> {
                if (line.hasMore()) {
                    steps.expectLine(line(line));
                } else {
                    steps.expectLine();
                }
            }
            case "expectLineMatching" -> steps.expectLineMatching(line.regex());
            case "framing" -> steps.framing(framing(line));
            case "expectFrame" -> {
                if (line.hasMore()) {
                    steps.expectFrame(line.texts());
                } else {
                    steps.expectFrame();
                }
            }
            case "expectFrameHex" -> steps.expectFrameHex(line.all());
            case "expectFrameMatching" -> steps.expectFrameMatching(line.regex());
            case "expectMessage" -> steps.expectMessage();
            case "expectEnd" -> steps.expectEnd();
            case "expectFin" -> steps.expectFin();
            case "expectRst" -> steps.expectRst();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isOther(Steps steps, ScriptLine line) {
        switch (line.verb()) {
            case "send" -> steps.send(line.texts());
            case "sendHex" -> steps.sendHex(line.all());
            case "sendFrame" -> steps.sendFrame(line.texts());
            case "sendSlowly" -> {
                Duration gap = line.time();
                steps.sendSlowly(line.texts(), 1, gap);
            }
            case "together" -> steps.together(this::block);
            case "cut" -> steps.cut();
            case "pause" -> steps.pause(line.time());
            case "await" -> steps.await(gates.computeIfAbsent(line.word("the name of a gate"), gate -> new Gate(gate)));
            case "shutdownOutput" -> steps.shutdownOutput();
            case "stopReading" -> steps.stopReading();
            case "resumeReading" -> steps.resumeReading();
            case "close" -> steps.close();
            case "reset" -> steps.reset();
            case "silence" -> steps.silence();
            case "startTls" -> steps.startTls();
            case "rekey" -> steps.rekey();
            case "closeWithoutCloseNotify" -> steps.closeWithoutCloseNotify();
            case "repeat" -> {
                if (line.hasMore()) {
                    steps.repeat(line.number(), this::block);
                } else {
                    steps.repeat(this::block);
                }
            }
            case "branch" -> steps.branch(this::cases);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String line(ScriptLine line) {
        return new String(line.texts(), StandardCharsets.UTF_8);
    }

    /** Reads the steps of a block and its end. */
    private void block(Steps steps) {
        while (!next().verb().equals(END)) {
            read(steps, lines.remove());
        }
        lines.remove().end();
    }

    private ScriptLine next() {
        ScriptLine line = lines.peek();
        if (line == null) {
            throw new IllegalArgumentException(
                    "the block that begins here has no end. Write end behind its last step.");
        }
        return line;
    }

    /** Reads the cases of a branch; each goes on to the next, or to the end. */
    private void cases(Cases cases) {
        while (!next().verb().equals(END)) {
            ScriptLine line = lines.remove();
            try {
                if (!isCase(cases, line)) {
                    throw new IllegalArgumentException(
                            line.verb() + " is no case of a branch. Write on, or another verb of Cases, or end.");
                }
            } catch (Located e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new Located(line.wrong(String.valueOf(e.getMessage()), e));
            }
        }
        lines.remove().end();
    }

    private boolean isCase(Cases cases, ScriptLine line) {
        switch (line.verb()) {
            case "on" -> cases.on(line.texts(), steps -> body(steps, line));
            case "onHex" -> cases.onHex(line.all(), steps -> body(steps, line));
            case "onMatching" -> cases.onMatching(line.regex(), steps -> body(steps, line));
            case "onLine" -> cases.onLine(line(line), steps -> body(steps, line));
            case "onLineMatching" -> cases.onLineMatching(line.regex(), steps -> body(steps, line));
            case "onFrame" -> cases.onFrame(line.texts(), steps -> body(steps, line));
            case "onFrameMatching" -> cases.onFrameMatching(line.regex(), steps -> body(steps, line));
            case "otherwise" -> cases.otherwise(steps -> body(steps, line));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void body(Steps steps, ScriptLine line) {
        line.end();
        String verb = next().verb();
        while (!CASE_OR_END.contains(verb)) {
            read(steps, lines.remove());
            verb = next().verb();
        }
    }

    private static @Nullable Framing simple(ScriptLine line, String kind) {
        return switch (kind) {
            case "lines" -> Framing.lines();
            case "crLfLines" -> Framing.crLfLines();
            case "delimited" -> Framing.delimited(line.texts());
            case "fixed" -> Framing.fixed(line.number());
            case "between" -> Framing.between(line.text(), line.text());
            default -> null;
        };
    }

    private static Framing framing(ScriptLine line) {
        String kind = line.word("the name of a framing, such as lines");
        Framing simple = simple(line, kind);
        if (simple != null) {
            return simple;
        }
        LengthFraming framing = switch (kind) {
            case "lengthPrefixed" -> Framing.lengthPrefixed(line.number());
            case "varint" -> Framing.varint();
            default ->
                throw new IllegalArgumentException(kind + " is no framing. Write lines, or another name of Framing.");
        };
        while (line.hasMore()) {
            String variant = line.word("a variant");
            framing = switch (variant) {
                case "littleEndian" -> framing.littleEndian();
                case "inclusive" -> framing.inclusive();
                case "inclusiveOfAll" -> framing.inclusiveOfAll();
                case "offset" -> framing.offset(line.number());
                default ->
                    throw new IllegalArgumentException(variant + " is no variant of " + kind
                            + ". Write littleEndian, inclusive, inclusiveOfAll or offset.");
            };
        }
        return framing;
    }
}
