package io.github.loopline.check;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
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

    private static final Set<String> OURS =
            Set.of(Call.class.getName(), Calls.class.getName(), "io.github.loopline.Loopback");

    private final FutureTask<T> task;
    private final Thread thread;
    private final String place;

    private Call(Callable<T> code) {
        task = new FutureTask<>(Objects.requireNonNull(code, "call must be given code but was given null."));
        place = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !OURS.contains(frame.getClassName()))
                        .findFirst()
                        .map(StackFrame::toStackTraceElement)
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("unknown place"));
        thread = new Thread(this::run);
        thread.setDaemon(true);
    }

    /**
     * Start code; for owners of calls, a test writes {@link Calls#call} or {@code net.call}.
     *
     * @param <T> what it returns
     * @param code the code
     * @return the running call, never null
     */
    public static <T extends @Nullable Object> Call<T> start(Callable<T> code) {
        Call<T> call = new Call<>(code);
        call.thread.start();
        return call;
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
