package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Looks for threads that the calls of a test have started and that live on. Other threads are not looked at: nothing tells whose they are.
 * Virtual threads are in no thread group, and are not seen.
 *
 * @since 0.1
 */
public final class LeftThreads {

    private final TestCalls calls;
    private final List<Leaks> wire;

    /**
     * Look at the threads of a test.
     *
     * @param calls what it has called
     * @param wire of the fixtures of the test: while something happens on them, a thread has something to do
     */
    public LeftThreads(TestCalls calls, List<Leaks> wire) {
        this.calls = calls;
        this.wire = List.copyOf(wire);
    }

    /**
     * Find what lives now, and watch those for a moment that have used the CPU much.
     *
     * @return the threads but those of the JDK that nobody can end, potentially empty
     */
    public List<LeftThread> now() {
        List<LeftThread> living = living();
        watch(living);
        return living;
    }

    /**
     * Find what uses the CPU all the time while nothing happens on the fixtures, and that because of a socket: its stack has calls of
     * sockets over and over, or there is a connection whose end the code under test has not heeded. Takes no time unless a thread has
     * used the CPU much.
     *
     * @return the threads, potentially empty
     */
    public List<LeftThread> spinning() {
        Map<Thread, Call<?>> started = started();
        List<LeftThread> found = new ArrayList<>();
        for (Spin spin : started.isEmpty() ? List.<Spin>of() : spins(started)) {
            LeftThread left = new LeftThread(spin.thread(), Objects.requireNonNull(started.get(spin.thread())));
            left.spins(spin);
            if ((spin.inSockets() || wire.stream().anyMatch(Leaks::hasUnheededEnd)) && left.isSomebodys()) {
                found.add(left);
            }
        }
        return found;
    }

    /**
     * Wait until all have ended that should: a pool that was shut down just now takes a moment.
     *
     * @param time how long
     * @param judged which threads matter
     * @return what still lives then, potentially empty
     */
    public List<LeftThread> after(Duration time, Predicate<LeftThread> judged) {
        Deadline deadline = Deadline.after(time);
        List<LeftThread> left = living(judged);
        while (!left.isEmpty() && !deadline.isOver()) {
            try {
                left.get(0).thread().join(Math.max(1, deadline.remainingNanos() / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            left = living(judged);
        }
        watch(left);
        return left;
    }

    /**
     * Tell whether a call that failed has left a thread that nobody has a use for. A server's thread has one in the socket of a client
     * that is a fixture, for as long as that is connected.
     *
     * @param left a thread that lives
     * @return true if so
     */
    public boolean isLeftByFailure(LeftThread left) {
        return left.isLeftByFailure() && !(left.isInSocket() && wire.stream().anyMatch(Leaks::isConnected));
    }

    private List<LeftThread> living(Predicate<LeftThread> judged) {
        return living().stream().filter(judged).toList();
    }

    private List<LeftThread> living() {
        return started().entrySet().stream()
                .map(each -> new LeftThread(each.getKey(), each.getValue()))
                .filter(LeftThread::isSomebodys)
                .toList();
    }

    /** Lists the threads, each with the innermost call that has started it. */
    private Map<Thread, Call<?>> started() {
        Map<Thread, Call<?>> found = new LinkedHashMap<>();
        for (Call<?> call : calls.all()) {
            call.threads().forEach(thread -> found.put(thread, call)); // a call within a call began later
        }
        return found;
    }

    private void watch(List<LeftThread> threads) {
        Map<Thread, Call<?>> watched = new LinkedHashMap<>();
        threads.forEach(left -> watched.put(left.thread(), left.call()));
        for (Spin spin : spins(watched)) {
            threads.stream().filter(left -> left.thread() == spin.thread()).forEach(left -> left.spins(spin));
        }
    }

    private List<Spin> spins(Map<Thread, Call<?>> threads) {
        Map<Thread, Long> ages = new LinkedHashMap<>();
        threads.forEach((thread, call) -> ages.put(thread, call.age()));
        return Spin.among(ages, () -> wire.stream().mapToLong(Leaks::version).sum());
    }
}
