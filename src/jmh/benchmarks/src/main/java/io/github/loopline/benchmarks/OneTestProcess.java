package io.github.loopline.benchmarks;

import io.github.loopline.benchmarks.tests.Once;
import java.io.IOException;
import org.junit.platform.console.ConsoleLauncher;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The CPU time of a whole process in which JUnit's console launcher runs one trivial test, every run in a fresh JVM: what
 * the first server costs.
 */
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 12)
public class OneTestProcess extends Rounds {

    /** CPU time of a process. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class CpuMillis {
        /** An empty test. */
        public double empty;
        /** A test with a bare {@code ServerSocket}. */
        public double bare;
        /** A test with a parameter with {@code @TcpServer}. */
        public double server;
        /** A test with a MockWebServer under {@code @StartStop}. */
        public double mockWebServer;
    }

    /**
     * One round.
     *
     * @param cpu what it took
     * @throws Exception when a process fails
     */
    @Benchmark
    public void round(CpuMillis cpu) throws Exception {
        double before = run(Once.Empty.class);
        cpu.bare = run(Once.Bare.class);
        cpu.server = run(Once.Server.class);
        cpu.mockWebServer = run(Once.Mock.class);
        cpu.empty = (before + run(Once.Empty.class)) / 2;
    }

    private static double run(Class<?> test) throws IOException, InterruptedException {
        long before = Proc.childrenCpuMillis();
        int exit = Proc.java(ConsoleLauncher.class, "execute", "--details=none", "--select-class=" + test.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("the test failed in " + test);
        }
        return Proc.childrenCpuMillis() - before;
    }
}
