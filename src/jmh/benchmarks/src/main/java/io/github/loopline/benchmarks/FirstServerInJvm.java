package io.github.loopline.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The first server of a JVM that has done nothing else, started and stopped: class loading and nothing but. */
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 15)
public class FirstServerInJvm extends Rounds {

    /** Time of the first start and stop. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Millis {
        /** A bare {@code ServerSocket}. */
        public double floor;
        /** The least with NIO: a channel, a selector and a thread. */
        public double channel;
        /** A {@code StreamServer} in a {@code Loopback}. */
        public double server;
    }

    /**
     * One round.
     *
     * @param millis what it took
     * @throws Exception when a process fails
     */
    @Benchmark
    public void round(Millis millis) throws Exception {
        millis.floor = run("bare");
        millis.channel = run("channel");
        millis.server = run("loopline");
    }

    private static double run(String server) throws IOException, InterruptedException {
        Process process = Proc.javaWithFewJars(FirstServer.class, server).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return Double.parseDouble(printed.trim()) / 1e3;
    }
}
