package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.FramedClient;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the end of the stream for "nothing yet", and reads again, for ever.
 *
 * @see <a href="https://github.com/microsoft/thrifty/issues/368">microsoft/thrifty#368</a>; the same:
 * eclipse-ee4j/glassfish-grizzly#1573, patrickrb/FT8AF#547, hmailserver/hmailserver#568,
 * MarcJHuber/event-driven-servers#204, dnsjava/dnsjava#177
 */
public final class EofSpin {

    private EofSpin() {}

    /** Call throws an IOException soon after the peer has closed the connection. */
    public static FramedClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements FramedClient {
        final Socket s = new Socket();

        Buggy(Peer peer) throws IOException {
            s.connect(peer.address(), peer.millis());
            s.setSoTimeout(peer.millis());
        }

        @Override
        public String call(String request) throws IOException {
            byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
            byte[] frame = ByteBuffer.allocate(4 + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .array();
            s.getOutputStream().write(frame);
            return new String(read(ByteBuffer.wrap(read(4)).getInt()), StandardCharsets.UTF_8);
        }

        byte[] read(int length) throws IOException {
            InputStream in = s.getInputStream();
            byte[] bytes = new byte[length];
            for (int got = 0; got < length; ) {
                if (s.isClosed()) { // or nothing would ever end the loop of the bug
                    throw new SocketException("closed");
                }
                got += some(in.read(bytes, got, length - got));
            }
            return bytes;
        }

        int some(int n) throws IOException {
            return Math.max(n, 0); // BUG: -1 is not "nothing yet"
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
        int some(int n) throws IOException {
            if (n < 0) {
                throw new EOFException();
            }
            return n;
        }
    }
}
