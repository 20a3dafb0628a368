package io.github.loopline.script;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One step of a script, the same on every connection.
 *
 * @param number from 1, in the order of writing
 * @param text what it does, as it is written
 * @param source where it is written
 * @param act plays it once
 */
record Step(int number, String text, Source source, Supplier<Act> act) {

    /**
     * Where something is written.
     *
     * @param text such as {@code GreeterTest.java:41}
     * @param frame for the stack trace of a failure, or null for a file
     */
    record Source(String text, @Nullable StackTraceElement frame) {

        /** Finds the line that called one of the classes of this package that scripts are written with. */
        static Source ofCaller() {
            return StackWalker.getInstance()
                    .walk(frames -> frames.filter(frame -> !isWriter(frame.getClassName()))
                            .findFirst()
                            .map(frame -> of(frame.toStackTraceElement())))
                    .orElseThrow();
        }

        private static boolean isWriter(String name) {
            return WRITERS.contains(name);
        }

        private static final Set<String> WRITERS = Set.of(
                Source.class.getName(),
                Step.class.getName(),
                Steps.class.getName(),
                Expecting.class.getName(),
                Sending.class.getName(),
                Securing.class.getName(),
                Cases.class.getName(),
                Answers.class.getName(),
                Serving.class.getName(),
                "io.github.loopline.stream.FramedServer",
                "io.github.loopline.stream.StreamServer",
                "io.github.loopline.packet.PacketServer",
                Script.class.getName());

        private static Source of(StackTraceElement frame) {
            return new Source(frame.getFileName() + ":" + frame.getLineNumber(), frame);
        }
    }

    /** Describe the step as the transcript does. */
    @Override
    public String toString() {
        return number + ": " + text + " (" + source.text() + ")";
    }
}
