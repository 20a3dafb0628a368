package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.link.StreamLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From a blocking client to a blocking server that echoes: directly, through the proxies that one writes by hand, and through a
 * link that records. Meant for one CPU, as {@link EchoRoundTrip} is.
 */
public class LinkSpeed extends Rounds {

    static final int ROUND_TRIPS = 1_000;
    private static final int SESSIONS = 200;
    static final int WARM_UP_SESSIONS = 6_000;
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 1_024;

    /** What it takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A round trip of 64 bytes, direct. */
        public double floor;
        /** The same, through a proxy by hand. */
        public double proxy;
        /** The same, through one thread and a selector by hand. */
        public double selector;
        /** The same, through a link. */
        public double link;
        /** The same, through a link with faults that strike other connections. */
        public double inactive;
        /** The same, through a link while ten thousand pieces of 500 connections wait for their time. */
        public double pieces;
        /** The same, through a link while ten thousand datagrams wait for their time. */
        public double timers;
        /** Connect, one byte there and back, close: direct. */
        public double floorSession;
        /** The same, through a proxy by hand. */
        public double proxySession;
        /** The same, through one thread and a selector by hand. */
        public double selectorSession;
        /** The same, through a link. */
        public double linkSession;
        /** 64 MiB there and back: direct. */
        public double floorBulk;
        /** The same, through a proxy by hand. */
        public double proxyBulk;
        /** The same, through a link. */
        public double linkBulk;
    }

    /**
     * Makes connections of each kind, before the first round, until the JVM has compiled what they need: it does so after some
     * 5,000 calls, and the rounds alone would measure most of them before.
     *
     * @throws Exception when a connection breaks
     */
    @Setup
    public void warmUp() throws Exception {
        try (ServerSocket listener = Bare.listen();
                BareProxy proxy = new BareProxy(Bare.addressOf(listener));
                BareNioProxy selector = new BareNioProxy(Bare.addressOf(listener));
                Loopback net = Loopback.open()) {
            Bare.start(() -> serve(listener));
            SocketAddress direct = Bare.addressOf(listener);
            StreamLink link = net.tcpLink().to(direct);
            sessions(WARM_UP_SESSIONS, direct, proxy.address(), selector.address(), link.address());
        }
    }

    /** Makes so many connections to each address, in turn. */
    static void sessions(int times, SocketAddress... addresses) throws IOException {
        for (int i = 0; i < times; i++) {
            for (SocketAddress address : addresses) {
                session(address);
            }
        }
    }

    /**
     * One round.
     *
     * @param micros what it took
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        try (ServerSocket listener = Bare.listen();
                BareProxy proxy = new BareProxy(Bare.addressOf(listener));
                BareNioProxy selector = new BareNioProxy(Bare.addressOf(listener));
                Loopback net = Loopback.open()) {
            Bare.start(() -> serve(listener));
            SocketAddress direct = Bare.addressOf(listener);
            StreamLink link = net.tcpLink().to(direct);
            StreamLink inactive = net.tcpLink().to(direct);
            inactive.apply(StreamFault.latency(Duration.ofSeconds(1)).onConnection(1_000_000));
            inactive.apply(StreamFault.reset().afterBytes(1).onConnection(1_000_000));
            double[] trips = Contest.micros(
                    5,
                    1,
                    () -> trips(direct),
                    () -> trips(proxy.address()),
                    () -> trips(link.address()),
                    () -> trips(inactive.address()),
                    () -> trips(selector.address()));
            micros.floor = trips[0] / ROUND_TRIPS;
            micros.proxy = trips[1] / ROUND_TRIPS;
            micros.link = trips[2] / ROUND_TRIPS;
            micros.inactive = trips[3] / ROUND_TRIPS;
            micros.selector = trips[4] / ROUND_TRIPS;
            double[] sessions = Contest.micros(
                    3,
                    SESSIONS,
                    () -> session(direct),
                    () -> session(proxy.address()),
                    () -> session(link.address()),
                    () -> session(selector.address()));
            micros.floorSession = sessions[0];
            micros.proxySession = sessions[1];
            micros.linkSession = sessions[2];
            micros.selectorSession = sessions[3];
            double[] bulk =
                    Contest.micros(3, 1, () -> bulk(direct), () -> bulk(proxy.address()), () -> bulk(link.address()));
            micros.floorBulk = bulk[0];
            micros.proxyBulk = bulk[1];
            micros.linkBulk = bulk[2];
            Delayed pieces = Delayed.pieces(net, direct, 500, 20);
            micros.pieces = Contest.micros(5, 1, () -> trips(link.address()))[0] / ROUND_TRIPS;
            pieces.close();
            Delayed.datagrams(net, 10_000);
            micros.timers = Contest.micros(5, 1, () -> trips(link.address()))[0] / ROUND_TRIPS;
        }
    }

    static void serve(ServerSocket listener) throws IOException {
        while (!listener.isClosed()) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException closed) {
                return;
            }
            Bare.start(() -> echo(socket));
        }
    }

    private static void echo(Socket accepted) throws IOException {
        try (Socket socket = accepted) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[BLOCK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    static void trips(SocketAddress server) throws IOException {
        exchange(server, ROUND_TRIPS, 64);
    }

    static void session(SocketAddress server) throws IOException {
        exchange(server, 1, 1);
    }

    private static void bulk(SocketAddress server) throws IOException {
        exchange(server, BLOCKS, BLOCK);
    }

    private static void exchange(SocketAddress server, int times, int size) throws IOException {
        byte[] message = new byte[size];
        try (Socket socket = Bare.connect(server)) {
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
}
