package io.github.loopline.junit;

import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Seeded tests, as JUnit runs them in parallel. */
class SeededTests {

    /** Sends 0 to 7 through a link that loses half of them; gives those that came. */
    private static List<String> survivors(Loopback net) {
        DatagramPeer client = net.udpPeer();
        DatagramLink link = net.udpLink().to(net.udpPeer());
        link.apply(loss(0.5).toServer());
        for (int i = 0; i < 8; i++) {
            client.sendTo(link.address(), String.valueOf(i));
        }
        await().until(() -> link.traffic(TO_SERVER).arrived() == 8);
        return link.passed(TO_SERVER).stream()
                .map(data -> new String(data, StandardCharsets.UTF_8))
                .toList();
    }

    private static Run run(Class<?> sample, int seed) {
        return Samples.of(sample)
                .with(NetworkDefaults.SEED, String.valueOf(seed))
                .run();
    }

    /** Tells how the runs of a test ended, the last one last. */
    private static List<Status> ends(Run run) {
        return run.tests().stream()
                .map(test -> run.results().get(test).getStatus())
                .toList();
    }

    private static Throwable lastFailure(Run run) {
        List<String> tests = run.tests();
        return run.failure(tests.get(tests.size() - 1));
    }

    private static String report(Throwable failure) {
        assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(SeedReport.class);
        Throwable report = Arrays.stream(failure.getSuppressed())
                .filter(SeedReport.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(report).hasNoCause();
        assertThat(report.getStackTrace()).isEmpty();
        return report.toString().replaceAll(":\\d{4,5}", ":P");
    }

    @Test
    void the_fault_that_makes_it_fail_is_found_and_named() {
        Run run = run(OneIsNeededTestCase.class, 2);

        assertThat(ends(run))
                .containsOnlyOnce(Status.FAILED)
                .endsWith(Status.FAILED)
                .contains(Status.ABORTED);
        assertThat(run.abortion("needsThree#1"))
                .hasMessage("Failed under 3 faults of chance. It is run again with fewer; the last run tells.")
                .hasCauseInstanceOf(AssertionError.class);
        assertThat(report(lastFailure(run))).isEqualTo("""
                OneIsNeededTestCase.needsThree fails under 1 of 3 faults of chance, as 4 runs found. \
                Its seed: -Dloopline.seed=2
                  flow #0 of udp-link:P: loss, datagram #3 to the server (1 byte)""");
        assertThat(lastFailure(run).getSuppressed()).hasAtLeastOneElementOfType(NetworkTranscript.class);
    }

    static class OneIsNeededTestCase {

        @Seeded(shrink = true)
        void needsThree(Loopback net) {
            assertThat(survivors(net)).contains("3");
        }
    }

    @Test
    void faults_that_only_fail_together_are_named_together() {
        Run run = run(TwoAreNeededTestCase.class, 4);

        assertThat(ends(run)).containsOnlyOnce(Status.FAILED).endsWith(Status.FAILED);
        assertThat(report(lastFailure(run))).isEqualTo("""
                TwoAreNeededTestCase.needsOneOfTwo fails under 2 of 5 faults of chance, as 11 runs found. \
                Its seed: -Dloopline.seed=4
                  flow #0 of udp-link:P: loss, datagram #1 to the server (1 byte)
                  flow #0 of udp-link:P: loss, datagram #6 to the server (1 byte)""");
    }

    static class TwoAreNeededTestCase {

        @Seeded(shrink = true)
        void needsOneOfTwo(Loopback net) {
            assertThat(survivors(net)).containsAnyOf("1", "6");
        }
    }

    @Test
    void a_test_that_fails_without_them_too_says_so() {
        Run run = run(FailsAnyhowTestCase.class, 1);

        assertThat(ends(run)).containsExactly(Status.ABORTED, Status.FAILED);
        assertThat(report(lastFailure(run)))
                .isEqualTo("FailsAnyhowTestCase.fails fails without its 4 faults of chance too, as 2 runs found."
                        + " Its seed: -Dloopline.seed=1");
    }

    static class FailsAnyhowTestCase {

        @Seeded(shrink = true)
        void fails(Loopback net) {
            assertThat(survivors(net)).isNull();
        }
    }

    @Test
    void a_test_that_passes_runs_once_and_tells_nothing() {
        Run run = run(PassesTestCase.class, 1);

        run.succeeded(1);
    }

    static class PassesTestCase {

        @Seeded(shrink = true)
        void passes(Loopback net) {
            assertThat(survivors(net)).isNotEmpty();
        }
    }

    @Test
    void without_a_search_the_first_failure_lists_what_struck() {
        Run run = run(PlainTestCase.class, 1);

        assertThat(run.tests()).containsExactlyInAnyOrder("fails#1", "opensNothing#1");
        assertThat(report(run.failure("fails#1"))).isEqualTo("""
                PlainTestCase.fails failed under 5 faults of chance. Its seed: -Dloopline.seed=1
                  flow #0 of udp-link:P: loss, datagram #3 to the server (1 byte)
                  flow #0 of udp-link:P: loss, datagram #4 to the server (1 byte)
                  flow #0 of udp-link:P: loss, datagram #5 to the server (1 byte)
                  flow #0 of udp-link:P: loss, datagram #6 to the server (1 byte)
                  flow #0 of udp-link:P: loss, datagram #7 to the server (1 byte)""");
        assertThat(report(run.failure("opensNothing#1")))
                .isEqualTo("PlainTestCase.opensNothing failed, and no fault of chance struck."
                        + " Its seed: -Dloopline.seed=1");
    }

    static class PlainTestCase {

        @Seeded
        void fails(Loopback net) {
            assertThat(survivors(net)).isNull();
        }

        @Seeded
        void opensNothing() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void the_test_chooses_from_the_same_seed_in_each_run() {
        List<String> once = run(ChoosingTestCase.class, 1).trace().lines();

        assertThat(once).hasSizeGreaterThan(2);
        assertThat(once.stream().distinct()).hasSize(1);
        assertThat(run(ChoosingTestCase.class, 1).trace().lines()).isEqualTo(once);
        assertThat(run(ChoosingTestCase.class, 2).trace().lines()).doesNotContainAnyElementsOf(once);
    }

    @Traced
    static class ChoosingTestCase {

        @Seeded(shrink = true)
        void chooses(Random one, RandomGenerator other, Loopback net, Trace trace) {
            trace.add(one.nextInt() + " " + other.nextInt());
            assertThat(survivors(net)).hasSize(8);
        }
    }

    @Test
    void what_fails_on_a_thread_of_a_fixture_is_searched_too() {
        Run run = run(HandlerTestCase.class, 1);

        assertThat(ends(run)).containsOnlyOnce(Status.FAILED).endsWith(Status.FAILED);
        assertThat(lastFailure(run)).hasMessage("0 has come");
        assertThat(report(lastFailure(run))).startsWith("HandlerTestCase.fails fails without its ");
    }

    static class HandlerTestCase {

        @Seeded(shrink = true)
        void fails(@UdpPeer DatagramPeer server, Loopback net) {
            server.answer(request -> {
                throw new AssertionError(request.text() + " has come");
            });
            net.udpPeer().sendTo(server, "0");
            survivors(net);
            await().until(() -> server.received().size() == 1);
        }
    }

    @Test
    void a_timeout_of_junit_is_searched_too() {
        Run run = run(TimeoutTestCase.class, 1);

        assertThat(ends(run)).containsExactly(Status.ABORTED, Status.FAILED);
        assertThat(lastFailure(run)).isInstanceOf(TimeoutException.class);
        assertThat(report(lastFailure(run))).startsWith("TimeoutTestCase.hangs fails without its ");
    }

    static class TimeoutTestCase {

        @Seeded(shrink = true)
        @Timeout(2)
        void hangs(Loopback net) {
            survivors(net);
            net.udpPeer().receive();
        }
    }

    @Test
    void a_failure_elsewhere_ends_the_search() {
        Run run = Samples.of(BeforeEachTestCase.class, AfterEachTestCase.class)
                .with(NetworkDefaults.SEED, "1")
                .run();

        assertThat(run.tests()).containsExactlyInAnyOrder("before#1", "after#1");
        assertThat(run.failure("before#1")).hasMessage("before");
        assertThat(run.failure("after#1")).hasMessage("after");
    }

    static class BeforeEachTestCase {

        @BeforeEach
        void fails() {
            throw new IllegalStateException("before");
        }

        @Seeded(shrink = true)
        void before() {}
    }

    static class AfterEachTestCase {

        @Seeded(shrink = true)
        void after(Loopback net) {
            assertThat(survivors(net)).hasSize(8);
        }

        @AfterEach
        void fails() {
            throw new IllegalStateException("after");
        }
    }

    @Test
    void an_assumption_that_does_not_hold_is_no_failure() {
        Run run = run(AssumingTestCase.class, 1);

        assertThat(ends(run)).containsExactly(Status.ABORTED);
    }

    static class AssumingTestCase {

        @Seeded(shrink = true)
        void assumes(Loopback net) {
            assumeTrue(survivors(net).size() == 8);
        }
    }

    @Test
    void a_failure_that_does_not_come_again_fails_the_test_all_the_same() {
        Run run = run(OnceTestCase.class, 1);

        assertThat(ends(run)).containsOnlyOnce(Status.FAILED).endsWith(Status.FAILED);
        assertThat(lastFailure(run)).hasMessage("the first run");
        assertThat(report(lastFailure(run)))
                .startsWith("OnceTestCase.failsOnce failed under 3 of 3 faults of chance,"
                        + " but not when they struck again, as 6 runs found. Its seed: -Dloopline.seed=1\n  flow #0");
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OnceTestCase {

        private int runs;

        @Seeded(shrink = true)
        void failsOnce(Loopback net) {
            survivors(net);
            runs++;
            if (runs == 1) {
                throw new IllegalStateException("the first run");
            }
        }
    }

    @Test
    void runs_at_the_same_time_are_refused() {
        assertThat(run(ConcurrentTestCase.class, 1).failure("fails"))
                .hasMessage(
                        "@Seeded of [ConcurrentTestCase.fails()] must run one run after the other but is CONCURRENT."
                                + " Remove @Execution.");
    }

    static class ConcurrentTestCase {

        @Seeded(shrink = true)
        @Execution(ExecutionMode.CONCURRENT)
        void fails() {}
    }
}
