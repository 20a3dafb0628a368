package io.github.loopline.junit;

import io.github.loopline.net.CapabilityException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Aborts a test that asks for what this machine lacks, looks at the sockets of one that fails, says what a parameter lacks that nobody
 * resolves, and notes where JUnit's timeout struck.
 */
interface CapabilityHandler
        extends TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler, PreInterruptCallback {

    @Override
    default void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    default void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    default void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    default void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    @Override
    default void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw abortedOr(context, thrown);
    }

    /** JUnit wraps what a resolver throws, once: the cause is looked at too. */
    static Throwable abortedOr(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof TestAbortedException) {
            return thrown; // by the other one of the two extensions, where a class uses both
        }
        Throwable root = thrown instanceof CapabilityException ? thrown : thrown.getCause();
        if (root instanceof CapabilityException missing) {
            return aborted(context, missing);
        }
        ContextScope.of(context).telling().look(); // the test's clean-up comes next
        return Unannotated.or(thrown, context);
    }

    static RuntimeException aborted(ExtensionContext context, CapabilityException missing) {
        return ContextScope.of(context).settings().requiresCapabilities()
                ? missing
                : new TestAbortedException(missing.getMessage(), missing);
    }

    @Override
    default void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext context) {
        ContextScope.of(context).timeoutStruck();
    }
}
