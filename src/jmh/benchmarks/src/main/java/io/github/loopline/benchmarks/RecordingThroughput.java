package io.github.loopline.benchmarks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 256 MiB from a blocking client in writes of 64 KiB: read and thrown away, against read and remembered. */
public class RecordingThroughput extends Rounds {

    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITE = 1 << 16;
    private static final int SIZE = 256 * MEBIBYTE;
    private static final int TURNS = 3;

    /** How fast it goes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class MebibytesPerSecond {
        /** Read into one array, again and again. */
        public double floor;
        /** Everything recorded. */
        public double recorded;
        /** Recorded up to the limit that comes with the library, then counted and hashed. */
        public double pastTheLimit;
    }

    /** A transfer, from the first write until everything has arrived. */
    @FunctionalInterface
    private interface Transfer {
        void run() throws Exception;
    }

    /**
     * One round.
     *
     * @param speed how fast it went
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(MebibytesPerSecond speed) throws Exception {
        double[] floor = new double[TURNS];
        double[] recorded = new double[TURNS];
        double[] pastTheLimit = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            floor[turn] = discarded();
            recorded[turn] = recorded(SIZE + MEBIBYTE);
            pastTheLimit[turn] = recorded(MEBIBYTE);
        }
        speed.floor = Contest.median(floor);
        speed.recorded = Contest.median(recorded);
        speed.pastTheLimit = Contest.median(pastTheLimit);
    }

    private static double discarded() throws Exception {
        try (ServerSocket listener = Bare.listen()) {
            Thread reader = Bare.start(() -> discard(listener));
            return send(Bare.addressOf(listener), reader::join);
        }
    }

    private static void discard(ServerSocket listener) throws IOException {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[WRITE];
            long left = SIZE;
            while (left > 0) {
                left -= in.read(buffer);
            }
        }
    }

    private static double recorded(int limit) throws Exception {
        try (Loopback loopback = Loopback.open()) {
            StreamServer server = loopback.tcpServer(spec -> spec.recordingLimit(limit));
            return send(
                    server.address(),
                    () -> assertThat(server.connection(0)).within(ofSeconds(60)).hasReceivedBytes(SIZE));
        }
    }

    private static double send(SocketAddress server, Transfer untilArrived) throws Exception {
        byte[] block = new byte[WRITE];
        try (Socket socket = Bare.connect(server)) {
            OutputStream out = socket.getOutputStream();
            long start = System.nanoTime();
            for (int sent = 0; sent < SIZE; sent += WRITE) {
                out.write(block);
            }
            untilArrived.run();
            return SIZE / (double) MEBIBYTE / ((System.nanoTime() - start) / 1e9);
        }
    }
}
