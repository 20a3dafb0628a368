package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A thread that uses the CPU all the time, as it was watched for a moment. Whether it is worth a watch is told by what it has used so far,
 * which takes no time.
 *
 * @param thread which
 * @param percent how much of a processor it got
 * @param time how long it was watched
 * @param inSockets whether it called the API of sockets over and over
 * @param stack where it was, in a socket if ever
 */
record Spin(Thread thread, long percent, Duration time, boolean inSockets, List<StackTraceElement> stack) {

    private static final Duration STEP = Duration.ofMillis(10);

    /** Until a thread gets enough of a processor, or waits at last. */
    private static final Duration MOST = Duration.ofSeconds(10);

    /** What it must have used before anybody looks: of its time, and at all. */
    private static final int WORTH_PERCENT = 1;

    private static final long WORTH_NANOS = Duration.ofMillis(50).toNanos();

    /** Before they are said to wait: the garbage collector stops threads, too. */
    private static final int GLANCES = 5;

    private static final Duration BETWEEN_GLANCES = Duration.ofMillis(1);

    /**
     * Finds those that spin, in 200 ms where a processor is free. Takes no time if none has used the CPU much, and 5 ms if those that
     * have wait now.
     *
     * @param ages of each thread at most, in nanoseconds
     * @param wire a number that changes when something happens on the wire: what is done about that is no spinning
     * @return each that spins, potentially empty
     */
    static List<Spin> among(Map<Thread, Long> ages, LongSupplier wire) {
        List<Watch> watches = new ArrayList<>();
        ages.forEach((thread, age) -> {
            if (isWorthALook(thread, age)) {
                watches.add(new Watch(thread));
            }
        });
        if (!anyWorks(watches)) {
            return List.of();
        }
        List<Spin> found = new ArrayList<>();
        Deadline deadline = Deadline.after(MOST);
        long before = wire.getAsLong();
        watches.forEach(Watch::begin);
        while (!watches.isEmpty() && !deadline.isOver()) {
            Idle.pass(STEP);
            watches.forEach(Watch::look);
            watches.removeIf(Watch::hasWaited);
            if (wire.getAsLong() != before) {
                before = wire.getAsLong();
                watches.forEach(Watch::begin);
            }
            for (Watch watch : List.copyOf(watches)) {
                if (watch.hasSpun()) {
                    found.add(watch.result());
                    watches.remove(watch);
                }
            }
        }
        return found;
    }

    private static boolean anyWorks(List<Watch> watches) {
        for (int i = 0; i < GLANCES && !watches.isEmpty(); i++) {
            if (!watches.stream().allMatch(Watch::isWaiting)) {
                return true;
            }
            Idle.pass(BETWEEN_GLANCES);
        }
        return false;
    }

    private static boolean isWorthALook(Thread thread, long age) {
        if (!Idle.CPU.isThreadCpuTimeSupported() || thread.getState() != Thread.State.RUNNABLE) {
            return false;
        }
        long used = Idle.CPU.getThreadCpuTime(thread.getId());
        return used >= WORTH_NANOS && used * 100 >= age * WORTH_PERCENT;
    }

    /** Says so in words. */
    @Override
    public String toString() {
        return "spins: " + percent + " % CPU for " + time.toMillis() + " ms";
    }
}
