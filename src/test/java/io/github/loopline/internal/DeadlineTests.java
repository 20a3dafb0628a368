package io.github.loopline.internal;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTests {

    @Test
    void is_over_when_its_time_has_passed_and_not_before() {
        assertThat(Deadline.after(Duration.ZERO).isOver()).isTrue();

        long start = System.nanoTime();
        Deadline deadline = Deadline.after(ofMillis(20));
        while (!deadline.isOver()) {
            Thread.onSpinWait();
        }
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(20).toNanos());
        assertThat(deadline.remainingNanos()).isNotPositive();
    }

    @Test
    void counts_down() {
        Deadline deadline = Deadline.after(ofSeconds(100));

        assertThat(deadline.remainingNanos())
                .isBetween(ofSeconds(90).toNanos(), ofSeconds(100).toNanos());
    }

    @Test
    void takes_more_than_the_clock_can_count() {
        for (Duration wait : new Duration[] {Duration.ofDays(36_500), Duration.ofSeconds(Long.MAX_VALUE)}) {
            assertThat(Deadline.after(wait).isOver()).isFalse();
            assertThat(Deadline.after(wait).remainingNanos())
                    .isGreaterThan(Duration.ofDays(3_650).toNanos());
        }
    }

    @Test
    void writes_a_wait_in_its_largest_unit() {
        assertThat(Deadline.text(ofSeconds(5))).isEqualTo("5 s");
        assertThat(Deadline.text(ofMillis(1_500))).isEqualTo("1500 ms");
        assertThat(Deadline.text(ofNanos(10_000))).isEqualTo("10000 ns");
        assertThat(Deadline.text(Duration.ZERO)).isEqualTo("0 s");
    }
}
