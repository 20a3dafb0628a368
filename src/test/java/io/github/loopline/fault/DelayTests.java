package io.github.loopline.fault;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.loopline.internal.Draws;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The draws come from a fixed seed, so nothing here depends on luck. */
class DelayTests {

    private static final Draws DRAWS = Draws.of(4);
    private static final int MANY = 100_000;

    private static double[] millis(Delay delay) {
        return LongStream.range(0, MANY)
                .mapToDouble(position -> delay.nanos(DRAWS, position) / 1e6)
                .sorted()
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void fixed_is_always_the_same() {
        assertThat(millis(Delay.fixed(ofMillis(7)))).containsOnly(7);
        assertThat(Delay.fixed(ZERO).isRandom()).isFalse();
    }

    @Test
    void uniform_fills_its_range() {
        double[] all = millis(Delay.uniform(ofMillis(10), ofMillis(20)));

        assertThat(all[0]).isBetween(10.0, 10.01);
        assertThat(all[MANY - 1]).isBetween(19.99, 20.0);
        assertThat(all[MANY / 4]).isCloseTo(12.5, within(0.1));
        assertThat(mean(all)).isCloseTo(15, within(0.05));
    }

    @Test
    void normal_lies_around_its_mean_and_is_never_negative() {
        double[] all = millis(Delay.normal(ofMillis(30), ofMillis(10)));

        assertThat(all[0]).isZero();
        assertThat(all[MANY / 2]).isCloseTo(30, within(0.2));
        assertThat(all[(int) (MANY * 0.8413)]).isCloseTo(40, within(0.3));
        assertThat(all[(int) (MANY * 0.1587)]).isCloseTo(20, within(0.3));
    }

    @Test
    void log_normal_has_its_median_and_its_logarithm_its_deviation() {
        double[] all = millis(Delay.logNormal(ofMillis(20), 0.5));

        assertThat(all[0]).isPositive();
        assertThat(all[MANY / 2]).isCloseTo(20, within(0.2));
        assertThat(all[(int) (MANY * 0.8413)]).isCloseTo(20 * Math.exp(0.5), within(0.4));
        assertThat(all[(int) (MANY * 0.1587)]).isCloseTo(20 * Math.exp(-0.5), within(0.2));
        assertThat(millis(Delay.logNormal(ofMillis(20), 0))).containsOnly(20);
    }

    @Test
    void a_sigma_is_a_number_that_is_not_negative() {
        assertThatThrownBy(() -> Delay.logNormal(ofMillis(20), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The sigma must be 0 or more but was -1.0. Write 0.5 for a moderate tail.");
    }

    @Test
    void exponential_has_its_mean_and_its_median() {
        double[] all = millis(Delay.exponential(ofMillis(10)));

        assertThat(mean(all)).isCloseTo(10, within(0.2));
        assertThat(all[MANY / 2]).isCloseTo(10 * Math.log(2), within(0.1));
    }

    @Test
    void pareto_has_its_least_and_its_tail() {
        double[] all = millis(Delay.pareto(ofMillis(10), 2));

        assertThat(all[0]).isBetween(10.0, 10.01);
        assertThat(all[MANY / 2]).isCloseTo(10 * Math.sqrt(2), within(0.1));
        assertThat(all[MANY / 100 * 99]).isCloseTo(100, within(4.0));
    }

    @Test
    void no_tail_is_longer_than_an_hour() {
        double[] all = millis(Delay.pareto(ofHours(1), 0.1));

        assertThat(all).containsOnly(ofHours(1).toMillis());
    }

    @Test
    void the_same_position_has_the_same_delay() {
        Delay delay = Delay.normal(ofMillis(30), ofMillis(10));

        assertThat(delay.nanos(DRAWS, 17))
                .isEqualTo(delay.nanos(Draws.of(4), 17))
                .isNotEqualTo(delay.nanos(DRAWS, 18))
                .isNotEqualTo(delay.nanos(Draws.of(5), 17));
    }
}
