package io.github.loopline.junit;

import io.github.loopline.check.WireCase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs what is a {@link WireTest}: plainly, then under what the plain run leads to. The annotation registers it; nobody else needs to.
 *
 * @since 0.1
 */
public final class WireExtension implements TestTemplateInvocationContextProvider {

    private static final Namespace NAMESPACE = Namespace.create(WireExtension.class);

    WireExtension() {}

    /** Gives the run that goes on in a test, or null if it is none of a matrix. */
    static @Nullable WireRun run(ExtensionContext context) {
        WireMatrix matrix = context.getStore(NAMESPACE).get(WireMatrix.class, WireMatrix.class);
        return matrix == null ? null : matrix.current();
    }

    /** Tell whether a test has a matrix. */
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), WireTest.class);
    }

    /** Give one run after the other: JUnit asks for the next when one is over. */
    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        String test = "@WireTest of [" + Report.name(context) + "()]";
        if (context.getExecutionMode() != ExecutionMode.SAME_THREAD) {
            throw new ExtensionConfigurationException(
                    test + " must run one run after the other but is CONCURRENT. Remove @Execution.");
        }
        WireTest annotation = AnnotationSupport.findAnnotation(context.getTestMethod(), WireTest.class)
                .orElseThrow();
        if (annotation.withinMillis() < 1) {
            throw new ExtensionConfigurationException(test + ": withinMillis must be 1 or more but was "
                    + annotation.withinMillis() + ". Write 10_000 for ten seconds.");
        }
        WireMatrix matrix = new WireMatrix(test, annotation, printed(test, annotation, context));
        context.getStore(NAMESPACE).put(WireMatrix.class, matrix);
        return Stream.iterate(Optional.of(matrix.current()), Optional::isPresent, each -> matrix.next())
                .map(run -> new Invocation(run.orElseThrow()));
    }

    private static @Nullable WireCase printed(String test, WireTest annotation, ExtensionContext context) {
        try {
            return context.getConfigurationParameter(WireCase.PROPERTY)
                    .map(WireCase::parse)
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    "Configuration parameter " + e.getMessage() + " " + test + " has " + WireMatrix.wires(annotation)
                            + ".",
                    e);
        }
    }

    private record Invocation(WireRun run) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return "[" + index + "] " + run;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(run);
        }
    }
}
