package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One round trip of 64 bytes from a blocking client to a server that echoes: a thread that reads and writes and forgets,
 * against a server that records both directions. Meant for one CPU: across two, a round trip costs 15 or 70 us as the
 * scheduler likes.
 */
@Fork(5)
public class EchoRoundTrip extends Rounds {

    private static final int WARM_UP = 300;
    private static final int ROUND_TRIPS = 1_000;
    private static final int TURNS = 4;

    /** What one round trip takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A blocking socket on a thread of its own. */
        public double floor;
        /** A {@code StreamServer} that echoes. */
        public double server;
        /** Sent by a client, until the test has it from the connection's {@code receive}: one way, through the recording. */
        public double received;
        /** The slowest of a hundred, blocking socket. */
        public double floor99;
        /** The slowest of a hundred, {@code StreamServer}. */
        public double server99;
    }

    /**
     * One round.
     *
     * @param micros what it took
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        List<double[]> floor = new ArrayList<>();
        List<double[]> server = new ArrayList<>();
        List<double[]> received = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            floor.add(bareServer());
            server.add(streamServer());
            received.add(receivedByVerb());
        }
        micros.floor = percentile(50, floor);
        micros.server = percentile(50, server);
        micros.received = percentile(50, received);
        micros.floor99 = percentile(99, floor);
        micros.server99 = percentile(99, server);
    }

    private static double percentile(double percent, List<double[]> turns) {
        return Contest.median(turns.stream()
                .mapToDouble(turn -> Contest.percentile(percent, turn))
                .toArray());
    }

    private static double[] streamServer() throws IOException {
        try (Loopback loopback = Loopback.open()) {
            StreamServer server = loopback.tcpServer().echo();
            return client(server.address(), EchoRoundTrip::echoed);
        }
    }

    private static double[] receivedByVerb() throws IOException {
        try (Loopback loopback = Loopback.open()) {
            StreamServer server = loopback.tcpServer();
            return client(
                    server.address(), (in, message) -> server.connection(0).receive(message.length));
        }
    }

    private static double[] bareServer() throws Exception {
        try (ServerSocket listener = Bare.listen()) {
            Thread server = Bare.start(() -> echo(listener));
            double[] taken = client(Bare.addressOf(listener), EchoRoundTrip::echoed);
            server.join();
            return taken;
        }
    }

    private static void echo(ServerSocket listener) throws IOException {
        try (Socket socket = listener.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private static double[] client(SocketAddress server, Answer answer) throws IOException {
        double[] taken = new double[ROUND_TRIPS];
        try (Socket socket = Bare.connect(server)) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] message = new byte[64];
            for (int i = -WARM_UP; i < ROUND_TRIPS; i++) {
                long start = System.nanoTime();
                out.write(message);
                answer.await(in, message);
                if (i >= 0) {
                    taken[i] = (System.nanoTime() - start) / 1e3;
                }
            }
        }
        return taken;
    }

    private static void echoed(InputStream in, byte[] message) throws IOException {
        if (in.readNBytes(message, 0, message.length) < message.length) {
            throw new IOException("the echo ended early");
        }
    }

    /** What the client waits for after it has sent a message. */
    @FunctionalInterface
    private interface Answer {
        void await(InputStream in, byte[] message) throws IOException;
    }
}
