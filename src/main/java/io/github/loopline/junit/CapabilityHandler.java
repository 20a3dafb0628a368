package io.github.loopline.junit;

import io.github.loopline.net.CapabilityException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Aborts a test that asks for what this machine lacks, and notes where JUnit's timeout struck. */
abstract class CapabilityHandler
        implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler, PreInterruptCallback {

    CapabilityHandler() {}

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    /** JUnit wraps what a resolver throws; the cause is looked at too. */
    private static Throwable abortedOr(ExtensionContext context, Throwable thrown) {
        for (Throwable t = thrown; t != null; t = cause(t)) {
            if (t instanceof CapabilityException missing) {
                return aborted(context, missing);
            }
        }
        return thrown;
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        return thrown.getCause();
    }

    static RuntimeException aborted(ExtensionContext context, CapabilityException missing) {
        return Settings.requiresCapabilities(context)
                ? missing
                : new TestAbortedException(missing.getMessage(), missing);
    }

    @Override
    public void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext context) {
        ContextScope.of(context).note("JUnit's timeout struck here");
    }
}
