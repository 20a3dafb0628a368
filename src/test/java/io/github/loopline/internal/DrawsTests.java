package io.github.loopline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrawsTests {

    @Test
    void numbers_are_spread_evenly() {
        Draws draws = Draws.of(1).at(2);
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++) {
            tenths[(int) (draws.unit(i) * 10)]++;
        }

        for (int count : tenths) {
            assertThat(count).isCloseTo(10_000, within(400));
        }
    }

    @Test
    void neighbours_have_nothing_to_do_with_each_other() {
        Draws draws = Draws.of(1);
        int pairs = 0;
        for (int i = 0; i < 100_000; i++) {
            pairs += draws.happens(0.1, i) && draws.happens(0.1, i + 1) ? 1 : 0;
        }

        assertThat(pairs).isCloseTo(1000, within(150));
    }

    @Test
    void each_part_and_each_seed_has_its_own() {
        Set<Double> firsts = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            for (int part = 0; part < 100; part++) {
                firsts.add(Draws.of(seed).at(part).unit(0));
                firsts.add(Draws.of(seed).at(part).of(TimeUnit.NANOSECONDS).unit(0));
            }
        }

        assertThat(firsts).hasSize(20_000);
    }

    @Test
    void nothing_happens_never_and_everything_always() {
        Draws draws = Draws.of(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(draws.happens(0, i)).isFalse();
            assertThat(draws.happens(1, i)).isTrue();
        }
    }

    @Test
    void the_property_is_the_seed() {
        assertThat(Draws.seed(" -42 ")).isEqualTo(-42);
        assertThat(Draws.of(-42).at(1)).hasToString("-Dloopline.seed=-42");
        assertThat(Draws.seed(null)).isNotNegative();
    }

    @Test
    void a_property_that_is_no_number_is_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draws.seed("abc"))
                .withMessage("loopline.seed must be a whole number but was <abc>."
                        + " Copy it from the transcript of the failure.");
    }
}
