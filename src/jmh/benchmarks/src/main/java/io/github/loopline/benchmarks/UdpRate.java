package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 300,000 datagrams as fast as one thread can send them, to a peer with its default settings. */
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class UdpRate extends Rounds {

    private static final int DATAGRAMS = 300_000;
    private static final int RECEIVE_BUFFER = 4 << 20;

    /** Bytes in a datagram. */
    @Param({"64", "1400"})
    public int size;

    /** How fast they were sent, and how many never arrived. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Datagrams {
        /** Thousands of datagrams a second, sent to a bare channel that throws them away. */
        public double floorRate;
        /** Thousands of datagrams a second, sent to a peer that records them. */
        public double peerRate;
        /** Lost by the bare channel, which has asked for the same large buffer. */
        public double floorLost;
        /** Lost by the peer. */
        public double peerLost;
        /** Lost by the peer, and not reported as dropped. */
        public double unexplained;
    }

    /**
     * One round.
     *
     * @param datagrams what was seen
     * @throws Exception when a socket breaks
     */
    @Benchmark
    public void round(Datagrams datagrams) throws Exception {
        floor(datagrams);
        peer(datagrams);
    }

    private void peer(Datagrams datagrams) throws Exception {
        try (Loopback loopback = Loopback.open()) {
            DatagramPeer peer = loopback.udpPeer();
            datagrams.peerRate = send(peer.address());
            awaitQuiet(peer);
            datagrams.peerLost = DATAGRAMS - peer.receivedCount();
            datagrams.unexplained = datagrams.peerLost - peer.dropped();
        }
    }

    /** Waits until everything has come, or nothing more has for a while. */
    private static void awaitQuiet(DatagramPeer peer) throws InterruptedException {
        long before = -1;
        while (peer.receivedCount() < DATAGRAMS && peer.receivedCount() != before) {
            before = peer.receivedCount();
            Thread.sleep(200);
        }
    }

    private void floor(Datagrams datagrams) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(new InetSocketAddress(Bare.LOOPBACK, 0));
            int[] received = new int[1];
            Thread receiver = Bare.start(() -> received[0] = count(channel));
            datagrams.floorRate = send(channel.getLocalAddress());
            sendTheEnd(channel.getLocalAddress());
            receiver.join();
            datagrams.floorLost = DATAGRAMS - received[0];
        }
    }

    /** Counts datagrams until an empty one comes. */
    private static int count(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
        int received = 0;
        while (true) {
            channel.receive(buffer.clear());
            if (buffer.position() == 0) {
                return received;
            }
            received++;
        }
    }

    private static void sendTheEnd(SocketAddress receiver) throws Exception {
        Thread.sleep(100);
        try (DatagramChannel sender = DatagramChannel.open()) {
            sender.send(ByteBuffer.allocate(0), receiver);
        }
    }

    private double send(SocketAddress receiver) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(size);
        try (DatagramChannel sender = DatagramChannel.open()) {
            sender.connect(receiver);
            long start = System.nanoTime();
            for (int i = 0; i < DATAGRAMS; i++) {
                sender.write(datagram.clear());
            }
            return DATAGRAMS / ((System.nanoTime() - start) / 1e6);
        }
    }
}
