package io.github.loopline.examples.zoo.connecting;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Contracts.Resolver;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Resolves a name once: every later connection goes to the old address.
 *
 * @see <a href="https://github.com/apache/zookeeper/issues/451">apache/zookeeper#451</a>; the same:
 * OpenHFT/Chronicle-Network#168, bloxbean/yaci#163, apache/kafka#9902, apache/geode#6938, zeromq/jeromq#129
 */
public final class DnsCachedForever {

    private DnsCachedForever() {}

    /** A call on a dead connection may fail; the next one connects anew, to where the name points then. */
    public static LineClient open(Peer peer, Resolver resolver) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer, resolver) : new Fixed(peer, resolver);
    }

    static class Buggy implements LineClient {
        final Peer peer;
        final Resolver resolver;
        final InetAddress atStart;
        private Socket s;

        Buggy(Peer peer, Resolver resolver) throws IOException {
            this.peer = peer;
            this.resolver = resolver;
            atStart = resolver.resolve(peer.host());
        }

        InetAddress address() throws IOException {
            return atStart; // BUG
        }

        @Override
        public String call(String line) throws IOException {
            try {
                if (s == null) {
                    s = new Socket();
                    s.connect(new InetSocketAddress(address(), peer.port()), peer.millis());
                    s.setSoTimeout(peer.millis());
                }
                Lines.write(s, line);
                return Lines.read(s);
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            if (s != null) {
                s.close();
                s = null;
            }
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer, Resolver resolver) throws IOException {
            super(peer, resolver);
        }

        @Override
        InetAddress address() throws IOException {
            return resolver.resolve(peer.host());
        }
    }
}
