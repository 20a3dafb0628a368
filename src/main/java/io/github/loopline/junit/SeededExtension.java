package io.github.loopline.junit;

import java.util.List;
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
 * Runs what is {@link Seeded}, once or until the faults that make it fail are found. The annotation registers it; nobody else needs
 * to.
 *
 * @since 0.1
 */
public final class SeededExtension implements TestTemplateInvocationContextProvider {

    private static final Namespace NAMESPACE = Namespace.create(SeededExtension.class);

    SeededExtension() {}

    /** Gives the search that a test or one of its runs belongs to, or null if it is not seeded. */
    static @Nullable Shrinking shrinking(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Shrinking.class, Shrinking.class);
    }

    /** Tell whether a test is seeded. */
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), Seeded.class);
    }

    /** Give one run after the other: JUnit asks for the next when one is over. */
    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        boolean shrink = AnnotationSupport.findAnnotation(context.getTestMethod(), Seeded.class)
                .orElseThrow()
                .shrink();
        if (shrink && context.getExecutionMode() != ExecutionMode.SAME_THREAD) {
            throw new ExtensionConfigurationException("@Seeded of [" + Report.name(context)
                    + "()] must run one run after the other but is CONCURRENT. Remove @Execution.");
        }
        Shrinking shrinking = new Shrinking(shrink ? Shrinking.MOST_RUNS : 1);
        context.getStore(NAMESPACE).put(Shrinking.class, shrinking);
        TestTemplateInvocationContext run = new Run(shrinking);
        return Stream.iterate(run, each -> shrinking.begin(), each -> run);
    }

    /** One run after another; what differs is in the search. */
    private record Run(Shrinking shrinking) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return "[" + index + "] " + shrinking.plan();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new SeededRun(shrinking));
        }
    }
}
