package io.github.loopline.stream;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** A fixture on one side, a plain socket of the JDK on the other: every combination has to behave the same. */
enum Pairing {
    TCP_IPV4_SERVER(Transport.TCP_IPV4, true),
    TCP_IPV6_SERVER(Transport.TCP_IPV6, true),
    UNIX_SERVER(Transport.UNIX, true),
    TCP_IPV4_CLIENT(Transport.TCP_IPV4, false),
    TCP_IPV6_CLIENT(Transport.TCP_IPV6, false),
    UNIX_CLIENT(Transport.UNIX, false);

    /**
     * Two connected sockets.
     *
     * @param fixture what is tested
     * @param peer the other side
     */
    record Pair(Endpoint<?> fixture, Peer peer) implements AutoCloseable {

        Connection connection() {
            return fixture.target();
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    private final Transport transport;
    private final boolean server;

    Pairing(Transport transport, boolean server) {
        this.transport = transport;
        this.server = server;
    }

    boolean isUnix() {
        return transport == Transport.UNIX;
    }

    Pair connect(Loopback net, Options options) throws IOException {
        if (server) {
            StreamServer fixture = transport.server(net, options);
            Peer peer = Peer.connectTo(fixture);
            return new Pair(fixture.connection(0), peer);
        }
        ServerSocketChannel listener = transport.listener(net);
        StreamClient fixture = transport.client(net, options).connect(listener.getLocalAddress());
        return new Pair(fixture, Peer.acceptedFrom(listener));
    }
}
