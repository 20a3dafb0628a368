package io.github.loopline.link;

import static java.time.Duration.ofSeconds;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.Socket;

/** A plain client whose reads give up, and a server that sends everything back, with a link between. */
record Call(StreamLink link, Socket socket) implements AutoCloseable {

    static Call echo(Loopback net) throws IOException {
        return to(net, net.tcpServer().echo());
    }

    static Call to(Loopback net, StreamServer server) throws IOException {
        StreamLink link = net.tcpLink().to(server);
        Socket socket = new Socket(link.address().getAddress(), link.port());
        socket.setSoTimeout(10_000);
        return new Call(link, socket).settled();
    }

    /** Waits until the link has connected to the server, so that a fault finds an open connection. */
    Call settled() throws IOException {
        link.connection(0);
        send("!");
        link.assertThat().within(ofSeconds(10)).connection(0).hasPassedToServer("!");
        return this;
    }

    Call send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes());
        return this;
    }

    String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
