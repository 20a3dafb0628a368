package io.github.loopline.benchmarks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.loopline.Loopback;
import io.github.loopline.benchmarks.tests.Talking;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a report costs that nobody reads: tests that pass, with transcripts on failure against never; and what one costs that is
 * read: ten thousand events written as text and as capture.
 */
public class ReportCost extends Rounds {

    private static final int EVENTS = 10_000;
    private static final int TURNS = 5;

    private final Launcher launcher = LauncherFactory.create();

    /** What it takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A test of a hundred round trips, whose transcript would be told. */
        public double onFailure;
        /** The same, whose transcript would not. */
        public double never;
        /** Ten thousand events as text and capture, in milliseconds. */
        public double rendering;
    }

    /**
     * One round.
     *
     * @param micros what it took
     * @throws Exception when a file cannot be written
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        double[] onFailure = new double[TURNS];
        double[] never = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            boolean first = turn % 2 == 0;
            onFailure[turn] = first ? run("ON_FAILURE") : 0;
            never[turn] = run("NEVER");
            onFailure[turn] = first ? onFailure[turn] : run("ON_FAILURE");
        }
        micros.onFailure = Contest.median(onFailure);
        micros.never = Contest.median(never);
        micros.rendering = rendering();
    }

    private double run(String mode) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Talking.class))
                .configurationParameter("loopline.transcript", mode)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        long start = System.nanoTime();
        launcher.execute(request, listener);
        double micros = (System.nanoTime() - start) / 1e3;
        if (listener.getSummary().getTestsSucceededCount() != Talking.TESTS) {
            throw new IllegalStateException("not all tests passed");
        }
        return micros / Talking.TESTS;
    }

    private static double rendering() throws Exception {
        Path text = Files.createTempFile("transcript", ".txt");
        Path capture = Files.createTempFile("transcript", ".pcapng");
        try (Loopback loopback = Loopback.open()) {
            for (int i = 0; i < EVENTS; i++) {
                loopback.note("event " + i);
            }
            long start = System.nanoTime();
            loopback.transcript().writeTo(text);
            loopback.transcript().writeCaptureTo(capture);
            return (System.nanoTime() - start) / 1e6;
        } finally {
            Files.delete(text);
            Files.delete(capture);
        }
    }
}
