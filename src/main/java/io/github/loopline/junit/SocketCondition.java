package io.github.loopline.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findRepeatableAnnotations;

import io.github.loopline.fixture.SocketProbe;
import io.github.loopline.net.CapabilityException;
import java.lang.reflect.AnnotatedElement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Decides what {@link EnabledIfSocket} asks. The annotation registers it; nobody else needs to.
 *
 * @since 0.1
 */
public final class SocketCondition implements ExecutionCondition {

    SocketCondition() {}

    /** Opens each kind of socket that is asked for, unless that was done before. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        AnnotatedElement element = context.getElement().orElse(null);
        CapabilityException missing = element == null ? null : missing(element);
        if (missing == null) {
            return ConditionEvaluationResult.enabled("this machine has the sockets");
        }
        if (Settings.of(context, null).requiresCapabilities()) {
            throw missing;
        }
        return ConditionEvaluationResult.disabled(missing.getMessage());
    }

    private static @Nullable CapabilityException missing(AnnotatedElement element) {
        for (EnabledIfSocket wanted : findRepeatableAnnotations(element, EnabledIfSocket.class)) {
            CapabilityException missing = SocketProbe.missing(wanted.family(), wanted.type(), wanted.protocol());
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }
}
