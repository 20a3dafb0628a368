package io.github.loopline.fault;

import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What sees the effect of a fault on both sides of a link: sockets of the JDK, the client's connected. */
record PlainPeers(DatagramSocket client, DatagramSocket server) implements AutoCloseable {

    static PlainPeers at(DatagramLink link) throws IOException {
        PlainPeers peers = new PlainPeers(socket(), socket());
        link.to((InetSocketAddress) peers.server.getLocalSocketAddress());
        peers.client.connect(link.address());
        return peers;
    }

    static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    PlainPeers ask(String... texts) throws IOException {
        for (String text : texts) {
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            client.send(new DatagramPacket(data, data.length));
        }
        return this;
    }

    DatagramPacket receive() throws IOException {
        return receive(server);
    }

    static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        at.receive(packet);
        return packet;
    }

    /** Receives so many at the server. */
    List<String> served(int count) throws IOException {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(text(receive()));
        }
        return all;
    }

    /** Receives what comes until nothing has come for so long. */
    List<String> servedWithin(int millis) throws IOException {
        List<String> all = new ArrayList<>();
        server.setSoTimeout(millis);
        try {
            while (true) {
                all.add(text(receive()));
            }
        } catch (SocketTimeoutException over) {
            return all;
        } finally {
            server.setSoTimeout(10_000);
        }
    }

    static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
