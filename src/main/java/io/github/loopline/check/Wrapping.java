package io.github.loopline.check;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the JDK and others put around an exception that they hand on: whoever may throw the one may throw the other. */
final class Wrapping {

    private Wrapping() {}

    /** Tells whether an exception, or what it only hands on, is as it should be. */
    static boolean isRight(Throwable thrown, Predicate<Throwable> right) {
        for (Throwable each = thrown; each != null; each = handedOn(each)) {
            if (right.test(each)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable handedOn(Throwable thrown) {
        return thrown instanceof UncheckedIOException
                        || thrown instanceof ExecutionException
                        || thrown instanceof CompletionException
                        || thrown instanceof InvocationTargetException
                        || isNameless(thrown)
                ? thrown.getCause()
                : null;
    }

    /** Tells whether it says nothing but its cause, and nobody can name it: Reactor's {@code block()} hands exceptions on so. */
    private static boolean isNameless(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof RuntimeException
                && cause != null
                && cause.toString().equals(thrown.getMessage())
                && !Modifier.isPublic(thrown.getClass().getModifiers());
    }
}
