package io.github.loopline.benchmarks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
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

/** 16 MiB over TLS in writes of 64 KiB, to the server and from it: an {@code SSLSocket} that forgets, against a server that records. */
public class TlsThroughput extends Rounds {

    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITE = 1 << 16;
    private static final int SIZE = 16 * MEBIBYTE;
    private static final int TURNS = 9;

    /** How fast it goes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class MebibytesPerSecond {
        /** To an {@code SSLSocket}. */
        public double floor;
        /** To a {@code StreamServer}. */
        public double recorded;
        /** From an {@code SSLSocket}. */
        public double floorSent;
        /** From a {@code StreamServer}. */
        public double sent;
    }

    /** A part of a transfer. */
    @FunctionalInterface
    private interface Part {
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
        double[][] speeds = new double[4][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            speeds[0][turn] = discarded();
            speeds[1][turn] = recorded();
            speeds[2][turn] = sentBySocket();
            speeds[3][turn] = sentByServer();
        }
        speed.floor = Contest.median(speeds[0]);
        speed.recorded = Contest.median(speeds[1]);
        speed.floorSent = Contest.median(speeds[2]);
        speed.sent = Contest.median(speeds[3]);
    }

    private static double discarded() throws Exception {
        try (ServerSocket listener = BareTls.listen()) {
            Thread reader = Bare.start(() -> {
                try (Socket socket = listener.accept()) {
                    discard(socket);
                }
            });
            return send(Bare.addressOf(listener), reader::join);
        }
    }

    private static double recorded() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = server(net);
            return send(
                    server.address(),
                    () -> assertThat(server.connection(0)).within(ofSeconds(60)).hasReceivedBytes(SIZE));
        }
    }

    private static double sentBySocket() throws Exception {
        try (ServerSocket listener = BareTls.listen();
                Socket client = BareTls.connect(Bare.addressOf(listener))) {
            Bare.start(() -> {
                try (Socket socket = listener.accept()) {
                    write(socket.getOutputStream());
                    socket.getInputStream().read(); // the end
                }
            });
            return receive(client);
        }
    }

    private static double sentByServer() throws Exception {
        try (Loopback net = Loopback.open()) {
            byte[] block = new byte[WRITE];
            StreamServer server = server(net).handle(connection -> {
                for (int sent = 0; sent < SIZE; sent += WRITE) {
                    connection.send(block);
                }
                connection.expectEnd();
            });
            try (Socket client = BareTls.connect(server.address())) {
                return receive(client);
            }
        }
    }

    private static StreamServer server(Loopback net) {
        return net.open(TcpServerSpec.create().tls(TlsOptions.create()).recordingLimit(SIZE + MEBIBYTE));
    }

    private static double send(SocketAddress server, Part untilArrived) throws Exception {
        try (Socket socket = BareTls.connect(server)) {
            socket.getOutputStream().write(new byte[0]); // the handshake
            long start = System.nanoTime();
            write(socket.getOutputStream());
            untilArrived.run();
            return rate(start);
        }
    }

    private static double receive(Socket client) throws IOException {
        long start = System.nanoTime();
        discard(client);
        return rate(start);
    }

    private static void write(OutputStream out) throws IOException {
        byte[] block = new byte[WRITE];
        for (int sent = 0; sent < SIZE; sent += WRITE) {
            out.write(block);
        }
    }

    private static void discard(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[WRITE];
        int left = SIZE;
        while (left > 0) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("not all has come");
            }
            left -= count;
        }
    }

    private static double rate(long start) {
        return SIZE / (double) MEBIBYTE / ((System.nanoTime() - start) / 1e9);
    }
}
