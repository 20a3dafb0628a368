package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.link.StreamLink;
import java.net.ServerSocket;
import java.net.SocketAddress;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** As {@link LinkSpeed}, beside proxies of the trade. What the machine does not have is left out. */
public class LinkRivals extends Rounds {

    /** What it takes, or not a number for what is not there. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A round trip of 64 bytes, direct. */
        public double floor;
        /** The same, through a link. */
        public double link;
        /** The same, through nginx. */
        public double nginx;
        /** The same, through haproxy. */
        public double haproxy;
        /** The same, through socat. */
        public double socat;
        /** Connect, one byte there and back, close: direct. */
        public double floorSession;
        /** The same, through a link. */
        public double linkSession;
        /** The same, through nginx. */
        public double nginxSession;
        /** The same, through haproxy. */
        public double haproxySession;
        /** The same, through socat. */
        public double socatSession;
    }

    /**
     * Makes connections before the first round, as {@link LinkSpeed#warmUp} does. The rivals need none: they are not Java.
     *
     * @throws Exception when a connection breaks
     */
    @Setup
    public void warmUp() throws Exception {
        try (ServerSocket listener = Bare.listen();
                Loopback net = Loopback.open()) {
            Bare.start(() -> LinkSpeed.serve(listener));
            SocketAddress direct = Bare.addressOf(listener);
            LinkSpeed.sessions(
                    LinkSpeed.WARM_UP_SESSIONS, direct, net.tcpLink().to(direct).address());
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
                Loopback net = Loopback.open()) {
            Bare.start(() -> LinkSpeed.serve(listener));
            SocketAddress direct = Bare.addressOf(listener);
            StreamLink link = net.tcpLink().to(direct);
            double[] own = beside(direct, link.address());
            micros.floor = own[0];
            micros.link = own[1];
            micros.floorSession = own[2];
            micros.linkSession = own[3];
            double[] nginx = beside(direct, Rival.Program.NGINX, own);
            micros.nginx = nginx[0];
            micros.nginxSession = nginx[1];
            double[] haproxy = beside(direct, Rival.Program.HAPROXY, own);
            micros.haproxy = haproxy[0];
            micros.haproxySession = haproxy[1];
            double[] socat = beside(direct, Rival.Program.SOCAT, own);
            micros.socat = socat[0];
            micros.socatSession = socat[1];
        }
    }

    /** Gives the times through a rival, scaled to the floor that all rows share. */
    private static double[] beside(SocketAddress direct, Rival.Program program, double... own) throws Exception {
        if (!Rival.isThere(program)) {
            return new double[] {Double.NaN, Double.NaN};
        }
        try (Rival rival = Rival.start(program, direct)) {
            double[] taken = beside(direct, rival.address());
            return new double[] {taken[1] / taken[0] * own[0], taken[3] / taken[2] * own[2]};
        }
    }

    /** Gives a round trip direct and through a proxy, and a session direct and through it. */
    private static double[] beside(SocketAddress direct, SocketAddress proxy) throws Exception {
        double[] trips = Contest.micros(3, 1, () -> LinkSpeed.trips(direct), () -> LinkSpeed.trips(proxy));
        double[] sessions = Contest.micros(3, 100, () -> LinkSpeed.session(direct), () -> LinkSpeed.session(proxy));
        return new double[] {
            trips[0] / LinkSpeed.ROUND_TRIPS, trips[1] / LinkSpeed.ROUND_TRIPS, sessions[0], sessions[1]
        };
    }
}
