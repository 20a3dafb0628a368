package io.github.loopline.check;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import io.github.loopline.trace.EventLog;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * Code under test that runs on a daemon thread of its own, from its start on. Thread-safe.
 *
 * @param <T> what it returns
 * @since 0.1
 */
public final class Call<T extends @Nullable Object> implements AutoCloseable, AssertProvider<CallAssert<T>> {

    /** How long a call may take unless the test says otherwise: as long as every verb of a fixture. */
    static final Duration PATIENCE = Options.NONE.timeout();

    private static final String GROUP = "call";

    private static final int MOST_THREADS = 100; // that a message tells of

    /**
     * Of ten parts of its time, how many a thread computes, or is known to have waited for a processor, that is said to burn CPU. On a
     * busy machine the wait that goes on is long, and not known yet.
     */
    private static final int BURNING_TENTHS = 3;

    private static final Set<String> OURS =
            Set.of(Call.class.getName(), Calls.class.getName(), "io.github.loopline.Loopback");

    private final FutureTask<T> task;
    private final Deaths deaths = new Deaths();
    private final ThreadGroup group = new ThreadGroup(GROUP) { // which threads that the code starts are in, too

                @Override
                public void uncaughtException(Thread dying, Throwable thrown) {
                    deaths.add(dying, thrown);
                    super.uncaughtException(dying, thrown);
                }
            };
    private final Thread thread;
    private final String place;
    private final long started = System.nanoTime();
    private final @Nullable TestCalls test;
    private volatile boolean cancelled;
    private volatile boolean startsOthers;

    private Call(Callable<T> code) {
        this(code, place());
    }

    /** Creates a call that is named after something else than the place where it is started. */
    Call(Callable<T> code, String place) {
        Objects.requireNonNull(code, "call must be given code but was given null.");
        task = new FutureTask<>(() -> watched(code));
        test = TestCalls.current();
        this.place = place;
        thread = new Thread(group, this::run);
        thread.setDaemon(true);
    }

    private static String place() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !OURS.contains(frame.getClassName()))
                        .findFirst()
                        .map(StackFrame::toStackTraceElement)
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("unknown place"));
    }

    /** Runs the code, and notes for the test whether it failed; not if it was cancelled, since then it was not its own failure. */
    private T watched(Callable<T> code) throws Exception {
        TestCalls owner = test;
        if (owner == null) {
            return code.call();
        }
        EventLog.fetch(); // what came before is not this call's
        long from = System.nanoTime();
        Throwable failure = null;
        Object[] result = new Object[1];
        try {
            owner.during(this, () -> result[0] = code.call());
        } catch (Throwable e) {
            failure = cancelled ? null : e;
            throw e;
        } finally {
            if (failure != null || !startsOthers) {
                owner.ended(from, failure, toString());
            }
        }
        @SuppressWarnings("unchecked")
        T typed = (T) result[0];
        return typed;
    }

    /**
     * Start code; for owners of calls, a test writes {@link Calls#call} or {@code net.call}.
     *
     * @param <T> what it returns
     * @param code the code
     * @return the running call, never null
     */
    public static <T extends @Nullable Object> Call<T> start(Callable<T> code) {
        return new Call<>(code).start();
    }

    Call<T> start() {
        if (test != null) {
            test.add(this);
        }
        thread.start();
        return this;
    }

    /**
     * Start code that returns nothing.
     *
     * @param code the code
     * @return the running call, never null
     */
    public static Call<@Nullable Void> start(UserCode code) {
        Objects.requireNonNull(code, "call must be given code but was given null.");
        return start(() -> {
            code.run();
            return null;
        });
    }

    /** What it has used is judged by the calls that it starts. */
    void startedAnother() {
        startsOthers = true;
    }

    /** Its name is set on the thread itself, so that the kernel has it too: by that its socket is found. */
    private void run() {
        thread.setName(threadName() + "(" + place + ")");
        task.run();
    }

    /** The beginning of the thread's name, which no other thread has. The kernel keeps 15 characters. */
    String threadName() {
        return "call " + thread.getId() + " ";
    }

    /**
     * Wait for the end, 5 s at most, and give what the code returned.
     *
     * @return the result
     * @throws Exception what the code threw, as it was
     * @throws AssertionError if the code did not end; it says where it is
     */
    public T join() throws Exception {
        new CallAssert<>(this).ends(PATIENCE);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /**
     * Tell whether the code has ended.
     *
     * @return true once it has returned or thrown
     */
    public boolean isDone() {
        return task.isDone();
    }

    /** Interrupt the code. Blocking calls of plain sockets do not notice; they end when the socket or its peer is closed. */
    public void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    /** The same as {@link #cancel}: for whoever owns it. */
    @Override
    public void close() {
        cancel();
    }

    /** Waits; tells whether the code has ended. */
    boolean awaitEnd(Duration time) {
        try {
            task.get(Deadline.after(time).remainingNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return task.isDone();
        }
    }

    /** Gives what the code threw, or null; only after its end. */
    @Nullable
    Throwable failure() {
        try {
            task.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a call that has ended is not waited for", e);
        }
    }

    /** Gives its own thread, while it runs, and those that its code has started and that have not ended. */
    List<Thread> threads() {
        Thread[] found = new Thread[MOST_THREADS];
        return Arrays.asList(found).subList(0, group.enumerate(found));
    }

    /** Waits for those of its threads that wait for nothing themselves, and so may be about to die. */
    void awaitDying(Duration time) {
        Deadline deadline = Deadline.after(time);
        for (Thread each : threads()) {
            while (!isOwn(each) && isBusy(each) && !deadline.isOver()) {
                try {
                    each.join(1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Tells whether a thread does anything but wait; who closes a socket does not wait. */
    private static boolean isBusy(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.getState() == Thread.State.RUNNABLE
                && (stack.length == 0
                        || !Watch.isOfSockets(stack[0])
                        || stack[0].getMethodName().toLowerCase(Locale.ROOT).contains("close"));
    }

    /** Gives what threads died of that its code has started. */
    Deaths deaths() {
        return deaths;
    }

    /** Tells whether a thread is its own, and not one that its code has started. */
    boolean isOwn(Thread candidate) {
        return candidate == thread;
    }

    /** Tells whether a group is of a call, or within one. */
    static boolean isIn(ThreadGroup group) {
        for (ThreadGroup each = group; each != null; each = each.getParent()) {
            if (each.getName().equals(GROUP)) {
                return true;
            }
        }
        return false;
    }

    /** Gives the time since it was started, in nanoseconds. */
    long age() {
        return System.nanoTime() - started;
    }

    /** Tells whether the code has failed by itself. */
    boolean hasFailed() {
        return isDone() && !cancelled && failure() != null;
    }

    /** Tells if the thread computes all the time, where it should wait for a socket. */
    String burning() {
        Duration ready = KernelThread.ready(threadName());
        Duration time = Duration.ofNanos(System.nanoTime() - started);
        return ready.toMillis() * 10 < time.toMillis() * BURNING_TENTHS || ready.toMillis() == 0
                ? ""
                : ", burning CPU: it computed, or waited for a processor, for " + ready.toMillis() + " of its "
                        + time.toMillis() + " ms";
    }

    /** Gives what its thread does. */
    Thread.State state() {
        return thread.getState();
    }

    /** Gives where the code is. */
    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    /** Enter AssertJ: {@code assertThat(call)} finds the assertions of a call. */
    @Override
    public CallAssert<T> assertThat() {
        return new CallAssert<>(this);
    }

    /** Name the call by where it was started, as messages do. */
    @Override
    public String toString() {
        return "call [" + place + "]";
    }
}
