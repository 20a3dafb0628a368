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
 * Receives into a buffer of 512 bytes, which cuts a longer datagram without a word.
 *
 * @see <a href="https://github.com/tarantool/tarantool/issues/3619">tarantool/tarantool#3619</a>; the same:
 * cesanta/mongoose#900, eclipse-californium/californium#847, PowerDNS/pdns#2939
 */
public final class UdpTruncation {

    private UdpTruncation() {}

    /** Ask returns the whole answer; answers may have up to 8 KiB. */
    public static UdpQuery open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer, 512) : new Fixed(peer, 8192 + 16);
    }

    static class Buggy implements UdpQuery {
        final Peer peer;
        final DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        final byte[] buffer; // BUG: sized by what used to be enough
        int id;

        Buggy(Peer peer, int bufferSize) throws IOException {
            this.peer = peer;
            buffer = new byte[bufferSize];
            s.setSoTimeout(peer.millis());
        }

        @Override
        public String ask(String question) throws IOException {
            byte[] out = (++id + " " + question).getBytes(StandardCharsets.US_ASCII);
            s.send(new DatagramPacket(out, out.length, peer.address()));
            DatagramPacket in = new DatagramPacket(buffer, buffer.length);
            s.receive(in);
            String answer = new String(buffer, 0, in.getLength(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf(' ') + 1);
        }

        @Override
        public void close() {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer, int bufferSize) throws IOException {
            super(peer, bufferSize);
        }
    }
}
