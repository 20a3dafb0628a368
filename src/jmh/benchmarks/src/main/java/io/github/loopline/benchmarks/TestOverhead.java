package io.github.loopline.benchmarks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.loopline.benchmarks.tests.Hundredfold;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a server adds to a trivial test: a thousand tests in ten classes, run by JUnit's launcher in this JVM, without a
 * server and with one of several kinds for each test.
 */
@Warmup(iterations = 8)
public class TestOverhead extends Rounds {

    private static final int TESTS_PER_CLASS = 100;

    private final Launcher launcher = LauncherFactory.create();

    /** What a test takes, and what its server adds to that. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class MicrosPerTest {
        /** An empty test. */
        public double empty;
        /** Added by a bare {@code ServerSocket}. */
        public double addedByBare;
        /** Added by a parameter with {@code @TcpServer}. */
        public double addedByServer;
        /** Of that, by what is looked for after each test. */
        public double addedByChecks;
        /** Added by a MockWebServer under {@code @StartStop}. */
        public double addedByMockWebServer;
    }

    /**
     * One round.
     *
     * @param micros what it took
     */
    @Benchmark
    public void round(MicrosPerTest micros) {
        double before = run(Hundredfold.tenOf(Hundredfold.Empty.class));
        double bare = run(Hundredfold.tenOf(Hundredfold.Bare.class));
        double server = run(Hundredfold.tenOf(Hundredfold.Server.class));
        double unchecked = run(Hundredfold.tenOf(Hundredfold.Server.class), "off");
        double mockWebServer = run(List.of(Hundredfold.Mock.class));
        micros.empty = (before + run(Hundredfold.tenOf(Hundredfold.Empty.class))) / 2;
        micros.addedByBare = bare - micros.empty;
        micros.addedByServer = server - micros.empty;
        micros.addedByChecks = server - unchecked;
        micros.addedByMockWebServer = mockWebServer - micros.empty;
    }

    private double run(List<Class<?>> classes) {
        return run(classes, "after_failure");
    }

    private double run(List<Class<?>> classes, String leaks) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(type -> selectClass(type)).collect(Collectors.toList()))
                .configurationParameter("loopline.leaks", leaks)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        long start = System.nanoTime();
        launcher.execute(request, listener);
        double micros = (System.nanoTime() - start) / 1e3;
        listener.getSummary().getFailures().stream().findFirst().ifPresent(failure -> {
            throw new IllegalStateException("a test failed", failure.getException());
        });
        int tests = classes.size() * TESTS_PER_CLASS;
        if (listener.getSummary().getTestsSucceededCount() != tests) {
            throw new IllegalStateException("not all tests ran");
        }
        return micros / tests;
    }
}
