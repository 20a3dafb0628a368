package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.internal.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search itself, on tests that are made up: what they fail under is a set of numbers. */
class ShrinkingTests {

    /** Runs a test until the search is over; gives the plans of its runs, and in the end the report. */
    private static List<String> search(int most, int faults, Predicate<Set<Integer>> failing) {
        Shrinking shrinking = new Shrinking(most);
        List<String> told = new ArrayList<>();
        boolean over = false;
        while (shrinking.begin()) {
            assertThat(over).as("a run after the last").isFalse();
            Draws draws = Draws.of(1).tellingTo(shrinking.strikes());
            Set<Integer> struck =
                    IntStream.range(0, faults).filter(draws::allows).boxed().collect(Collectors.toSet());
            struck.forEach(each -> draws.struck(each, "fault " + each));
            told.add(shrinking.plan());
            if (failing.test(struck)) {
                over = shrinking.fail(new AssertionError("on purpose"));
                shrinking.abort();
            } else {
                Throwable unconfirmed = shrinking.unconfirmed();
                if (unconfirmed == null) {
                    shrinking.pass();
                } else {
                    over = shrinking.fail(unconfirmed);
                }
            }
        }
        told.add(over ? shrinking.report("test", "-Dseed=1") : "passed");
        assertThat(told.size() - 1).isLessThanOrEqualTo(most);
        return told;
    }

    private static String report(int most, int faults, Predicate<Set<Integer>> failing) {
        List<String> told = search(most, faults, failing);
        return told.get(told.size() - 1);
    }

    @Test
    void one_fault_of_many_is_found() {
        assertThat(search(50, 5, struck -> struck.contains(3)))
                .containsExactly(
                        "as drawn",
                        "with 0 of 5 faults of chance",
                        "with 3 of 5 faults of chance",
                        "with 1 of 5 faults of chance",
                        "with 2 of 5 faults of chance",
                        "with 1 of 5 faults of chance",
                        "test fails under 1 of 5 faults of chance, as 6 runs found. Its seed: -Dseed=1\n  fault 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 100, 1000})
    void two_faults_that_only_fail_together_are_found_anywhere(int faults) {
        for (int one = 0; one < Math.min(faults, 20); one++) {
            Set<Integer> both = Set.of(one, faults - 1 - one == one ? one + 1 : faults - 1 - one);

            String report = report(1000, faults, struck -> struck.containsAll(both));
            assertThat(report).startsWith("test fails under 2 of " + faults + " faults of chance, as ");
            assertThat(both).allSatisfy(each -> assertThat(report).containsPattern("\n  fault " + each + "(\n|$)"));
        }
    }

    @Test
    void the_set_that_is_left_can_lose_none() {
        Predicate<Set<Integer>> failing =
                struck -> struck.containsAll(Set.of(1, 2)) || struck.containsAll(Set.of(0, 5, 6));

        assertThat(report(50, 7, failing)).contains("fails under 2 of 7 faults").endsWith("\n  fault 1\n  fault 2");
    }

    @Test
    void the_only_fault_is_left_out_once_and_confirmed() {
        assertThat(search(50, 1, struck -> !struck.isEmpty()))
                .containsExactly(
                        "as drawn",
                        "with 0 of 1 fault of chance",
                        "with 1 of 1 fault of chance",
                        "test fails under 1 of 1 fault of chance, as 3 runs found. Its seed: -Dseed=1\n  fault 0");
    }

    @Test
    void a_test_that_fails_anyhow_is_run_twice() {
        assertThat(search(50, 5, struck -> true))
                .containsExactly(
                        "as drawn",
                        "with 0 of 5 faults of chance",
                        "test fails without its 5 faults of chance too, as 2 runs found. Its seed: -Dseed=1");
    }

    @Test
    void a_test_that_nothing_strikes_is_run_once() {
        assertThat(search(50, 0, struck -> true))
                .containsExactly("as drawn", "test failed, and no fault of chance struck. Its seed: -Dseed=1");
        assertThat(search(50, 5, struck -> false)).containsExactly("as drawn", "passed");
    }

    @Test
    void a_search_that_is_not_wanted_is_none() {
        assertThat(search(1, 2, struck -> true))
                .containsExactly(
                        "as drawn", "test failed under 2 faults of chance. Its seed: -Dseed=1\n  fault 0\n  fault 1");
    }

    @Test
    void the_runs_are_bounded_and_that_is_said() {
        assertThat(report(6, 10, struck -> struck.size() > 7))
                .startsWith("test fails under 8 of 10 faults of chance, as 5 runs found, which were too few to look for"
                        + " less. Its seed: -Dseed=1\n  fault ");
        assertThat(search(Shrinking.MOST_RUNS, 1000, struck -> struck.size() > 700))
                .hasSize(Shrinking.MOST_RUNS + 1);
    }

    @Test
    void many_faults_are_listed_in_part() {
        assertThat(report(1, 22, struck -> true)).endsWith("\n  fault 18\n  fault 19\n  and 2 more");
    }

    @Test
    void a_failure_that_does_not_come_again_is_told_as_such() {
        int[] runs = new int[1];

        assertThat(search(50, 2, struck -> runs[0]++ == 0))
                .last()
                .isEqualTo("test failed under 2 of 2 faults of chance, but not when they struck again, as 5 runs found."
                        + " Its seed: -Dseed=1\n  fault 0\n  fault 1");
    }
}
