package io.github.loopline.junit;

import io.github.loopline.internal.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a failed test is told with, brought to where people look: onto the failure, suppressed and without a stack. It is made of
 * sections, each on its own: one that cannot be made says so in a line, and the others and the failure stay what they are.
 */
final class Report {

    private final List<Section> sections = new ArrayList<>();

    /** A part of a report: its title, and its lines, each ended; without lines it is left out. */
    private record Section(String title, Supplier<String> lines) {

        String text() {
            String text = attempt("this", lines).stripTrailing();
            return text.isEmpty() ? "" : title + ":\n" + text + "\n";
        }
    }

    /** Adds a part below the others; its lines are made when the report is told. */
    Report add(String title, Supplier<String> lines) {
        sections.add(new Section(title, lines));
        return this;
    }

    /** Adds the parts of another below the others. */
    Report addAll(Report other) {
        sections.addAll(other.sections);
        return this;
    }

    /** Hangs the report on a failure, unless all parts are empty. */
    void tell(Throwable failure) {
        String text = toString().stripTrailing();
        if (!text.isEmpty()) {
            failure.addSuppressed(new NetworkTranscript(text));
        }
    }

    /** Gives what makes a text, or else a line that says why it cannot be made: a renderer may meet what nobody thought of. */
    static String attempt(String what, Supplier<String> lines) {
        try {
            return lines.get();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            return "  " + what + " could not be shown: " + OneLine.of(e) + "\n";
        }
    }

    /** Writes lines below each other, indented; none for an empty list. */
    static String indented(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append("  ").append(line.strip().replace("\n", "\n  ")).append('\n');
        }
        return text.toString();
    }

    static String name(ExtensionContext context) {
        String type = context.getTestClass().map(Class::getSimpleName).orElse("?");
        return type
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            text.append(section.text());
        }
        return text.toString();
    }
}
