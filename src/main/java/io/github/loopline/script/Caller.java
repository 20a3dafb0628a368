package io.github.loopline.script;

import java.util.Set;

/** Where a verb was called, which is never thrown: a stack is taken quickly and read slowly, so it is read when it is told. */
final class Caller extends Throwable {

    private static final long serialVersionUID = 1;

    private static final Set<String> WRITERS = Set.of(
            Caller.class.getName(),
            Step.Source.class.getName(),
            Step.class.getName(),
            Steps.class.getName(),
            Expecting.class.getName(),
            Sending.class.getName(),
            Securing.class.getName(),
            Cases.class.getName(),
            Answers.class.getName(),
            Serving.class.getName(),
            "io.github.loopline.stream.FramedServer",
            "io.github.loopline.stream.StreamServer",
            "io.github.loopline.packet.PacketServer",
            Script.class.getName());

    Caller() {
        super(null, null, false, true);
    }

    /** Finds the line that called one of the classes that scripts and answers are written with. No stream: its first costs milliseconds. */
    Step.Source source() {
        for (StackTraceElement frame : getStackTrace()) {
            if (!WRITERS.contains(frame.getClassName())) {
                return new Step.Source(frame.getFileName() + ":" + frame.getLineNumber(), frame);
            }
        }
        return new Step.Source("somewhere", null); // the JVM keeps no stacks
    }
}
