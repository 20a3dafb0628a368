package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Opening a UDP peer on a free port and closing it, warm. */
@Warmup(iterations = 10)
public class PeerStartStop extends Rounds {

    private Loopback loopback;

    /** What one start and stop takes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Micros {
        /** A bare {@code DatagramSocket}. */
        public double floor;
        /** A {@code DatagramPeer}. */
        public double peer;
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
     * @throws Exception when a socket does not open
     */
    @Benchmark
    public void round(Micros micros) throws Exception {
        double[] taken = Contest.micros(20, 50, this::floor, this::peer);
        micros.floor = taken[0];
        micros.peer = taken[1];
    }

    private void floor() throws IOException {
        new DatagramSocket(new InetSocketAddress(Bare.LOOPBACK, 0)).close();
    }

    private void peer() {
        loopback.udpPeer().close();
    }
}
