package io.github.loopline.examples.zoo.connecting;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Throws past a connection that nobody else has, and leaves it open.
 *
 * @see <a href="https://github.com/GoogleCloudPlatform/alloydb-java-connector/issues/739">
 * GoogleCloudPlatform/alloydb-java-connector#739</a>;
 * the same: aerospike/aerospike-client-java#60, mcfunley/juds#2, dnsjava/dnsjava#110, Refinitiv/Real-Time-SDK#78
 */
public final class FailedHandshakeLeak {

    private FailedHandshakeLeak() {}

    /** Keeps sockets reachable, as real clients' registries do, so that no garbage collection helps. */
    static final Set<Socket> REGISTRY = ConcurrentHashMap.newKeySet();

    /** The server greets with OK or ERR; on ERR opening throws, and its connection is closed at once. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Socket s = new Socket();

        Buggy(Peer peer) throws IOException {
            REGISTRY.add(s);
            s.connect(peer.address(), peer.millis());
            s.setSoTimeout(peer.millis());
            String greeting = Lines.read(s);
            if (!greeting.startsWith("OK")) {
                refused();
                throw new IOException(greeting); // BUG: nobody has a reference to close
            }
        }

        void refused() throws IOException {}

        @Override
        public String call(String line) throws IOException {
            Lines.write(s, line);
            return Lines.read(s);
        }

        @Override
        public void close() throws IOException {
            REGISTRY.remove(s);
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        void refused() throws IOException {
            close();
        }
    }
}
