package io.github.loopline.examples.zoo.calling;

import io.github.loopline.examples.zoo.Contracts.Subscriber;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends its heartbeats, but does not mind that nobody answers.
 *
 * @see <a href="https://github.com/hivemq/hivemq-mqtt-client-dotnet/issues/357">
 * hivemq/hivemq-mqtt-client-dotnet#357</a>;
 * the same: cloudfoundry-community/java-nats#30, eclipse-paho/paho.golang#292, hivemq/hivemq-mqtt-client#357,
 * gftea/amqprs#125, redisson/redisson#6091
 */
public final class HalfOpenUndetected {

    private HalfOpenUndetected() {}

    /** Sends PING every half timeout; connected() turns false within 2 timeouts of the last PONG. */
    public static Subscriber open(Peer peer) throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
        Threads.start("zoo-reader", b::read);
        b.beats.scheduleWithFixedDelay(b::beat, 0, Math.max(1, peer.millis() / 2), TimeUnit.MILLISECONDS);
        return b;
    }

    static class Buggy implements Subscriber {
        final Peer peer;
        final Socket s = new Socket();
        volatile long lastPong = System.nanoTime();
        volatile boolean connected = true;
        final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(beat -> {
            Thread t = new Thread(beat, "zoo-heartbeat");
            t.setDaemon(true);
            return t;
        });

        Buggy(Peer peer) throws IOException {
            this.peer = peer;
            s.connect(peer.address(), peer.millis());
        }

        void read() throws IOException {
            try {
                while (Lines.read(s).equals("PONG")) {
                    lastPong = System.nanoTime();
                }
            } finally {
                close();
            }
        }

        void beat() {
            try {
                check();
                Lines.write(s, "PING");
            } catch (IOException e) {
                beats.shutdown(); // the reader sees the end, too
            }
        }

        void check() throws IOException {} // BUG: asks, but does not mind that nobody answers

        @Override
        public boolean connected() {
            return connected;
        }

        @Override
        public void close() throws IOException {
            connected = false;
            beats.shutdown();
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        void check() throws IOException {
            if (System.nanoTime() - lastPong > peer.timeout().toNanos()) {
                close();
            }
        }
    }
}
