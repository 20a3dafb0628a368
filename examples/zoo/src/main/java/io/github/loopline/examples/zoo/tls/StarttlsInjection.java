package io.github.loopline.examples.zoo.tls;

import io.github.loopline.examples.zoo.Contracts.LineClient;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Keeps what was appended to the plain "go ahead", and takes it for the first answer of the TLS server.
 *
 * @see <a href="https://github.com/nodemailer/nodemailer/issues/1835">nodemailer/nodemailer#1835</a>; the same:
 * dinhvh/libetpan#386, apache/james-project#589, aio-libs/aiosmtpd#380, cyrusimap/cyrus-imapd#1288
 */
public final class StarttlsInjection {

    private StarttlsInjection() {}

    /** Sends STARTTLS, reads OK, goes over to TLS; what came in plain text never answers a call. */
    public static LineClient open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements LineClient {
        final StringBuilder held = new StringBuilder();
        private Socket s = new Socket();

        Buggy(Peer peer) throws IOException {
            s.connect(peer.address(), peer.millis());
            s.setSoTimeout(peer.millis());
            Lines.write(s, "STARTTLS");
            line();
            upgrade();
            s = peer.ssl().getSocketFactory().createSocket(s, peer.host(), peer.port(), true);
        }

        void upgrade() throws IOException {} // BUG: held may hold something

        private String line() throws IOException {
            InputStream in = s.getInputStream();
            byte[] chunk = new byte[4096];
            while (held.indexOf("\n") < 0) {
                int n = in.read(chunk);
                if (n < 0) {
                    throw new EOFException();
                }
                held.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
            }
            String line = held.substring(0, held.indexOf("\n"));
            held.delete(0, line.length() + 1);
            return line;
        }

        @Override
        public String call(String line) throws IOException {
            Lines.write(s, line);
            return line();
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
        void upgrade() throws IOException {
            if (held.length() > 0) {
                close();
                throw new IOException("plain text after the go-ahead");
            }
        }
    }
}
