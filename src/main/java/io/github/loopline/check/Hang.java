package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.TestCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Where a call is that does not end in time.
 *
 * @param ended whether it has ended at the last moment
 * @param inSocket whether its thread sat in a socket
 * @param inFixture whether it waited for what a fixture was to get
 * @param text where it was, with its stack
 */
record Hang(boolean ended, boolean inSocket, boolean inFixture, String text) {

    /** Frames that are shown; code under test is near the top, and a recursion has no end. */
    private static final int MOST_FRAMES = 40;

    /** How long before a deadline it is looked where the code is: a part of the time, and no more than the other. */
    private static final int LATE_PART = 20;

    private static final Duration LATE = Duration.ofMillis(250);

    /** Who sleeps here waits until a fixture has got something. */
    private static final String WAITS = "io.github.loopline.trace.Awaiting";

    /** Below the code under test. */
    private static final Set<String> STARTERS = Set.of(FutureTask.class.getName(), Call.class.getName());

    /** Gives how long before a deadline {@link #await} looks, unless it is told. */
    static Duration late(Duration time) {
        Duration part = time.dividedBy(LATE_PART);
        return part.compareTo(LATE) < 0 ? part : LATE;
    }

    /**
     * Waits for the end of a call. Shortly before its time is over it looks where the code is: what frees it, such as the end of a
     * handler that was as patient, may come at the same moment, and leave nothing to look at.
     *
     * @param late how long before
     * @param lastClass whose frames end the stack, or null for all
     * @return null if it has ended before the look
     */
    static @Nullable Hang await(Call<?> call, Duration time, Duration late, @Nullable String lastClass) {
        Deadline deadline = Deadline.after(time);
        if (call.awaitEnd(time.minus(late))) {
            return null;
        }
        Hang before = look(call, lastClass);
        if (call.awaitEnd(Duration.ofNanos(deadline.remainingNanos()))) {
            return new Hang(true, before.inSocket, before.inFixture, before.text);
        }
        Hang now = look(call, lastClass);
        Hang told = before.inSocket && !now.inSocket ? before : now;
        return new Hang(false, told.inSocket, told.inFixture, told.text + spinning(call));
    }

    /** Gives the stack down to the code's beginning, or to a method of a class, and the socket that the thread sits in. */
    private static Hang look(Call<?> call, @Nullable String lastClass) {
        String inode = BlockedSocket.inode(call.threadName());
        String socket = inode == null ? null : KernelSocket.describe(inode);
        StackTraceElement[] stack = call.stack();
        int last = stack.length - 1;
        while (last >= 0 && !stack[last].getClassName().equals(lastClass)) {
            last--;
        }
        boolean inFixture =
                Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(WAITS));
        String where = socket == null ? state(call, stack) : "in the socket " + socket + call.burning();
        return new Hang(
                false,
                socket != null,
                inFixture,
                (inFixture ? ("waiting for a fixture " + TestCode.call(stack)).strip() : where)
                        + text(Arrays.copyOf(stack, last < 0 ? stack.length : last + 1)));
    }

    /** Tells which threads spin that the code has started; its own is told already. */
    private static String spinning(Call<?> call) {
        Map<Thread, Long> ages = new LinkedHashMap<>();
        call.threads().stream().filter(thread -> !call.isOwn(thread)).forEach(thread -> ages.put(thread, call.age()));
        StringBuilder text = new StringBuilder();
        for (Spin spin : Spin.among(ages, () -> 0)) {
            text.append("\n  and thread [").append(spin.thread().getName()).append("], which it has started, ");
            text.append(spin).append(text(spin.stack().toArray(StackTraceElement[]::new)));
        }
        return text.toString();
    }

    private static String state(Call<?> call, StackTraceElement[] stack) {
        return switch (call.state()) {
            case BLOCKED -> "blocked by a lock that another thread holds";
            case TIMED_WAITING -> isAsleep(stack) ? "sleeping" : "waiting for another thread";
            case WAITING -> "waiting for another thread";
            default -> "running" + call.burning();
        };
    }

    /** Tells whether its last call, below what the JDK puts over it, is {@link Thread#sleep}. */
    private static boolean isAsleep(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .dropWhile(frame -> frame.getClassName().equals(Thread.class.getName())
                        && !frame.getMethodName().equals("sleep"))
                .limit(1)
                .anyMatch(frame -> frame.getClassName().equals(Thread.class.getName()));
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
