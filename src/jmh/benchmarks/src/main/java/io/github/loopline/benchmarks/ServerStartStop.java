package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import mockwebserver3.MockWebServer;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Starting a listening server on a free port and stopping it, warm. One server in ten is looked at after it has stopped,
 * outside the measured time: its port must refuse a connection and must be free for anybody.
 */
@Warmup(iterations = 10)
public class ServerStartStop extends Rounds {

    private NioReactor reactor;
    private Loopback loopback;

    /** What one start and stop takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A bare {@code ServerSocket}. */
        public double floor;
        /** A {@code StreamServer} of a {@code Loopback} that is there already. */
        public double server;
        /** A {@code StreamServer} with a {@code Loopback} of its own. */
        public double loopback;
        /** A MockWebServer. */
        public double mockWebServer;
        /** A NetCrusher TCP proxy on a running reactor, the search for a free port included: it finds none by itself. */
        public double netCrusher;
    }

    /**
     * The reactor of the neighbour that wants a running one.
     *
     * @throws IOException when it does not start
     */
    @Setup(Level.Trial)
    public void openReactor() throws IOException {
        reactor = new NioReactor();
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void closeReactor() {
        reactor.close();
    }

    /** A {@code Loopback} for every round: it remembers what it opened. */
    @Setup(Level.Iteration)
    public void open() {
        loopback = Loopback.open();
    }

    /** Closes it. */
    @TearDown(Level.Iteration)
    public void close() {
        loopback.close();
    }

    /**
     * One round.
     *
     * @param micros what it took
     * @throws Exception when a port is still in use after a stop
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        double[] own = Contest.micros(20, 50, this::floor, this::server, this::loopback);
        double[] neighbours = Contest.micros(3, 20, this::mockWebServer, this::netCrusher);
        micros.floor = own[0];
        micros.server = own[1];
        micros.loopback = own[2];
        micros.mockWebServer = neighbours[0];
        micros.netCrusher = neighbours[1];
        for (int i = 0; i < 100; i++) {
            checkStopIsSynchronous();
        }
    }

    private void floor() throws IOException {
        new ServerSocket(0, 50, Bare.LOOPBACK).close();
    }

    private void server() {
        loopback.tcpServer().close();
    }

    private void loopback() {
        try (Loopback own = Loopback.open()) {
            own.tcpServer();
        }
    }

    private void mockWebServer() throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.start(Bare.LOOPBACK, 0);
        }
    }

    private void netCrusher() throws IOException {
        int port;
        try (ServerSocket free = Bare.listen()) {
            port = free.getLocalPort();
        }
        try (TcpCrusher crusher = TcpCrusherBuilder.builder()
                .withReactor(reactor)
                .withBindAddress("127.0.0.1", port)
                .withConnectAddress("127.0.0.1", port)
                .buildAndOpen()) {
            crusher.isOpen();
        }
    }

    private void checkStopIsSynchronous() throws IOException {
        StreamServer server = loopback.tcpServer();
        InetSocketAddress address = server.address();
        server.stop();
        try (Socket late = Bare.connect(address)) {
            throw new IllegalStateException("accepted after stop: " + late);
        } catch (ConnectException refused) {
            bindWithoutReuse(address);
        }
        server.close();
    }

    private static void bindWithoutReuse(InetSocketAddress address) throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(false);
            other.bind(address);
        }
    }
}
