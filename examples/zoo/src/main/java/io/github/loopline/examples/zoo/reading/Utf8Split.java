package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Decodes what each read brings by itself: a character that the end of a segment cuts becomes two U+FFFD.
 *
 * @see <a href="https://github.com/netty/netty/issues/4690">netty/netty#4690</a>; the same: nrepl/nrepl#432,
 * nrwl/nx#34151, jimhigson/oboe.js#133
 */
public final class Utf8Split {

    private Utf8Split() {}

    /** Call returns the answering line exactly, whatever characters it holds and however it is cut up. */
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
        public String call(String line) throws IOException {
            s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return answer();
        }

        String answer() throws IOException {
            StringBuilder text = new StringBuilder();
            byte[] chunk = new byte[1024];
            while (text.indexOf("\n") < 0) {
                text.append(new String(chunk, 0, more(chunk), StandardCharsets.UTF_8)); // BUG: half a character?
            }
            return text.substring(0, text.indexOf("\n"));
        }

        int more(byte[] chunk) throws IOException {
            int n = s.getInputStream().read(chunk);
            if (n < 0) {
                throw new EOFException();
            }
            return n;
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
        String answer() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (byte[] one = new byte[1]; more(one) == 1 && one[0] != '\n'; ) {
                bytes.write(one[0]);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
