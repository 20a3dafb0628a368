package io.github.loopline.examples.zoo.udp;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Takes the datagram that came last for the one that was sent last.
 *
 * @see <a href="https://github.com/LX3JL/xlxd/issues/75">LX3JL/xlxd#75</a>; the same: scottlamb/retina#40,
 * pothosware/SoapyRemote#2, RIPE-NCC/hadoop-pcap#29
 */
public final class UdpReorder {

    private UdpReorder() {}

    /** 'SET seq value' sets the value; 'GET' answers that of the highest seq, in whatever order they came. */
    public static Service open() throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy() : new Fixed();
        Threads.start("zoo-udp", b::loop);
        return b;
    }

    static class Buggy implements Service {
        final DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        long newest = -1;

        Buggy() throws IOException {}

        void loop() throws IOException {
            String value = "";
            while (true) {
                DatagramPacket in = new DatagramPacket(new byte[1024], 1024);
                s.receive(in);
                String[] words = new String(in.getData(), 0, in.getLength(), StandardCharsets.US_ASCII).split(" ");
                if (words[0].equals("GET")) {
                    byte[] out = value.getBytes(StandardCharsets.US_ASCII);
                    s.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
                } else if (newer(Long.parseLong(words[1]))) {
                    value = words[2];
                }
            }
        }

        boolean newer(long seq) {
            return true; // BUG: the last to come is taken for the last sent
        }

        @Override
        public int port() {
            return s.getLocalPort();
        }

        @Override
        public void close() {
            s.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed() throws IOException {}

        @Override
        boolean newer(long seq) {
            boolean is = seq > newest;
            newest = Math.max(newest, seq);
            return is;
        }
    }
}
