package io.github.loopline.script;

import org.jspecify.annotations.Nullable;

/**
 * That a connection did not go as its script says. It fails the test; its stack trace is the line of the step.
 *
 * @since 0.1
 */
public final class ScriptFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    ScriptFailure(String message, Step.Source source, @Nullable Throwable cause) {
        super(message, cause);
        StackTraceElement frame = source.frame();
        setStackTrace(frame == null ? new StackTraceElement[0] : new StackTraceElement[] {frame});
    }

    private ScriptFailure(ScriptFailure other) {
        super(other.getMessage(), other.getCause());
        setStackTrace(other.getStackTrace());
    }

    /** Gives the same once more, as one that is thrown twice could not suppress itself. */
    ScriptFailure copy() {
        return new ScriptFailure(this);
    }
}
