package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_SERVER;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain client and a plain server, with a link between. */
final class DatagramEnds implements AutoCloseable {

    final Loopback net;
    final DatagramSocket client = socket();
    final DatagramSocket server = socket();
    final DatagramLink link;

    DatagramEnds(long seed) throws IOException {
        net = Loopback.open(Options.NONE, Draws.of(seed));
        link = net.udpLink().to((InetSocketAddress) server.getLocalSocketAddress());
    }

    static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    DatagramEnds ask(String... texts) throws IOException {
        for (String text : texts) {
            send(client, text, link.address());
        }
        return this;
    }

    /** Receives at the server; what it says is lost is not waited for. */
    String served(int count) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : " ").append(text(receive(server)));
        }
        return all.toString();
    }

    /** Asks in bursts that no buffer drops anything of, and gives what was served in all. */
    String askMany(int count, AppliedFault fault) throws IOException {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ask(String.valueOf(i));
            if (i % 50 == 49) {
                int arrived = i + 1;
                await().until(() -> link.traffic(TO_SERVER).arrived() == arrived);
                served.add(served((int) (arrived - fault.struck() - passed(served))));
            }
        }
        return String.join(" ", served);
    }

    private static long passed(List<String> served) {
        return served.stream().mapToLong(each -> each.split(" ").length).sum();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        net.close();
    }

    static void send(DatagramSocket from, String text, SocketAddress to) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(data, data.length, to));
    }

    static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        at.receive(packet);
        return packet;
    }

    static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
