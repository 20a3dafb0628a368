package io.github.loopline.benchmarks;

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
import javax.net.ssl.SSLSocket;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An {@code SSLSocket} as client of a server that echoes: an {@code SSLSocket} on a thread of its own, against a server with TLS that
 * records the clear text. Meant for one CPU, as {@link EchoRoundTrip} is.
 */
public class TlsRoundTrip extends Rounds {

    private static final int ROUND_TRIPS = 2_000;
    private static final int SESSIONS = 20;

    /** What it takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A round trip of 64 bytes, {@code SSLSocket}. */
        public double floor;
        /** The same, {@code StreamServer}. */
        public double server;
        /** Connect, handshake, one byte there and back, close: {@code SSLSocket}. */
        public double floorSession;
        /** The same, {@code StreamServer}. */
        public double serverSession;
    }

    /**
     * One round.
     *
     * @param micros what it took
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        try (ServerSocket listener = BareTls.listen();
                Loopback net = Loopback.open()) {
            Bare.start(() -> BareTls.echo(listener));
            StreamServer server =
                    net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
            SocketAddress bare = Bare.addressOf(listener);
            double[] trips = Contest.micros(5, 1, () -> trips(bare), () -> trips(server.address()));
            micros.floor = trips[0] / ROUND_TRIPS;
            micros.server = trips[1] / ROUND_TRIPS;
            double[] sessions = Contest.micros(5, SESSIONS, () -> session(bare), () -> session(server.address()));
            micros.floorSession = sessions[0];
            micros.serverSession = sessions[1];
        }
    }

    private static void trips(SocketAddress server) throws IOException {
        try (SSLSocket socket = BareTls.connect(server)) {
            exchange(socket, ROUND_TRIPS, 64);
        }
    }

    private static void session(SocketAddress server) throws IOException {
        try (SSLSocket socket = BareTls.connectAnew(server)) {
            exchange(socket, 1, 1);
        }
    }

    private static void exchange(Socket socket, int times, int size) throws IOException {
        byte[] message = new byte[size];
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < times; i++) {
            out.write(message);
            if (in.readNBytes(message, 0, size) < size) {
                throw new IOException("the echo ended early");
            }
        }
    }
}
