package io.github.loopline.junit;

import io.github.loopline.Loopback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes the fixtures of a scope, and sees to it that nothing that goes wrong meanwhile hides why the test fails. */
final class Closing {

    private Closing() {}

    /**
     * Closes all, the last first. What goes wrong is hung on what the test failed with, or thrown if it did not fail.
     *
     * @param failure of the test, or null
     * @param leak to be thrown, since the test itself does not know that it fails; or null
     */
    static void close(ContextScope scope, @Nullable Throwable failure, @Nullable AssertionError leak) {
        Throwable closing = closeOwners(scope);
        if (leak != null) {
            if (closing != null) {
                leak.addSuppressed(closing);
            }
            throw leak;
        }
        if (closing != null && failure != null) {
            failure.addSuppressed(closing);
        } else if (closing instanceof Error error) {
            throw error;
        } else if (closing instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static @Nullable Throwable closeOwners(ContextScope scope) {
        Throwable first = null;
        List<Loopback> all = scope.owners();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                close(all.get(i), scope);
            } catch (RuntimeException | AssertionError e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }

    private static void close(Loopback owner, ContextScope scope) {
        if (owner instanceof LoopbackExtension extension) {
            extension.leave(scope);
        } else {
            owner.close();
        }
    }
}
