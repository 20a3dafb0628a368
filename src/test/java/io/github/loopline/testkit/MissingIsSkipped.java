package io.github.loopline.testkit;

import io.github.loopline.net.CapabilityException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Skips a test that opens in its own code what is missing. Only for the runs where something is missing on purpose: they switch
 * on JUnit's detection of extensions, and {@code META-INF/services} names this one.
 */
public final class MissingIsSkipped implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof CapabilityException) {
                throw new TestAbortedException(t.getMessage(), t);
            }
        }
        throw thrown;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        handleTestExecutionException(context, thrown);
    }
}
