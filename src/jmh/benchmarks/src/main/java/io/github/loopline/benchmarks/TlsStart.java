package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a certificate and a server with TLS cost to make. */
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 11)
public class TlsStart extends Rounds {

    private static final int SERVERS = 10;

    /** What it takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Millis {
        /** The first certificate of a JVM, with its CA. */
        public double certificate;
        /** The first server with TLS of a JVM that has done nothing else, with the certificate: start and stop. */
        public double first;
        /** The second server of that JVM. */
        public double second;
        /** A server of a JVM that has had many. */
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
        millis.certificate = run("certificate")[0];
        double[] servers = run("tls");
        millis.first = servers[0];
        millis.second = servers[1];
        try (Loopback net = Loopback.open()) {
            millis.server = Contest.micros(
                            5,
                            SERVERS,
                            () -> net.open(TcpServerSpec.create().tls(TlsOptions.create()))
                                    .close())[0]
                    / 1e3;
        }
    }

    /** Runs a process and gives how long it says that each thing took. */
    private static double[] run(String what) throws IOException, InterruptedException {
        Process process = Proc.javaWithFewJars(FirstServer.class, what).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed.lines()
                .mapToDouble(Double::parseDouble)
                .map(micros -> micros / 1e3)
                .toArray();
    }
}
