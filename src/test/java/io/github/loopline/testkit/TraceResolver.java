package io.github.loopline.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Finds the trace by the name of the run, which is in a configuration parameter. */
final class TraceResolver implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Trace.class;
    }

    @Override
    public Trace resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Samples.trace(context.getConfigurationParameter(Samples.RUN).orElseThrow());
    }
}
