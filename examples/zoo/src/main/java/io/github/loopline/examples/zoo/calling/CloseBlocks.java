package io.github.loopline.examples.zoo.calling;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.Socket;

/**
 * Needs for {@code close()} the lock that a call holds while it waits for its answer.
 *
 * @see <a href="https://github.com/rabbitmq/rabbitmq-java-client/issues/191">rabbitmq/rabbitmq-java-client#191</a>; the
 * same: wolfSSL/wolfssljni#230, jboss-remoting/jboss-remoting#24, eclipse-paho/paho.mqtt.java#330,
 * eclipse-paho/paho.mqtt.java#121, gridgain/gridgain#2434, vert-x3/vertx-web#344
 */
public final class CloseBlocks {

    private CloseBlocks() {}

    /** Close returns at once and makes a call that is waiting in another thread fail. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final Socket s = new Socket();

        Buggy(Peer peer) throws IOException {
            s.connect(peer.address(), peer.millis());
            s.setSoTimeout(peer.millis());
        }

        @Override
        public synchronized String call(String line) throws IOException {
            Lines.write(s, line);
            return Lines.read(s);
        }

        @Override
        public void close() throws IOException {
            synchronized (this) { // BUG: held by whoever waits for an answer
                s.close();
            }
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        public void close() throws IOException {
            s.close();
        }
    }
}
