package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How much of the CPU threads use while nothing happens. */
final class Idle {

    /** Waiting takes nothing, and a loop gets more than one part of a hundred, however busy the machine is. */
    private static final int PARTS = 100;

    /** One part of so many of what a loop gets is enough: processors are not shared evenly within a moment. */
    private static final int SHARE = 5;

    private static final Duration GLANCE = Duration.ofMillis(160);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LOOKS = 3;
    private static final Duration STEP = Duration.ofMillis(10);

    /** On a busy machine a loop may get nothing for a moment; who uses nothing at a glance is not looked at again. */
    private static final int TRIES = 2;

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

    /**
     * Looks for threads that compute though nothing happens: shortly, and if there is one, for most of another second, beside a loop of
     * its own. That gets what a loop gets on a machine that may be busy, and a thread that waits, or polls with pauses, much less. One
     * that never waits, and calls sockets over and over, is told as soon as it has used 200 ms: its program may give up before a second.
     *
     * @param threads gives those that run now
     * @param wire a number that changes when something happens on the wire: who sends does something
     * @param though what there is to be told beside, such as {@code nothing came}
     * @return which of them computes all the time, and where it is, or null if none does
     */
    static @Nullable String spinning(Supplier<List<Thread>> threads, LongSupplier wire, String though) {
        for (int tries = 0; tries < TRIES; tries++) {
            List<Thread> all = threads.get();
            List<Thread> ready = all.stream().filter(Idle::isReady).toList();
            List<Long> start = used(all);
            pass(GLANCE);
            List<Thread> suspects = above(all, start, GLANCE.toNanos() / PARTS, ready);
            if (suspects.isEmpty()) {
                return null;
            }
            List<Watch> watches = suspects.stream().map(Watch::new).toList();
            boolean isOver = false;
            for (int i = 0; i < LOOKS && !isOver; i++) {
                watches = computing(watches, wire);
                isOver = watches.isEmpty() || watches.get(0).hasSpunInSockets();
            }
            if (!watches.isEmpty()) {
                Spin spin = watches.get(0).result();
                return "thread [" + spin.thread().getName() + "] used the CPU all the time though " + though
                        + Hang.text(spin.stack().toArray(StackTraceElement[]::new));
            }
        }
        return null;
    }

    /** Looks once more; gives those that still compute, or the one that has spun in sockets. */
    private static List<Watch> computing(List<Watch> watches, LongSupplier wire) {
        List<Thread> threads = watches.stream().map(Watch::thread).toList();
        List<Long> start = used(threads);
        long seen = wire.getAsLong();
        long least = Math.max(LOOK.toNanos() / PARTS, spin(LOOK, watches, wire) / SHARE);
        List<Watch> spun = watches.stream().filter(Watch::hasSpunInSockets).toList();
        if (!spun.isEmpty() || wire.getAsLong() != seen) {
            return spun;
        }
        List<Thread> still = above(threads, start, least, List.of());
        return watches.stream().filter(watch -> still.contains(watch.thread())).toList();
    }

    /** Finds those that have used more, and those that were ready to compute before and are so still, on a busy machine. */
    private static List<Thread> above(List<Thread> threads, List<Long> start, long least, List<Thread> ready) {
        List<Long> end = used(threads);
        return IntStream.range(0, threads.size())
                .filter(each -> end.get(each) - start.get(each) > least
                        || ready.contains(threads.get(each)) && isReady(threads.get(each)))
                .mapToObj(threads::get)
                .toList();
    }

    /** Tells whether the kernel says that it computes, or waits for nothing but a processor. */
    private static boolean isReady(Thread thread) {
        return thread.getState() == Thread.State.RUNNABLE
                && !KernelThread.areAsleep(KernelThread.all(thread.getName()));
    }

    /**
     * Computes for a time, and looks at others meanwhile, until one of them has spun in sockets; gives how many nanoseconds of it a
     * processor did so.
     */
    private static long spin(Duration time, List<Watch> watches, LongSupplier wire) {
        long before = CPU.getCurrentThreadCpuTime();
        long seen = wire.getAsLong();
        long start = System.nanoTime();
        for (long next = STEP.toNanos(); next <= time.toNanos(); next += STEP.toNanos()) {
            while (System.nanoTime() - start < next) {
                Thread.onSpinWait();
            }
            watches.forEach(Watch::look);
            if (wire.getAsLong() != seen) {
                seen = wire.getAsLong();
                watches.forEach(Watch::begin);
            }
            if (watches.stream().anyMatch(Watch::hasSpunInSockets)) {
                break;
            }
        }
        return CPU.getCurrentThreadCpuTime() - before;
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
