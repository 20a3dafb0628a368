package io.github.loopline.junit;

import java.lang.reflect.Method;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** One run of a seeded test: tells the search how it ended, and JUnit what the search makes of that. */
final class SeededRun implements InvocationInterceptor, TestExecutionExceptionHandler, TestWatcher, ParameterResolver {

    private final Shrinking shrinking;

    SeededRun(Shrinking shrinking) {
        this.shrinking = shrinking;
    }

    /** Fails for what failed on threads of fixtures too, while the search can still hear of it. */
    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invocation.proceed();
        ContextScope.verify(context);
        failIfUnconfirmed();
    }

    private void failIfUnconfirmed() throws Throwable {
        Throwable before = shrinking.unconfirmed();
        if (before != null) {
            throw before;
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Throwable failure = CapabilityHandler.abortedOr(context, thrown);
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        if (!shrinking.fail(failure)) {
            throw new TestAbortedException(shrinking.aborted(), failure);
        }
        String seed = ContextScope.of(context).draws().toString();
        failure.addSuppressed(new SeedReport(shrinking.report(Report.name(context), seed)));
        throw failure;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        shrinking.pass();
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        shrinking.abort();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        shrinking.end();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RandomGenerator.class || type == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Random(ContextScope.of(context).draws().bits(parameter.getIndex()));
    }
}
