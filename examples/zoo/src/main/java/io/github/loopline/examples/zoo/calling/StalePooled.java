package io.github.loopline.examples.zoo.calling;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/**
 * Uses a kept connection as if it were alive, though the server has closed it while it was idle.
 *
 * @see <a href="https://github.com/m3dev/octoparts/issues/125">m3dev/octoparts#125</a>; the same: onaio/milia#82,
 * apache/groovy#2824, ClickHouse/clickhouse-java#1721, gatling/gatling#3609, redisson/redisson#2947
 */
public final class StalePooled {

    private StalePooled() {}

    /** All calls are idempotent; one made after the server has closed the idle connection succeeds. */
    public static LineClient open(Peer peer) {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Peer peer;
        Socket kept;

        Buggy(Peer peer) {
            this.peer = peer;
        }

        @Override
        public String call(String line) throws IOException { // BUG: no look, no second try
            if (kept == null) {
                kept = new Socket();
                kept.connect(peer.address(), peer.millis());
                kept.setSoTimeout(peer.millis());
            }
            try {
                Lines.write(kept, line);
                return Lines.read(kept);
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) {
            super(peer);
        }

        @Override
        public String call(String line) throws IOException {
            boolean reused = kept != null;
            try {
                return super.call(line);
            } catch (EOFException | SocketException e) {
                if (!reused) {
                    throw e;
                }
                return super.call(line);
            }
        }
    }
}
