package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.FramedClient;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Takes {@code read(byte[])} to fill the array: a reply that comes in two segments is cut, and its rest is read as the
 * head of the next one.
 *
 * @see <a href="https://github.com/apache/netbeans/issues/1855">apache/netbeans#1855</a>; the same: microsoft/bond#352,
 * microsoft/thrifty#368, pszturmaj/ddb#2
 */
public final class ShortRead {

    private ShortRead() {}

    /** Call returns the whole answering frame, however the network cuts it up. */
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
            out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
        }

        @Override
        public String call(String request) throws IOException {
            byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
            byte[] body = new byte[in.readInt()];
            fill(body);
            return new String(body, StandardCharsets.UTF_8);
        }

        void fill(byte[] body) throws IOException {
            in.read(body); // BUG: may return fewer
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
        void fill(byte[] body) throws IOException {
            in.readFully(body);
        }
    }
}
