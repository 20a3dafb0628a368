package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Delay;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What waits in a link, each piece for a time of its own, so that the engine has a timer for it. */
record Delayed(List<Socket> sockets) implements AutoCloseable {

    private static final Delay LONG = Delay.uniform(Duration.ofMinutes(30), Duration.ofMinutes(60));

    static void datagrams(Loopback net, int count) throws IOException {
        DatagramLink link = net.udpLink().to(net.udpPeer());
        link.apply(DatagramFault.delay(LONG));
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 1; i <= count; i++) {
                socket.send(new DatagramPacket(new byte[8], 8, link.address()));
                if (i % 50 == 0) {
                    await(i, () -> link.traffic(Direction.TO_SERVER).arrived());
                }
            }
        }
    }

    /** Each connection sends a byte after the other, and the next one only when the link has read the last. */
    static Delayed pieces(Loopback net, SocketAddress server, int connections, int each) throws IOException {
        StreamLink link = net.tcpLink().to(server);
        link.apply(StreamFault.latency(LONG));
        Delayed waiting = new Delayed(new ArrayList<>());
        for (int i = 0; i < connections; i++) {
            waiting.sockets.add(Bare.connect(link.address()));
        }
        for (int i = 1; i <= each; i++) {
            for (Socket socket : waiting.sockets) {
                socket.getOutputStream().write(i);
            }
            await(
                    (long) i * connections,
                    () -> link.traffic(Direction.TO_SERVER).arrived());
        }
        return waiting;
    }

    private static void await(long count, LongSupplier arrived) {
        while (arrived.getAsLong() < count) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
