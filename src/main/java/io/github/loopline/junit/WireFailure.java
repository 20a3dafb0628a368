package io.github.loopline.junit;

import io.github.loopline.check.WireCase;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Makes the failure of a test under a condition: what the wire did, what came of it, and how to see that again. */
final class WireFailure {

    /** Characters of the original message that are told in the first line. */
    private static final int MOST_TOLD = 300;

    private WireFailure() {}

    /** Tells beside it what a thread died of, which may be the reason; null for nothing. */
    static AssertionError of(WireCase condition, Throwable thrown, @Nullable String death, boolean breaks) {
        String told = thrown instanceof AssertionError ? String.valueOf(thrown.getMessage()) : thrown.toString();
        String message = condition + ": " + summary(told) + condition.bytes()
                + (death == null || told.equals(death) ? "" : "\n  " + death)
                + (breaks ? "\n  not judged: what the fixtures got" : "")
                + "\n  run it alone: " + condition.property();
        AssertionError failure = thrown instanceof AssertionFailedError compared && compared.isExpectedDefined()
                ? new AssertionFailedError(message, compared.getExpected(), compared.getActual(), thrown)
                : new AssertionError(message, thrown);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    /** Gives short messages as one line; long ones keep their lines. */
    private static String summary(String message) {
        String line = message.strip().replaceAll("\\s*\n\\s*", " ");
        return line.length() <= MOST_TOLD ? line : message.strip();
    }
}
