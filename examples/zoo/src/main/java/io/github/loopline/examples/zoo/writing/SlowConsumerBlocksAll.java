package io.github.loopline.examples.zoo.writing;

import io.github.loopline.examples.zoo.Contracts.Publisher;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.ThreadedService;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes to each subscriber in turn: one that stops reading holds the publisher and all others.
 *
 * @see <a href="https://github.com/jetty/jetty.project/issues/2380">jetty/jetty.project#2380</a>; the same:
 * nats-io/nats.java#1064, rabbitmq/rabbitmq-java-client#191
 */
public final class SlowConsumerBlocksAll {

    private SlowConsumerBlocksAll() {}

    /** Greets with HELLO; publish waits for no subscriber, and one that does not read delays no other. */
    public static Publisher open() throws IOException {
        return (Publisher) (Variant.isBuggy() ? new Buggy() : new Fixed()).open();
    }

    static class Buggy extends ThreadedService implements Publisher {
        final Set<Socket> subscribers = ConcurrentHashMap.newKeySet();

        Buggy() throws IOException {}

        @Override
        protected void serve(Socket s) throws IOException {
            subscribers.add(s);
            Lines.write(s, "HELLO");
            try {
                while (s.getInputStream().read() >= 0) {}
            } finally {
                subscribers.remove(s);
            }
        }

        @Override
        public void publish(byte[] message) throws IOException {
            for (Socket s : subscribers) {
                deliver(s, message);
            }
        }

        void deliver(Socket s, byte[] message) throws IOException {
            s.getOutputStream().write(message); // BUG: for as long as the subscriber likes
        }
    }

    static final class Fixed extends Buggy {
        private final Map<Socket, BlockingQueue<byte[]>> queues = new ConcurrentHashMap<>();

        Fixed() throws IOException {}

        @Override
        void deliver(Socket s, byte[] message) throws IOException {
            BlockingQueue<byte[]> queue = queues.computeIfAbsent(s, k -> {
                BlockingQueue<byte[]> q = new ArrayBlockingQueue<>(1024);
                Threads.start("zoo-writer", () -> {
                    while (!k.isClosed()) {
                        byte[] next = q.poll(100, TimeUnit.MILLISECONDS);
                        if (next != null) {
                            k.getOutputStream().write(next);
                        }
                    }
                });
                return q;
            });
            if (!queue.offer(message)) {
                s.close();
            }
        }
    }
}
