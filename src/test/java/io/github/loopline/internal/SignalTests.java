package io.github.loopline.internal;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.testkit.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalTests {

    @Test
    void no_wake_up_is_lost() throws Exception {
        Signal signal = new Signal();
        int waiters = 3;
        int rounds = 2_000;
        AtomicInteger awake = new AtomicInteger();
        CyclicBarrier begin = new CyclicBarrier(waiters + 1);
        List<Background<Long>> threads = new ArrayList<>();
        for (int w = 0; w < waiters; w++) {
            threads.add(Background.call(() -> {
                long longest = 0;
                for (long round = 0; round < rounds; round++) {
                    begin.await(60, TimeUnit.SECONDS);
                    long start = System.nanoTime();
                    while (signal.version() == round) {
                        signal.awaitChange(round, Deadline.after(ofSeconds(20)));
                    }
                    longest = Math.max(longest, System.nanoTime() - start);
                    awake.incrementAndGet();
                }
                return longest;
            }));
        }
        for (int round = 0; round < rounds; round++) {
            begin.await(60, TimeUnit.SECONDS);
            for (int spin = 0; spin < round % 400 * 50; spin++) {
                Thread.onSpinWait(); // up to some 40 us, so that it fires while they look, and when they sleep
            }
            signal.fire();
        }
        for (Background<Long> thread : threads) {
            assertThat(thread.result())
                    .as("the longest wait")
                    .isLessThan(ofSeconds(10).toNanos());
        }
        assertThat(awake).hasValue(waiters * rounds);
    }

    @Test
    void what_has_fired_already_is_not_waited_for() throws Exception {
        Signal signal = new Signal();
        long seen = signal.version();
        signal.fire();

        signal.awaitChange(seen, Deadline.after(ofSeconds(60)));
        assertThat(signal.version()).isEqualTo(seen + 1);
    }

    @Test
    void a_wait_ends_at_its_deadline_and_not_before() throws Exception {
        Signal signal = new Signal();
        for (int millis : new int[] {0, 1, 2, 30}) {
            long start = System.nanoTime();
            signal.awaitChange(0, Deadline.after(ofMillis(millis)));
            assertThat(System.nanoTime() - start)
                    .isBetween(
                            ofMillis(millis).toNanos(), ofMillis(millis + 2_000).toNanos());
        }
    }

    @Test
    void a_wait_can_be_interrupted_before_it_and_during_it() throws Exception {
        Signal signal = new Signal();
        Background<Void> before = Background.call(() -> {
            Thread.currentThread().interrupt();
            signal.awaitChange(0, Deadline.after(ofSeconds(60)));
            return null;
        });
        assertThatThrownBy(before::result).isInstanceOf(InterruptedException.class);

        Background<Void> during = Background.<Void>call(() -> {
                    signal.awaitChange(0, Deadline.after(ofSeconds(60)));
                    return null;
                })
                .awaitWaiting();
        during.interrupt();
        assertThatThrownBy(during::result).isInstanceOf(InterruptedException.class);
    }
}
