package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.Fetcher;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Hands out a body that ended before its announced length as if it were whole.
 *
 * @see <a href="https://github.com/openjdk/jdk/issues/19909">openjdk/jdk#19909</a>; the same: jetty/jetty.project#8210,
 * nodejs/undici#5273, ClickHouse/poco#19
 */
public final class EofMidBody {

    private EofMidBody() {}

    /** Sends GET, gets the line 'LEN n' and n bytes; fetch returns all n or throws an IOException. */
    public static Fetcher open(Peer peer) {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements Fetcher {
        final Peer peer;

        Buggy(Peer peer) {
            this.peer = peer;
        }

        @Override
        public String fetch() throws IOException {
            try (Socket s = new Socket()) {
                s.connect(peer.address(), peer.millis());
                s.setSoTimeout(peer.millis());
                Lines.write(s, "GET");
                int length = Integer.parseInt(Lines.read(s).substring(4));
                byte[] body = s.getInputStream().readNBytes(length); // stops at the stream's end, too
                check(body.length, length);
                return new String(body, StandardCharsets.US_ASCII);
            }
        }

        void check(int got, int announced) throws IOException {} // BUG
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) {
            super(peer);
        }

        @Override
        void check(int got, int announced) throws IOException {
            if (got < announced) {
                throw new EOFException(got + " of " + announced + " bytes");
            }
        }
    }
}
