package io.github.loopline.check;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What code does that has nothing to do: nothing, or not; and what it does that does not end. */
class IdleTests {

    @Test
    void a_thread_that_never_waits_is_told_with_its_stack() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        Call<Thread> opening = call(() -> start("spinning", () -> {
            while (!end.get()) {
                Thread.onSpinWait();
            }
        }));
        Thread thread = opening.join();
        try {
            assertThatThrownBy(() -> assertThat(opening).isIdleFor(ofSeconds(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageMatching(
                            "(?s)Expecting call \\[IdleTests.java:\\d+]\n  to be idle for 1 s\n  but thread \\[spinning] used the CPU"
                                    + " all the time, for \\d+ ms\n    at .*IdleTests.*");
        } finally {
            end.set(true);
        }
        thread.join();
    }

    @Test
    void threads_that_wait_and_threads_that_have_ended_are_idle() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Call<Thread> opening = call(() -> {
            start("ended", () -> {}).join();
            return start("waiting", () -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        });
        Thread thread = opening.join();
        assertThat(opening).isIdleFor(ofMillis(50));
        end.countDown();
        thread.join();
        assertThat(opening).isIdleFor(ofMillis(50));
    }

    @Test
    void no_time_is_refused() {
        assertThatThrownBy(() -> assertThatCall(() -> {}).isIdleFor(ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("isIdleFor must be given more than zero but was PT0S. Write ofSeconds(1).");
    }

    @Test
    void a_call_that_needs_a_lock_says_so() throws Exception {
        Object lock = new Object();
        Call<Integer> waiting;
        synchronized (lock) {
            waiting = call(() -> {
                synchronized (lock) {
                    return 1;
                }
            });
            assertThatThrownBy(
                            () -> assertThatCall(waiting).within(ofMillis(300)).returns())
                    .hasMessageContaining("\n  but it is still blocked by a lock that another thread holds\n    at ");
        }
        assertThat(waiting.join()).isEqualTo(1);
    }

    @Test
    void a_call_that_waits_for_another_thread_says_so() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() ->
                        assertThatCall(() -> end.await()).within(ofMillis(300)).returns())
                .hasMessageContaining("\n  but it is still waiting for another thread\n    at ");
        end.countDown();
    }

    private static Thread start(String name, Runnable code) {
        Thread thread = new Thread(code, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
