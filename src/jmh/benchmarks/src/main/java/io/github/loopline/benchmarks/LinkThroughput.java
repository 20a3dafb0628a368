package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 256 MiB in writes of 64 KiB from a blocking client to a blocking server that throws them away, through whatever lies between. */
public class LinkThroughput extends Rounds {

    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITE = 1 << 16;
    private static final int SIZE = 256 * MEBIBYTE;
    private static final int TURNS = 3;

    /** How fast it goes, or not a number for what is not there. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class MebibytesPerSecond {
        /** Nothing between. */
        public double floor;
        /** A proxy by hand. */
        public double proxy;
        /** A link that records everything. */
        public double link;
        /** A link that records one MiB, then counts and hashes. */
        public double pastTheLimit;
        /** NetCrusher, in the same JVM. */
        public double netCrusher;
        /** Nginx. */
        public double nginx;
        /** Haproxy. */
        public double haproxy;
        /** Socat. */
        public double socat;
        /** Toxiproxy. */
        public double toxiproxy;
    }

    /**
     * One round.
     *
     * @param speed how fast it went
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(MebibytesPerSecond speed) throws Exception {
        try (ServerSocket listener = Bare.listen()) {
            Bare.start(() -> discard(listener));
            SocketAddress direct = Bare.addressOf(listener);
            speed.floor = median(direct);
            try (BareProxy proxy = new BareProxy(direct)) {
                speed.proxy = median(proxy.address());
            }
            speed.link = link(direct, SIZE + MEBIBYTE);
            speed.pastTheLimit = link(direct, MEBIBYTE);
            speed.netCrusher = netCrusher(direct);
            speed.nginx = rival(Rival.Program.NGINX, direct);
            speed.haproxy = rival(Rival.Program.HAPROXY, direct);
            speed.socat = rival(Rival.Program.SOCAT, direct);
            speed.toxiproxy = rival(Rival.Program.TOXIPROXY, direct);
        }
    }

    private static double link(SocketAddress direct, int limit) throws Exception {
        double[] taken = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            try (Loopback net = Loopback.open()) {
                taken[turn] = send(net.tcpLink(spec -> spec.recordingLimit(limit))
                        .to(direct)
                        .address());
            }
        }
        return Contest.median(taken);
    }

    private static double netCrusher(SocketAddress direct) throws Exception {
        try (NioReactor reactor = new NioReactor();
                TcpCrusher crusher = TcpCrusherBuilder.builder()
                        .withReactor(reactor)
                        .withBindAddress(new InetSocketAddress(Bare.LOOPBACK, Rival.freePort()))
                        .withConnectAddress((InetSocketAddress) direct)
                        .buildAndOpen()) {
            return median(crusher.getBindAddress());
        }
    }

    private static double rival(Rival.Program program, SocketAddress direct) throws Exception {
        if (!Rival.isThere(program)) {
            return Double.NaN;
        }
        try (Rival rival = Rival.start(program, direct)) {
            return median(rival.address());
        }
    }

    private static double median(SocketAddress server) throws IOException {
        double[] taken = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            taken[turn] = send(server);
        }
        return Contest.median(taken);
    }

    private static void discard(ServerSocket listener) throws IOException {
        while (!listener.isClosed()) {
            Socket accepted;
            try {
                accepted = listener.accept();
            } catch (IOException closed) {
                return;
            }
            Bare.start(() -> {
                try (Socket socket = accepted) {
                    InputStream in = socket.getInputStream();
                    byte[] buffer = new byte[WRITE];
                    int left = SIZE;
                    while (left > 0) {
                        int count = in.read(buffer);
                        if (count < 0) {
                            return;
                        }
                        left -= count;
                    }
                    socket.getOutputStream().write(1);
                }
            });
        }
    }

    /** Sends until all has arrived, as the server tells by a byte. */
    private static double send(SocketAddress server) throws IOException {
        byte[] block = new byte[WRITE];
        try (Socket socket = Bare.connect(server)) {
            OutputStream out = socket.getOutputStream();
            long start = System.nanoTime();
            for (int sent = 0; sent < SIZE; sent += WRITE) {
                out.write(block);
            }
            if (socket.getInputStream().read() != 1) {
                throw new IOException("not all has arrived");
            }
            return SIZE / (double) MEBIBYTE / ((System.nanoTime() - start) / 1e9);
        }
    }
}
