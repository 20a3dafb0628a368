package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.FramedClient;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Believes the peer's length, and allocates two gigabytes before a byte of them has come.
 *
 * @see <a href="https://github.com/TooTallNate/Java-WebSocket/issues/1507">TooTallNate/Java-WebSocket#1507</a>; the
 * same: ArcadeData/arcadedb#5894, xerial/snappy-java#737, netty/netty#283
 */
public final class UnboundedFrame {

    private UnboundedFrame() {}

    /** Frames may be up to 1 MiB; call throws an IOException if the answer is announced as longer. */
    public static FramedClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements FramedClient {
        final Socket s = new Socket();
        final DataInputStream in;
        final DataOutputStream out;

        Buggy(Peer peer) throws IOException {
            s.connect(peer.address(), peer.millis());
            s.setSoTimeout(peer.millis());
            in = new DataInputStream(s.getInputStream());
            out = new DataOutputStream(s.getOutputStream());
        }

        @Override
        public String call(String request) throws IOException {
            byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
            byte[] body = new byte[checked(in.readInt())];
            in.readFully(body);
            return new String(body, StandardCharsets.UTF_8);
        }

        int checked(int length) throws IOException {
            return length; // BUG: believes the peer
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
        int checked(int length) throws IOException {
            if (length < 0 || length > 1 << 20) {
                throw new IOException("frame of " + length + " bytes");
            }
            return length;
        }
    }
}
