package io.github.loopline.check;

import io.github.loopline.fixture.UserCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Code under test on a thread of its own, so that a test ends when the code does not. To be imported statically.
 *
 * @since 0.1
 */
public final class Calls {

    private Calls() {}

    /**
     * Start code and go on; {@link #assertThatCall(Call)} or {@link Call#join} waits for it. Nobody cancels it at the end of the
     * test, unlike what {@code Loopback.call} starts.
     *
     * @param <T> what it returns
     * @param code the code
     * @return the running call, never null
     */
    public static <T extends @Nullable Object> Call<T> call(Callable<T> code) {
        return Call.start(code);
    }

    /**
     * Start code that returns nothing, and go on.
     *
     * @param code the code
     * @return the running call, never null
     */
    public static Call<@Nullable Void> call(UserCode code) {
        return Call.start(code);
    }

    /**
     * Start code and assert how it ends: in 5 s, unless {@link CallAssert#within} says otherwise.
     *
     * @param <T> what it returns
     * @param code the code
     * @return the assertion, never null
     */
    public static <T extends @Nullable Object> CallAssert<T> assertThatCall(Callable<T> code) {
        return assertThatCall(call(code));
    }

    /**
     * Start code that returns nothing and assert how it ends: in 5 s, unless {@link CallAssert#within} says otherwise.
     *
     * @param code the code
     * @return the assertion, never null
     */
    public static CallAssert<@Nullable Void> assertThatCall(UserCode code) {
        return assertThatCall(call(code));
    }

    /**
     * Assert how a call ends.
     *
     * @param <T> what it returns
     * @param call a call that was started before
     * @return the assertion, never null
     */
    public static <T extends @Nullable Object> CallAssert<T> assertThatCall(Call<T> call) {
        return new CallAssert<>(Objects.requireNonNull(call, "call"));
    }
}
