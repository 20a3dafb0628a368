package io.github.loopline.examples.zoo.calling;

import io.github.loopline.examples.zoo.Contracts.AsyncClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Leaves a command that could not be sent among those that wait for an answer: every later one gets its predecessor's.
 *
 * @see <a href="https://github.com/redis/lettuce/issues/1029">redis/lettuce#1029</a>; the same: redis/lettuce#2012,
 * redis/lettuce#3443, redis/lettuce#788
 */
public final class PipelineMismatch {

    private PipelineMismatch() {}

    /** Answers come in order; each future gets its own; a line that holds an LF is refused and not sent. */
    public static AsyncClient open(Peer peer) throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
        Threads.start("zoo-reader", b::read);
        return b;
    }

    static class Buggy implements AsyncClient {
        final Socket s = new Socket();
        final Queue<CompletableFuture<String>> waiting = new ConcurrentLinkedQueue<>();

        Buggy(Peer peer) throws IOException {
            s.connect(peer.address(), peer.millis());
        }

        void read() throws IOException {
            while (true) {
                String answer = Lines.read(s);
                waiting.remove().complete(answer);
            }
        }

        @Override
        public synchronized CompletableFuture<String> send(String line) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            waiting.add(answer);
            try {
                Lines.write(s, encoded(line));
            } catch (IOException | IllegalArgumentException e) {
                failed(answer);
                answer.completeExceptionally(e);
            }
            return answer;
        }

        String encoded(String line) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("more than a line");
            }
            return line;
        }

        void failed(CompletableFuture<String> answer) {} // BUG: still in the queue

        @Override
        public void close() throws IOException {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        void failed(CompletableFuture<String> answer) {
            waiting.remove(answer);
        }
    }
}
