package io.github.loopline.check;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CallTests {

    private static final String HERE = "call \\[CallTests\\.java:\\d+]";

    @Test
    void what_returns_returns() {
        assertThatCall(() -> "ok").returns("ok");
        assertThatCall(() -> "ok").returns().isInstanceOf(String.class);
        assertThatCall(() -> new byte[] {1, 2}).returns(new byte[] {1, 2});
        assertThatCall(() -> {}).returns();
        assertThatCall(() -> "ok").returnsOrFails("ok").returnsOrFails();
    }

    /** AssertJ's own verbs, which would look at the call and not at its result, and would not wait. */
    @Test
    void assertjs_own_verbs_wait_for_the_result_too() {
        CountDownLatch begun = new CountDownLatch(1);
        assertThatCall(() -> begun.await(20, TimeUnit.MILLISECONDS)).isEqualTo(false);
        assertThatCall(() -> "ok").isEqualTo("ok").isNotEqualTo("no").isNotNull();
        assertThatCall(() -> {}).isNull();

        assertThatThrownBy(() -> assertThatCall(() -> "no").isEqualTo("ok"))
                .hasMessageMatching("\\[what " + HERE + " returned] \nexpected: \"ok\"\n but was: \"no\"");
        assertThatThrownBy(() -> assertThatCall(CallTests::breaks).isNotEqualTo("ok"))
                .hasMessageContaining("  but it threw java.io.FileNotFoundException: broken");
        assertThatThrownBy(() -> assertThatCall(CallTests::breaks).isNotNull())
                .hasMessageContaining("  but it threw java.io.FileNotFoundException: broken");
    }

    @Test
    void what_fails_fails() {
        assertThatCall(CallTests::breaks).fails().hasMessage("broken");
        assertThatCall(CallTests::breaks).fails(IOException.class).hasNoCause();
        assertThatCall(CallTests::breaks).returnsOrFails("ok").returnsOrFails();
        assertThatCall(() -> Integer.parseInt("x")).returnsOrFails(1, NumberFormatException.class);
    }

    @Test
    void what_only_hands_an_exception_on_counts_as_that_exception() {
        IOException broken = new FileNotFoundException("broken");
        for (Exception handsOn : List.of(
                new UncheckedIOException(broken),
                new ExecutionException(broken),
                new CompletionException(broken),
                new InvocationTargetException(broken),
                new Nameless(broken),
                new ExecutionException(new UncheckedIOException(broken)))) {
            assertThatCall(() -> raise(handsOn)).returnsOrFails("ok").returnsOrFails();
            assertThatCall(() -> raise(handsOn)).returnsOrFails("ok", FileNotFoundException.class);
            assertThatThrownBy(() -> assertThatCall(() -> raise(handsOn)).returnsOrFails("ok", TimeoutException.class))
                    .hasMessageContaining("but it threw " + handsOn);
        }
        for (Exception own : List.of(new IllegalStateException(broken), new Nameless("no greeting", broken))) {
            assertThatThrownBy(() -> assertThatCall(() -> raise(own)).returnsOrFails())
                    .hasMessageContaining("but it threw " + own);
        }
    }

    /** As Reactor throws it from {@code block()}. */
    private static final class Nameless extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Nameless(Throwable cause) {
            super(cause);
        }

        Nameless(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static String raise(Exception failure) throws Exception {
        throw failure;
    }

    @Test
    void another_value_is_told_as_assertj_tells_it() {
        assertThatThrownBy(() -> assertThatCall(() -> "no").returns("ok"))
                .hasMessageMatching("\\[what " + HERE + " returned] \nexpected: \"ok\"\n but was: \"no\"");
        assertThatThrownBy(() -> assertThatCall(() -> "no").returnsOrFails("ok"))
                .hasMessageMatching("\\[what " + HERE + " returned] \nexpected: \"ok\"\n but was: \"no\"");
        assertThatThrownBy(() -> assertThatCall(() -> "no").as("greeting").returns("ok"))
                .hasMessageMatching("\\[greeting] \nexpected: \"ok\"\n but was: \"no\"");
    }

    @Test
    void an_exception_instead_of_a_value_is_the_cause() {
        assertThatThrownBy(() -> assertThatCall(CallTests::breaks).returns("ok"))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "Expecting " + HERE + "\n  to return\n  but it threw java\\.io\\.FileNotFoundException: broken")
                .hasRootCauseInstanceOf(FileNotFoundException.class);
    }

    @Test
    void a_value_instead_of_an_exception_is_told() {
        assertThatThrownBy(() -> assertThatCall(() -> "ok").as("greeting").fails(IOException.class))
                .hasMessageMatching("\\[greeting] Expecting " + HERE
                        + "\n  to fail with java\\.io\\.IOException\n  but it returned \"ok\"");
    }

    @Test
    void an_exception_of_another_type_is_a_defect() {
        assertThatThrownBy(() -> assertThatCall(() -> Integer.parseInt("x")).returnsOrFails())
                .hasMessageMatching("Expecting " + HERE + "\n  to return or fail with java\\.io\\.IOException\n"
                        + "  but it threw java\\.lang\\.NumberFormatException: For input string: \"x\"");
        assertThatThrownBy(() -> assertThatCall(() -> Integer.parseInt("x")).fails(IOException.class))
                .hasMessageMatching("Expecting " + HERE + "\n  to fail with java\\.io\\.IOException\n"
                        + "  but it threw java\\.lang\\.NumberFormatException: For input string: \"x\"");
    }

    @Test
    void an_error_is_no_exception() {
        assertThatThrownBy(
                        () -> assertThatCall(() -> assertThat(1).isEqualTo(2)).fails())
                .hasMessageMatching("(?s)Expecting " + HERE
                        + "\n  to fail with java\\.lang\\.Exception\n  but it threw .*AssertionFailedError: .*");
    }

    @Test
    void a_call_goes_on_while_the_test_does() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Call<Boolean> held = call(() -> hold.await(30, TimeUnit.SECONDS));
        assertThat(held.isDone()).isFalse();
        hold.countDown();

        assertThat(held).returns(true);
        assertThat(held.join()).isTrue();
        assertThat(held.isDone()).isTrue();
    }

    @Test
    void join_throws_what_the_code_threw() {
        Call<String> broken = call(CallTests::breaks);

        assertThatThrownBy(broken::join)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("broken");
        assertThatThrownBy(() -> call(() -> assertThat(1).isEqualTo(2)).join()).isInstanceOf(AssertionError.class);
    }

    @Test
    void what_hangs_is_told_with_its_stack_and_interrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Call<Boolean> hanging = call(() -> never.await(60, TimeUnit.SECONDS));
        await().until(() -> hanging.state() == Thread.State.TIMED_WAITING);

        assertThatThrownBy(() -> assertThatCall(hanging).within(ofMillis(10)).returns())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)Expecting " + HERE
                        + "\n  to end within 10 ms\n  but it is still waiting for another thread\n    at [a-z.]+\\.Unsafe\\.park\\(Native Method\\)\n"
                        + ".*\n    at java\\.util\\.concurrent\\.CountDownLatch\\.await\\(CountDownLatch\\.java:\\d+\\)\n"
                        + "    at io\\.github\\.loopline\\.check\\.CallTests\\.lambda\\S+\\(CallTests\\.java:\\d+\\)");
        assertThatCall(hanging).fails(InterruptedException.class);
    }

    @Test
    void what_sleeps_is_told_as_that() {
        Pause codeUnderTest = TimeUnit.MINUTES::sleep;
        Call<?> sleeping = call(() -> codeUnderTest.take(1));
        await().until(() -> sleeping.state() == Thread.State.TIMED_WAITING);

        assertThatThrownBy(() -> assertThatCall(sleeping).within(ofMillis(10)).returns())
                .hasMessageMatching("(?s)Expecting " + HERE
                        + "\n  to end within 10 ms\n  but it is still sleeping\n    at java\\.lang\\.Thread\\.sleep.*");
        assertThatCall(sleeping).fails(InterruptedException.class);
    }

    /** Tests do not sleep themselves. */
    private interface Pause {

        void take(long time) throws InterruptedException;
    }

    @Test
    void an_interrupt_of_the_wait_is_told_and_stays_set() {
        CountDownLatch never = new CountDownLatch(1);
        Call<Boolean> hanging = call(() -> never.await(60, TimeUnit.SECONDS));
        await().until(() -> hanging.state() == Thread.State.TIMED_WAITING);
        Thread.currentThread().interrupt();

        assertThatThrownBy(hanging::join)
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "(?s)Expecting " + HERE
                                + "\n  to end within 5 s\n  but the wait was interrupted, and it is still waiting for another thread\n    at .*");
        assertThat(Thread.interrupted()).isTrue();
        assertThatCall(hanging).fails(InterruptedException.class);
    }

    @Test
    void a_call_of_a_loopback_is_cancelled_with_it() {
        CountDownLatch never = new CountDownLatch(1);
        Call<Boolean> hanging;
        try (Loopback net = Loopback.open()) {
            hanging = net.call(() -> never.await(60, TimeUnit.SECONDS));
        }
        assertThatCall(hanging).fails(InterruptedException.class);
    }

    @Test
    void its_thread_is_a_daemon_named_after_the_place() throws Exception {
        Call<Thread> call = call(Thread::currentThread);

        assertThat(call.join().isDaemon()).isTrue();
        assertThat(call).hasToString("call [CallTests.java:" + lineOf(call) + "]");
        assertThatCall(() -> Thread.currentThread().getName())
                .returns()
                .asString()
                .matches("call \\d+ \\(CallTests\\.java:\\d+\\)");
    }

    private static int lineOf(Call<Thread> call) {
        return Integer.parseInt(call.toString().replaceAll("\\D+", ""));
    }

    @Test
    void bad_input_gets_one_line() {
        assertThatThrownBy(() -> assertThatCall(() -> 1).within(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("within must be given zero or more but was PT-0.001S. Write ofSeconds(1).");
        assertThatCall(() -> 1).within(ofSeconds(Long.MAX_VALUE)).returns(1);
    }

    private static String breaks() throws IOException {
        throw new FileNotFoundException("broken");
    }
}
