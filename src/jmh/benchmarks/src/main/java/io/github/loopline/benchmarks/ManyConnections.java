package io.github.loopline.benchmarks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 10,000 connections from another process, 64 bytes on each, all open at the same time and all recorded. Once in each JVM,
 * after a handful of connections to load the classes: memory that has been used before does not grow again.
 */
@Fork(5)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class ManyConnections extends Rounds {

    private static final int CONNECTIONS = 10_000;

    /** What it takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cost {
        /** Milliseconds until everything is there, one thread with a selector and nothing else. */
        public double floorMillis;
        /** Milliseconds until everything is recorded by a {@code StreamServer}. */
        public double serverMillis;
        /** Milliseconds until the server has closed all of them, one thread with a selector. */
        public double floorClosingMillis;
        /** Milliseconds until the {@code StreamServer} has closed all of them. */
        public double serverClosingMillis;
        /** Growth of the resident memory for each connection. */
        public double residentKibibytes;
        /** Growth of the used heap for each connection. */
        public double heapKibibytes;
        /** Threads more than before. */
        public double threads;
    }

    /**
     * A handful of connections, to load the classes.
     *
     * @throws Exception when a connection breaks
     */
    @Setup
    public void loadClasses() throws Exception {
        server(100, new Cost());
        floor(100, new Cost());
    }

    /**
     * One round.
     *
     * @param cost what it took
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(Cost cost) throws Exception {
        server(CONNECTIONS, cost);
        floor(CONNECTIONS, cost);
    }

    private static void server(int connections, Cost cost) throws Exception {
        Loopback loopback = Loopback.open();
        try (Crowd crowd = new Crowd()) {
            double heap = Proc.heapKibibytes();
            double resident = Proc.residentKibibytes();
            double threads = Proc.threads();
            StreamServer server = loopback.tcpServer();

            long start = System.nanoTime();
            crowd.enter(connections, server.address());
            awaitRecorded(server, connections);
            cost.serverMillis = millisSince(start);

            cost.threads = Proc.threads() - threads;
            cost.residentKibibytes = (Proc.residentKibibytes() - resident) / connections;
            cost.heapKibibytes = (Proc.heapKibibytes() - heap) / connections;

            start = System.nanoTime();
            loopback.close();
            cost.serverClosingMillis = millisSince(start);
        }
    }

    private static void awaitRecorded(StreamServer server, int connections) {
        assertThat(server).within(ofSeconds(60)).hasConnectionsAtLeast(connections);
        server.connections().forEach(connection -> {
            if (connection.receivedCount() != 64) {
                assertThat(connection).within(ofSeconds(60)).hasReceivedBytes(64);
            }
        });
    }

    private static void floor(int connections, Cost cost) throws Exception {
        BareSelector server = new BareSelector(connections);
        try (Crowd crowd = new Crowd()) {
            long start = System.nanoTime();
            crowd.enter(connections, server.address());
            server.awaitRecorded();
            cost.floorMillis = millisSince(start);

            start = System.nanoTime();
            server.close();
            cost.floorClosingMillis = millisSince(start);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
