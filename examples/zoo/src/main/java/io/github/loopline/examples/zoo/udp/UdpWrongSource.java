package io.github.loopline.examples.zoo.udp;

import io.github.loopline.examples.zoo.Contracts.UdpQuery;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Takes an answer from whoever sends one.
 *
 * @see <a href="https://github.com/twisted/twisted/issues/12696">twisted/twisted#12696</a>; the same:
 * tailscale/tailscale#20654, hickory-dns/hickory-dns#629, socketry/cool.io#101, ogio3/halal-filter#31
 */
public final class UdpWrongSource {

    private UdpWrongSource() {}

    /** Ask returns what the asked peer answers; datagrams from elsewhere are ignored. */
    public static UdpQuery open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements UdpQuery {
        final Peer peer;
        final DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        int id;

        Buggy(Peer peer) throws IOException {
            this.peer = peer;
            s.setSoTimeout(peer.millis());
        }

        @Override
        public String ask(String question) throws IOException {
            byte[] out = (++id + " " + question).getBytes(StandardCharsets.US_ASCII);
            s.send(new DatagramPacket(out, out.length, peer.address()));
            while (true) {
                DatagramPacket in = new DatagramPacket(new byte[8192], 8192);
                s.receive(in);
                String answer = new String(in.getData(), 0, in.getLength(), StandardCharsets.US_ASCII);
                if (answer.startsWith(id + " ") && trusted(in)) {
                    return answer.substring(answer.indexOf(' ') + 1);
                }
            }
        }

        boolean trusted(DatagramPacket in) {
            return true; // BUG: the id alone decides
        }

        @Override
        public void close() {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        boolean trusted(DatagramPacket in) {
            return in.getSocketAddress().equals(peer.address());
        }
    }
}
