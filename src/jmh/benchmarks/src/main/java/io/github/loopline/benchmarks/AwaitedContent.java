package io.github.loopline.benchmarks;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 16 MiB that a test waits for with {@code assertThat(...).within(...).hasReceived(bytes)} while they come, against a
 * blocking read of all of them and one comparison: what it costs to look again after each event.
 */
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class AwaitedContent extends Rounds {

    private static final int WRITE = 1 << 16;
    private static final int SIZE = 16 << 20;

    private final byte[] content = new byte[SIZE];

    /** The same bytes in every run. */
    public AwaitedContent() {
        new Random(1).nextBytes(content);
    }

    /** From the first write until the test knows that everything is as it should be. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Millis {
        /** A blocking read of everything, then one comparison. */
        public double floor;
        /** The awaited assertion on the connection. */
        public double assertion;
    }

    /**
     * One round.
     *
     * @param millis what it took
     * @throws Exception when a connection breaks
     */
    @Benchmark
    public void round(Millis millis) throws Exception {
        millis.floor = floor();
        millis.assertion = assertion();
    }

    private double floor() throws Exception {
        try (ServerSocket listener = Bare.listen()) {
            long start = System.nanoTime();
            Thread client = Bare.start(() -> send(Bare.addressOf(listener)));
            try (Socket socket = listener.accept()) {
                byte[] received = socket.getInputStream().readNBytes(SIZE);
                if (!Arrays.equals(received, content)) {
                    throw new IOException("something else came");
                }
            }
            double millis = (System.nanoTime() - start) / 1e6;
            client.join();
            return millis;
        }
    }

    private double assertion() throws InterruptedException {
        try (Loopback loopback = Loopback.open()) {
            StreamServer server = loopback.tcpServer();
            long start = System.nanoTime();
            Thread client = Bare.start(() -> send(server.address()));
            assertThat(server.connection(0)).within(ofSeconds(60)).hasReceived(content);
            double millis = (System.nanoTime() - start) / 1e6;
            client.join();
            return millis;
        }
    }

    private void send(SocketAddress server) throws IOException {
        try (Socket socket = Bare.connect(server)) {
            for (int sent = 0; sent < SIZE; sent += WRITE) {
                socket.getOutputStream().write(content, sent, WRITE);
            }
        }
    }
}
