package io.github.loopline.script;

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

        /** Finds the line of the test that writes a step now. */
        static Source ofCaller() {
            return new Caller().source();
        }
    }

    /** Describe the step as the transcript does. */
    @Override
    public String toString() {
        return number + ": " + text + " (" + source.text() + ")";
    }
}
