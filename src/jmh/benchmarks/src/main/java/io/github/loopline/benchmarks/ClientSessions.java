package io.github.loopline.benchmarks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 60,000 sessions one after the other: connect, send 64 bytes, close. The client closes first, so each session leaves one
 * of its 28,000 ports in TIME_WAIT; a session that finds none, or that waits for a full backlog, would show.
 */
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class ClientSessions extends Rounds {

    private static final int SESSIONS = 60_000;

    /** How fast, and the worst of them. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Sessions {
        /** Sessions a second with a thread that accepts, reads to the end and closes. */
        public double floorRate;
        /** Sessions a second with a {@code StreamServer} that records them. */
        public double serverRate;
        /** The slowest connect to the {@code StreamServer}. */
        public double worstConnectMillis;
        /** Sessions of which the server did not record the 64 bytes. */
        public double notRecorded;
    }

    /**
     * Some sessions, to load and compile.
     *
     * @throws Exception when a session fails
     */
    @Setup
    public void warmUp() throws Exception {
        server(5_000, new Sessions());
        floor(5_000, new Sessions());
    }

    /**
     * One round.
     *
     * @param sessions what was seen
     * @throws Exception when a session fails
     */
    @Benchmark
    public void round(Sessions sessions) throws Exception {
        server(SESSIONS, sessions);
        floor(SESSIONS, sessions);
    }

    private static void server(int count, Sessions sessions) throws IOException {
        try (Loopback loopback = Loopback.open()) {
            StreamServer server = loopback.tcpServer();
            long start = System.nanoTime();
            sessions.worstConnectMillis = visit(count, server.address());
            assertThat(server).within(ofSeconds(10)).hasConnections(count);
            sessions.serverRate = count / ((System.nanoTime() - start) / 1e9);
            assertThat(server.connection(count - 1)).within(ofSeconds(10)).hasReceivedBytes(64);
            sessions.notRecorded = server.connections().stream()
                    .filter(connection -> connection.receivedCount() != 64)
                    .count();
        }
    }

    private static void floor(int count, Sessions sessions) throws Exception {
        try (ServerSocket listener = Bare.listen()) {
            Thread server = Bare.start(() -> serve(count, listener));
            long start = System.nanoTime();
            visit(count, Bare.addressOf(listener));
            server.join();
            sessions.floorRate = count / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static void serve(int count, ServerSocket listener) throws IOException {
        byte[] buffer = new byte[1_024];
        for (int i = 0; i < count; i++) {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                while (in.read(buffer) >= 0) {
                    // read on
                }
            }
        }
    }

    private static double visit(int count, SocketAddress server) throws IOException {
        byte[] message = new byte[64];
        long worst = 0;
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            try (Socket socket = Bare.connect(server)) {
                worst = Math.max(worst, System.nanoTime() - start);
                socket.getOutputStream().write(message);
            }
        }
        return worst / 1e6;
    }
}
