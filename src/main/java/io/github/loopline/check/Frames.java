package io.github.loopline.check;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what runs a test or a call out of the stack traces of what it throws: whoever reads them looks for code of his own. */
final class Frames {

    /** Causes and suppressed exceptions that are looked at; a chain of causes may be a ring. */
    private static final int MOST = 100;

    private static final String HERE = Frames.class.getPackageName() + '.';
    private static final String JUNIT = "io.github.loopline.junit.";

    private static final Set<String> OURS = Set.of(
            HERE + "TestCalls",
            HERE + "Call",
            HERE + "WireVerdict",
            JUNIT + "TestBody",
            JUNIT + "FixtureExtension",
            JUNIT + "WireRun");

    private Frames() {}

    /** Shortens the traces of an exception, of its causes and of what they have suppressed; an immutable one stays as it is. */
    static void trim(Throwable thrown) {
        try {
            trim(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
        } catch (RuntimeException e) {
            // methods of the user's exception; it is told as it is
        }
    }

    private static void trim(@Nullable Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || seen.size() == MOST || !seen.add(thrown)) {
            return;
        }
        StackTraceElement[] all = thrown.getStackTrace();
        StackTraceElement[] left = Arrays.stream(all)
                .filter(frame -> !OURS.contains(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
        if (left.length < all.length) {
            thrown.setStackTrace(left);
        }
        trim(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            trim(suppressed, seen);
        }
    }
}
