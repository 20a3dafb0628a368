package io.github.loopline.examples.zoo.tls;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * Sets the timeout after the handshake, which may take for ever.
 *
 * @see <a href="https://github.com/pgjdbc/pgjdbc/issues/1822">pgjdbc/pgjdbc#1822</a>; the same:
 * microsoft/mssql-jdbc#1529, mongodb-js/mongodb-core#34, OpenIdentityPlatform/OpenDJ#146, google/conscrypt#864,
 * eclipse-paho/paho.mqtt.java#1028
 */
public final class TlsHandshakeNoTimeout {

    private TlsHandshakeNoTimeout() {}

    /** Opening fails with an IOException within the timeout if the peer accepts and then says nothing. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final SSLSocket s;

        Buggy(Peer peer) throws IOException {
            Socket plain = new Socket();
            plain.connect(peer.address(), peer.millis());
            s = (SSLSocket) peer.ssl().getSocketFactory().createSocket(plain, peer.host(), peer.port(), true);
            try {
                shakeHands(peer);
            } catch (IOException e) {
                s.close();
                throw e;
            }
        }

        void shakeHands(Peer peer) throws IOException {
            s.startHandshake(); // BUG: not bounded yet
            s.setSoTimeout(peer.millis());
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
        void shakeHands(Peer peer) throws IOException {
            s.setSoTimeout(peer.millis());
            s.startHandshake();
        }
    }
}
