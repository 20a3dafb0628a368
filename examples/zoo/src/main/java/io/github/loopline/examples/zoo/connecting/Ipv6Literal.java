package io.github.loopline.examples.zoo.connecting;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Cuts HOST:PORT at a colon that belongs to the IPv6 literal.
 *
 * @see <a href="https://github.com/odnoklassniki/one-nio/issues/138">odnoklassniki/one-nio#138</a>; the same:
 * apache/ignite#8591, objectionary/eo#5804, github/copilot-sdk#2200
 */
public final class Ipv6Literal {

    private Ipv6Literal() {}

    /** The host is an authority: name:port, 1.2.3.4:port or [ipv6]:port; opening connects there. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Socket s = new Socket();

        Buggy(Peer peer) throws IOException {
            s.connect(parsed(peer.host()), peer.millis());
            s.setSoTimeout(peer.millis());
        }

        InetSocketAddress parsed(String authority) {
            String[] parts = authority.split(":", 2); // BUG: the first colon
            return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
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
        InetSocketAddress parsed(String authority) {
            int colon = authority.lastIndexOf(':');
            String host = authority.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            return new InetSocketAddress(host, Integer.parseInt(authority.substring(colon + 1)));
        }
    }
}
