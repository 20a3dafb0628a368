package io.github.loopline.internal;

import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the test's own code in a stack. Not for users. */
public final class TestCode {

    private static final String LIBRARY = "io.github.loopline.";

    private TestCode() {}

    /**
     * Find the innermost call that is neither the library's nor the JDK's.
     *
     * @param stack of a thread
     * @return the call, without the class loader, which only threads name; or null
     */
    public static @Nullable StackTraceElement in(StackTraceElement[] stack) {
        int at = indexIn(stack);
        if (at < 0) {
            return null;
        }
        StackTraceElement frame = stack[at];
        return new StackTraceElement(
                null,
                null,
                null,
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                frame.getLineNumber());
    }

    /**
     * Say which verb of the library the test has called, and where.
     *
     * @param stack of a thread
     * @return such as {@code in connection, called at GreeterTests.greets(GreeterTests.java:42)}; empty if the stack has
     *     no code of the test
     */
    public static String call(StackTraceElement[] stack) {
        int at = indexIn(stack);
        if (at < 0) {
            return "";
        }
        StackTraceElement verb = stack[Math.max(0, at - 1)];
        StackTraceElement place = stack[at];
        return "in " + verb.getMethodName() + ", called at "
                + simple(place.getClassName()) + "." + place.getMethodName() + "(" + place.getFileName() + ":"
                + place.getLineNumber() + ")";
    }

    private static String simple(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static int indexIn(StackTraceElement[] stack) {
        for (int i = 0; i < stack.length; i++) {
            if (!isJdks(stack[i]) && !isTools(stack[i].getClassName()) && !isOurs(stack[i].getClassName())) {
                return i;
            }
        }
        return -1;
    }

    /** What waits through Awaitility, or asserts through AssertJ, is called by the test all the same. */
    private static boolean isTools(String name) {
        return name.startsWith("org.awaitility.") || name.startsWith("org.assertj.");
    }

    /**
     * Tell whether code is the JDK's.
     *
     * @param frame of a stack
     * @return true for its modules
     */
    public static boolean isJdks(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /** By name, and by where it was loaded from: tests may be in our packages. */
    private static boolean isOurs(String name) {
        if (!name.startsWith(LIBRARY)) {
            return false;
        }
        try {
            Class<?> type = Class.forName(name, false, TestCode.class.getClassLoader());
            return Objects.equals(source(type), source(TestCode.class));
        } catch (ClassNotFoundException | LinkageError e) {
            return true; // a hidden class, such as a lambda's
        }
    }

    private static @Nullable CodeSource source(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }
}
