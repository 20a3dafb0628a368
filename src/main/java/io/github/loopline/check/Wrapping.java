package io.github.loopline.check;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the JDK puts around an exception that it hands on: whoever may throw the one may throw the other. */
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
                ? thrown.getCause()
                : null;
    }
}
