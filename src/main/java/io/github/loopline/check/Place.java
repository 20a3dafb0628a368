package io.github.loopline.check;

import io.github.loopline.internal.TestCode;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where code is.
 *
 * @param thread the name of its thread
 * @param stack what it runs, the innermost first
 */
record Place(String thread, StackTraceElement... stack) {

    /**
     * Finds the thread that sits in a blocking connect of the JDK, if it is the only one. Virtual threads are not among those that the
     * JDK tells of.
     */
    static @Nullable Place connecting() {
        Place found = null;
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            if (isConnecting(each.getValue())) {
                if (found != null) {
                    return null;
                }
                found = new Place(each.getKey().getName(), each.getValue());
            }
        }
        return found;
    }

    private static boolean isConnecting(StackTraceElement... stack) {
        return Arrays.stream(stack)
                .takeWhile(TestCode::isJdks)
                .anyMatch(frame -> frame.getMethodName().equals("connect") && isSocket(frame.getClassName()));
    }

    private static boolean isSocket(String type) {
        return (type.startsWith("java.net.") || type.startsWith("sun.nio.ch.")) && !type.contains("Unix");
    }

    /** Gives the thread and its stack, without what called the test. */
    @Override
    public String toString() {
        StackTraceElement[] own = Arrays.stream(stack)
                .takeWhile(frame -> !frame.getClassName().startsWith("jdk.internal.reflect.")
                        && !frame.getClassName().startsWith("org.junit."))
                .toArray(StackTraceElement[]::new);
        return ", by thread [" + thread + "]" + Hang.text(own);
    }
}
