package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How much of the CPU threads use while nothing happens. */
final class Idle {

    /** Waiting takes nothing, and a loop gets more than one part of a hundred, however busy the machine is. */
    private static final int PARTS = 100;

    static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private Idle() {}

    /**
     * Watches threads for a time. One that works in one half of it alone has finished something, or begun it.
     *
     * @return which of them used the CPU all the time, how long, and where it is, or null if none did
     */
    static @Nullable String busy(List<Thread> threads, Duration time) {
        Duration half = time.dividedBy(2);
        List<Long> start = used(threads);
        pass(half);
        List<Long> middle = used(threads);
        pass(half);
        List<Long> end = used(threads);
        long least = half.toNanos() / PARTS;
        for (int i = 0; i < threads.size(); i++) {
            Thread thread = threads.get(i);
            if (middle.get(i) - start.get(i) > least && end.get(i) - middle.get(i) > least) {
                Duration used = Duration.ofMillis((end.get(i) - start.get(i)) / 1_000_000);
                return "thread [" + thread.getName() + "] used the CPU all the time, for " + Deadline.text(used)
                        + Hang.text(thread.getStackTrace());
            }
        }
        return null;
    }

    /** Gives the time of each in nanoseconds, -1 for one that has ended. */
    private static List<Long> used(List<Thread> threads) {
        return threads.stream()
                .map(thread -> CPU.getThreadCpuTime(thread.getId()))
                .toList();
    }

    static void pass(Duration time) {
        try {
            boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            assert !never;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
