package io.github.loopline.examples.zoo.calling;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;

/**
 * Sends again what the server may have carried out already.
 *
 * @see <a href="https://github.com/square/okhttp/issues/2394">square/okhttp#2394</a>; the same: square/okhttp#1043,
 * square/okhttp#2885, square/okhttp#4963
 */
public final class RetryNonIdempotent {

    private RetryNonIdempotent() {}

    /** GET may be sent again after a failure; INCR reaches the server at most once, else the call throws. */
    public static LineClient open(Peer peer) {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Peer peer;

        Buggy(Peer peer) {
            this.peer = peer;
        }

        @Override
        public String call(String line) throws IOException {
            try {
                return once(line);
            } catch (IOException e) {
                if (!mayRepeat(line)) {
                    throw e;
                }
                return once(line);
            }
        }

        boolean mayRepeat(String line) {
            return true; // BUG
        }

        private String once(String line) throws IOException {
            try (Socket s = new Socket()) {
                s.connect(peer.address(), peer.millis());
                s.setSoTimeout(peer.millis());
                Lines.write(s, line);
                return Lines.read(s);
            }
        }

        @Override
        public void close() {}
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) {
            super(peer);
        }

        @Override
        boolean mayRepeat(String line) {
            return line.startsWith("GET");
        }
    }
}
