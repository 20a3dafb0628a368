package io.github.loopline.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.internal.Deadline;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.presentation.StandardRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * Asserts how a call ends. Each verb waits for the end, 5 s unless {@link #within} says otherwise. If it does not come, the
 * failure has the stack of the thread, and on Linux the socket that it sits in with its state; then the call is cancelled.
 *
 * @param <T> what the call returns
 * @since 0.1
 */
public final class CallAssert<T extends @Nullable Object> extends AbstractAssert<CallAssert<T>, Call<T>> {

    private final @Nullable Duration late; // how long before a deadline it looks, unless it is the usual time
    private Duration patience = Call.PATIENCE;
    private String atLast = ""; // where the call was shortly before it ended, if that was shortly before its deadline

    CallAssert(Call<T> call) {
        this(call, null);
    }

    CallAssert(Call<T> call, @Nullable Duration late) {
        super(call, CallAssert.class);
        this.late = late;
    }

    /**
     * Say how long the call may take from now on.
     *
     * @param time zero or more
     * @return this
     */
    public CallAssert<T> within(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    "within must be given zero or more but was " + time + ". Write ofSeconds(1).");
        }
        patience = time;
        return this;
    }

    /**
     * Verify that the call returns, whatever it returns.
     *
     * @return AssertJ's assertion of what it returned
     */
    public ObjectAssert<T> returns() {
        ends(patience);
        Throwable failure = actual.failure();
        if (failure != null) {
            throw threw("return", failure);
        }
        return Assertions.assertThat(result()).as(described("what " + actual + " returned"));
    }

    /**
     * Verify that the call returns a value.
     *
     * @param expected the value, compared by {@code equals}, arrays by their elements
     * @return this
     */
    public CallAssert<T> returns(T expected) {
        returns().isEqualTo(expected);
        return this;
    }

    /**
     * Verify that the call returns a value: the same as {@link #returns(Object)}.
     *
     * @param expected the value, compared by {@code equals}, arrays by their elements
     * @return this
     */
    @Override
    public CallAssert<T> isEqualTo(@Nullable Object expected) {
        returns().isEqualTo(expected);
        return this;
    }

    /**
     * Verify that the call returns, but another value.
     *
     * @param other what it must not return
     * @return this
     */
    @Override
    public CallAssert<T> isNotEqualTo(@Nullable Object other) {
        returns().isNotEqualTo(other);
        return this;
    }

    /** Verify that the call returns null. */
    @Override
    public void isNull() {
        returns().isNull();
    }

    /**
     * Verify that the call returns something that is not null.
     *
     * @return this
     */
    @Override
    public CallAssert<T> isNotNull() {
        returns().isNotNull();
        return this;
    }

    /**
     * Verify that the call throws an exception. An {@link Error}, such as a failed assertion, is none.
     *
     * @return AssertJ's assertion of the exception
     */
    public AbstractThrowableAssert<?, ? extends Throwable> fails() {
        return fails(Exception.class);
    }

    /**
     * Verify that the call throws an exception of a type.
     *
     * @param type the class or a superclass
     * @return AssertJ's assertion of the exception
     */
    public AbstractThrowableAssert<?, ? extends Throwable> fails(Class<? extends Throwable> type) {
        ends(patience);
        Throwable failure = actual.failure();
        if (failure == null) {
            throw failure(
                    "Expecting %s%n  to fail with %s%n  but it returned %s", actual, type.getName(), text(result()));
        }
        if (!type.isInstance(failure)) {
            throw threw("fail with " + type.getName(), failure);
        }
        return assertThatThrownBy(() -> {
                    throw failure;
                })
                .as(described("what " + actual + " threw"));
    }

    /**
     * Verify that the call returns a value or throws an {@link IOException}: what is right when the network may break. One that is
     * only handed on counts as well: in an {@link java.io.UncheckedIOException}, an {@link java.util.concurrent.ExecutionException},
     * a {@link java.util.concurrent.CompletionException} or an {@link java.lang.reflect.InvocationTargetException}, or in one that nobody
     * can name, since its class is not public, and that says nothing else, as of Reactor's {@code block()}.
     *
     * @param expected the value, compared by {@code equals}, arrays by their elements
     * @return this
     */
    public CallAssert<T> returnsOrFails(T expected) {
        return returnsOrFails(expected, IOException.class);
    }

    /**
     * Verify that the call returns a value or throws an exception of a type, or one that only hands it on, as above.
     *
     * @param expected the value, compared by {@code equals}, arrays by their elements
     * @param type what clients throw that wrap exceptions
     * @return this
     */
    public CallAssert<T> returnsOrFails(T expected, Class<? extends Exception> type) {
        if (hasReturned(type)) {
            returns(expected);
        }
        return this;
    }

    /**
     * Verify that the call returns, whatever it returns, or throws an {@link IOException}, handed on or not: it does not hang, and
     * does not fail as a program with a defect does.
     *
     * @return this
     */
    public CallAssert<T> returnsOrFails() {
        boolean unused = hasReturned(IOException.class);
        return this;
    }

    /**
     * Verify that the threads that the code has started, and its own if it still runs, hardly use the CPU for a time: a server to
     * which nobody speaks has nothing to do. A selector that never waits, or a loop that polls, is told with its stack. Threads
     * that were there before, such as those of a shared pool, are not watched.
     *
     * @param time above zero; a second tells a loop even on a busy machine
     * @return this
     */
    public CallAssert<T> isIdleFor(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    "isIdleFor must be given more than zero but was " + time + ". Write ofSeconds(1).");
        }
        String busy = Idle.busy(actual.threads(), time);
        if (busy != null) {
            throw failure("Expecting %s%n  to be idle for %s%n  but %s", actual, Deadline.text(time), busy);
        }
        return this;
    }

    private boolean hasReturned(Class<? extends Exception> type) {
        ends(patience);
        Throwable failure = actual.failure();
        if (failure != null && !Wrapping.isRight(failure, type::isInstance)) {
            throw threw("return or fail with " + type.getName(), failure);
        }
        return failure == null;
    }

    /** Waits for the end; if it does not come, tells where the call is, and cancels it. */
    void ends(Duration time) {
        Hang hang = Hang.await(actual, time, late == null ? Hang.late(time) : late, null);
        if (hang != null && hang.ended()) {
            atLast = "\n  and shortly before its time of " + Deadline.text(time) + " was over it was still "
                    + hang.text();
        } else if (hang != null) {
            actual.cancel();
            String still = Thread.currentThread().isInterrupted()
                    ? "the wait was interrupted, and it is still " // by JUnit's timeout, say
                    : "it is still ";
            throw failure(
                    "Expecting %s%n  to end within %s%n  but %s%s", actual, Deadline.text(time), still, hang.text());
        }
    }

    private T result() {
        try {
            return actual.join();
        } catch (Exception e) {
            throw new IllegalStateException("a call that has returned has thrown", e);
        }
    }

    private AssertionError threw(String expected, Throwable failure) {
        AssertionError error = failure("Expecting %s%n  to %s%n  but it threw %s%s", actual, expected, failure, atLast);
        error.initCause(failure);
        return error;
    }

    private String described(String otherwise) {
        return (descriptionText().isEmpty() ? otherwise : descriptionText()) + atLast;
    }

    private static String text(@Nullable Object result) {
        return StandardRepresentation.STANDARD_REPRESENTATION.toStringOf(result);
    }
}
