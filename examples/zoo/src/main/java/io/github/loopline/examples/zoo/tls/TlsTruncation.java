package io.github.loopline.examples.zoo.tls;

import io.github.loopline.examples.zoo.Contracts.Fetcher;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * Takes the end of the TCP connection for the end of the content, without a close_notify.
 *
 * @see <a href="https://github.com/pyca/pyopenssl/issues/229">pyca/pyopenssl#229</a>; the same: dogtagpki/jss#546,
 * http4s/blaze#501, jetty/jetty.project#523
 */
public final class TlsTruncation {

    private TlsTruncation() {}

    /** Fetch returns all that the TLS server sends up to its close_notify; it throws if that does not come. */
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
            SSLEngine tls = peer.ssl().createSSLEngine(peer.host(), peer.port());
            tls.setUseClientMode(true);
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            ByteBuffer out = ByteBuffer.allocate(1 << 16);
            ByteBuffer plain = ByteBuffer.allocate(1 << 16);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (SocketChannel channel = SocketChannel.open(peer.address())) {
                tls.beginHandshake();
                while (!tls.isInboundDone()) {
                    switch (tls.getHandshakeStatus()) {
                        case NEED_TASK -> tls.getDelegatedTask().run();
                        case NEED_WRAP -> {
                            tls.wrap(ByteBuffer.allocate(0), out.clear());
                            channel.write(out.flip());
                        }
                        default -> {
                            Status status = tls.unwrap(in.flip(), plain.clear()).getStatus();
                            in.compact();
                            body.write(plain.array(), 0, plain.position());
                            if (status == Status.BUFFER_UNDERFLOW && channel.read(in) < 0) {
                                ended(tls);
                                return body.toString(StandardCharsets.US_ASCII);
                            }
                        }
                    }
                }
            }
            return body.toString(StandardCharsets.US_ASCII);
        }

        void ended(SSLEngine tls) throws IOException {} // BUG: by a FIN that anybody may have sent
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) {
            super(peer);
        }

        @Override
        void ended(SSLEngine tls) throws IOException {
            tls.closeInbound(); // throws: there was no close_notify
        }
    }
}
