package io.github.loopline.examples.zoo.tls;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Takes any certificate of a trusted CA, whosever it is: a plain {@code SSLSocket} does not compare names.
 *
 * @see <a href="https://github.com/github/securitylab/issues/419">github/securitylab#419</a>; the same:
 * micronaut-projects/micronaut-core#8339, TakahikoKawasaki/nv-websocket-client#106, github/securitylab#109,
 * netty/netty#3801
 */
public final class TlsNoHostnameCheck {

    private TlsNoHostnameCheck() {}

    /** Opening fails if the server's certificate is not for the host; nothing is sent to such a server. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final SSLSocket s;

        Buggy(Peer peer) throws IOException {
            Socket plain = new Socket();
            plain.connect(peer.address(), peer.millis());
            plain.setSoTimeout(peer.millis());
            s = (SSLSocket) peer.ssl().getSocketFactory().createSocket(plain, peer.host(), peer.port(), true);
            try {
                s.setSSLParameters(parameters(s.getSSLParameters()));
                s.startHandshake();
            } catch (IOException e) {
                s.close();
                throw e;
            }
        }

        SSLParameters parameters(SSLParameters p) {
            return p; // BUG: by default, no name is compared
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
        SSLParameters parameters(SSLParameters p) {
            p.setEndpointIdentificationAlgorithm("HTTPS");
            return p;
        }
    }
}
