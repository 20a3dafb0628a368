package io.github.loopline.examples.zoo.connecting;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;

/**
 * Connects without a timeout: the kernel tries for about two minutes.
 *
 * @see <a href="https://github.com/mixpanel/mixpanel-java/issues/20">mixpanel/mixpanel-java#20</a>; the same:
 * apache/commons-net#51, kstateome/canvas-api#36
 */
public final class ConnectNoTimeout {

    private ConnectNoTimeout() {}

    /** Opening and calling fail with an IOException within the timeout if the peer does not react. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Socket s;

        Buggy(Peer peer) throws IOException {
            s = connected(peer);
            s.setSoTimeout(peer.millis());
        }

        Socket connected(Peer peer) throws IOException {
            return new Socket(peer.host(), peer.port()); // BUG
        }

        @Override
        public String call(String line) throws IOException {
            Lines.write(s, line);
            return Lines.read(s);
        }

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
        Socket connected(Peer peer) throws IOException {
            Socket s = new Socket();
            s.connect(peer.address(), peer.millis());
            return s;
        }
    }
}
