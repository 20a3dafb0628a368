package io.github.loopline.script;

import io.github.loopline.internal.TestCode;

/** Where the test called a verb, which is never thrown: a stack is taken quickly and read slowly, so it is read when it is told. */
final class Caller extends Throwable {

    private static final long serialVersionUID = 1;

    Caller() {
        super(null, null, false, true);
    }

    Step.Source source() {
        StackTraceElement place = TestCode.in(getStackTrace());
        return place == null
                ? new Step.Source("somewhere", null) // the JVM keeps no stacks
                : new Step.Source(place.getFileName() + ":" + place.getLineNumber(), place);
    }
}
