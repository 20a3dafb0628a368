package io.github.loopline;

import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the test's own code in a stack. */
final class TestCode {

    private static final String LIBRARY = TestCode.class.getPackageName() + ".";

    private TestCode() {}

    /** Gives the innermost call that is neither the library's nor the JDK's, or null. */
    static @Nullable StackTraceElement in(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!isJdks(frame) && !isOurs(frame.getClassName())) {
                return new StackTraceElement( // without the class loader, which only threads name
                        null,
                        null,
                        null,
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber());
            }
        }
        return null;
    }

    private static boolean isJdks(StackTraceElement frame) {
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
