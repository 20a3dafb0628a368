package io.github.loopline.examples.zoo.udp;

import io.github.loopline.examples.zoo.Contracts.UdpQuery;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Asks once: one lost datagram is a failure.
 *
 * @see <a href="https://github.com/cloudflare/cfnts/issues/26">cloudflare/cfnts#26</a>; the same:
 * nicojanssens/stun-js#8, aporeto-inc/trireme-lib#607, DNS-OARC/dnsjit#160
 */
public final class UdpNoRetransmit {

    private UdpNoRetransmit() {}

    /** Ask gets its answer within the timeout though one datagram, either way, is lost. */
    public static UdpQuery open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer, 1) : new Fixed(peer, 4);
    }

    static class Buggy implements UdpQuery { // BUG: one try
        final DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        final int tries;
        int id;

        Buggy(Peer peer, int tries) throws IOException {
            this.tries = tries;
            s.connect(peer.address());
            s.setSoTimeout(peer.millis() / tries);
        }

        @Override
        public String ask(String question) throws IOException {
            byte[] out = (++id + " " + question).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < tries; i++) {
                s.send(new DatagramPacket(out, out.length));
                try {
                    while (true) {
                        DatagramPacket in = new DatagramPacket(new byte[8192], 8192);
                        s.receive(in);
                        String answer = new String(in.getData(), 0, in.getLength(), StandardCharsets.US_ASCII);
                        if (answer.startsWith(id + " ")) {
                            return answer.substring(answer.indexOf(' ') + 1);
                        }
                    }
                } catch (SocketTimeoutException e) {
                    // lost?
                }
            }
            throw new SocketTimeoutException("no answer to " + tries + " questions");
        }

        @Override
        public void close() {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer, int tries) throws IOException {
            super(peer, tries);
        }
    }
}
