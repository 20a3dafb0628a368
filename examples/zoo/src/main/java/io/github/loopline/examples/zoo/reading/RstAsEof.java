package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.Fetcher;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * Catches the exception of a reset and goes on: half a body passes as whole.
 *
 * @see <a href="https://github.com/patrickrb/FT8AF/issues/547">patrickrb/FT8AF#547</a>; the same: fatedier/frp#1192,
 * robinrodricks/FluentFTP#410
 */
public final class RstAsEof {

    private RstAsEof() {}

    /** Fetch returns all bytes up to the peer's orderly close; it throws if the connection is reset. */
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
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (Socket s = new Socket()) {
                s.connect(peer.address(), peer.millis());
                s.setSoTimeout(peer.millis());
                InputStream in = s.getInputStream();
                byte[] chunk = new byte[4096];
                try {
                    for (int n; (n = in.read(chunk)) >= 0; ) {
                        body.write(chunk, 0, n);
                    }
                } catch (SocketException e) {
                    gone(e);
                }
            }
            return body.toString(StandardCharsets.US_ASCII);
        }

        void gone(SocketException e) throws IOException {} // BUG: "the peer has closed, so that's all"
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) {
            super(peer);
        }

        @Override
        void gone(SocketException e) throws IOException {
            throw e;
        }
    }
}
