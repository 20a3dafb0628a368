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
 * Does not connect its socket, so the kernel cannot tell it that nobody listens.
 *
 * @see <a href="https://github.com/NessComputing/syslog4j/issues/19">NessComputing/syslog4j#19</a>; the same:
 * akka/akka-core#26903, akkadotnet/akka.net#4643
 */
public final class UdpPortUnreachable {

    private UdpPortUnreachable() {}

    /** Ask throws at once, long before the timeout, if nobody listens on the peer's port. */
    public static UdpQuery open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements UdpQuery { // BUG: not connected
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
                if (answer.startsWith(id + " ") && in.getSocketAddress().equals(peer.address())) {
                    return answer.substring(answer.indexOf(' ') + 1);
                }
            }
        }

        @Override
        public void close() {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
            s.connect(peer.address());
        }
    }
}
