package io.github.loopline.link;

import io.github.loopline.Loopback;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/**
 * A plain client and a plain server, connected through a link.
 *
 * @param link what is tested
 * @param client a socket of the JDK
 * @param server a socket of the JDK
 */
record Ends(StreamLink link, Peer client, Peer server) implements AutoCloseable {

    /** Makes a link that leads to a listening socket of the JDK. */
    static StreamLink link(Loopback net, Transport transport, ServerSocketChannel listener) throws IOException {
        StreamLink link = transport == Transport.UNIX ? net.unixLink() : net.tcpLink();
        return link.to(listener.getLocalAddress());
    }

    static Ends connect(Loopback net, Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        return connect(link(net, transport, listener), listener);
    }

    static Ends connect(StreamLink link, ServerSocketChannel listener) throws Exception {
        Background<Peer> accepted = Background.call(() -> Peer.acceptedFrom(listener));
        Peer client = Peer.connectTo(link.socketAddress());
        return new Ends(link, client, accepted.result());
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
