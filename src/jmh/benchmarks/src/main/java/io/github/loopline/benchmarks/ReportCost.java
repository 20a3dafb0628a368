package io.github.loopline.benchmarks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.loopline.Loopback;
import io.github.loopline.benchmarks.tests.Talking;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.trace.Transcript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 * read: ten thousand events written as text and capture, and as page.
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
        /** The same as a page, in milliseconds; the first of a JVM is among them. */
        public double page;
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
        render(micros);
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

    private static void render(Micros micros) throws Exception {
        Path folder = Files.createTempDirectory("transcript");
        Path text = folder.resolve("transcript.txt");
        Path capture = folder.resolve("transcript.pcapng");
        Path page = folder.resolve("transcript.html");
        try (Loopback loopback = Loopback.open()) {
            DatagramPeer peer = loopback.udpPeer();
            for (int i = 0; i < EVENTS / 2; i++) {
                peer.sendTo(peer.address(), "message " + i + " of a conversation that a test has had")
                        .receive();
            }
            Transcript transcript = loopback.transcript();
            long start = System.nanoTime();
            transcript.writeTo(text);
            transcript.writeCaptureTo(capture);
            micros.rendering = (System.nanoTime() - start) / 1e6;
            start = System.nanoTime();
            transcript.writePageTo(page, "Talking.talks", null);
            micros.page = (System.nanoTime() - start) / 1e6;
        } finally {
            for (Path file : List.of(text, capture, page, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
