package io.github.loopline.check;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Where a call is that does not end. */
final class Hang {

    /** Frames that are shown; code under test is near the top, and a recursion has no end. */
    private static final int MOST_FRAMES = 40;

    /** Below the code under test. */
    private static final Set<String> STARTERS = Set.of(FutureTask.class.getName(), Call.class.getName());

    private Hang() {}

    /** Gives the stack down to the code's beginning, or to a method of a class, and the socket that the thread sits in. */
    static String describe(Call<?> call, @Nullable String lastClass) {
        String inode = BlockedSocket.inode(call.threadName());
        String socket = inode == null ? null : KernelSocket.describe(inode);
        StackTraceElement[] stack = call.stack();
        int last = stack.length - 1;
        while (last >= 0 && !stack[last].getClassName().equals(lastClass)) {
            last--;
        }
        return (socket == null ? state(call) : "in the socket " + socket + call.burning())
                + text(Arrays.copyOf(stack, last < 0 ? stack.length : last + 1));
    }

    private static String state(Call<?> call) {
        return switch (call.state()) {
            case BLOCKED -> "blocked by a lock that another thread holds";
            case WAITING, TIMED_WAITING -> "waiting for another thread";
            default -> "running" + call.burning();
        };
    }

    /** Writes a stack down to the code's beginning. */
    static String text(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        List<String> frames = Arrays.stream(stack)
                .takeWhile(frame -> !STARTERS.contains(frame.getClassName()))
                .filter(frame -> !frame.getClassName().contains("$$Lambda"))
                .map(Hang::text)
                .toList();
        frames.stream().limit(MOST_FRAMES).forEach(text::append);
        if (frames.size() > MOST_FRAMES) {
            text.append("\n    ... ").append(frames.size() - MOST_FRAMES).append(" more");
        }
        return text.toString();
    }

    /** As in a stack trace; without the class loader, which only threads name. */
    private static String text(StackTraceElement frame) {
        return "\n    at "
                + new StackTraceElement(
                        null,
                        null,
                        null,
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber());
    }
}
