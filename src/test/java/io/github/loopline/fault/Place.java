package io.github.loopline.fault;

import io.github.loopline.Loopback;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** Where faults are applied, and to which side of it the plain socket is that sees their effects. */
enum Place {
    SERVER {
        @Override
        Faulty open(Loopback net, Transport transport) {
            StreamServer server = transport.server(net);
            return new Faulty() {
                @Override
                public AppliedFault apply(StreamFault fault) {
                    return server.apply(fault);
                }

                @Override
                public Peer connect() throws IOException {
                    return Peer.connectTo(server);
                }

                @Override
                public Talk talk(int index) throws IOException {
                    Peer client = connect();
                    return Talk.from(server.connection(index), client);
                }
            };
        }
    },
    CLIENT {
        @Override
        Faulty open(Loopback net, Transport transport) {
            StreamClient client = transport.client(net);
            ServerSocketChannel listener = transport.listener(net);
            return new Faulty() {
                @Override
                public AppliedFault apply(StreamFault fault) {
                    return client.apply(fault);
                }

                @Override
                public Talk talk(int index) throws IOException {
                    client.connect(listener.getLocalAddress());
                    return Talk.from(client, Peer.acceptedFrom(listener));
                }
            };
        }
    },
    LINK_TO_CLIENT {
        @Override
        Faulty open(Loopback net, Transport transport) throws IOException {
            return new Linked(net, transport, true);
        }
    },
    LINK_TO_SERVER {
        @Override
        Faulty open(Loopback net, Transport transport) throws IOException {
            return new Linked(net, transport, false);
        }
    };

    /** Opens what has faults. */
    abstract Faulty open(Loopback net, Transport transport) throws IOException;

    /** Gives the direction of which the plain socket is the end. */
    Direction direction() {
        return this == SERVER || this == LINK_TO_CLIENT ? Direction.TO_CLIENT : Direction.TO_SERVER;
    }

    /** What has faults. */
    interface Faulty {

        AppliedFault apply(StreamFault fault);

        /** Makes the next connection, and tells it by its ordinal. */
        Talk talk(int index) throws IOException;

        /** Connects, without looking for the other side. */
        default Peer connect() throws IOException {
            throw new IOException("nobody connects to this");
        }
    }

    private static final class Linked implements Faulty {

        private final StreamLink link;
        private final ServerSocketChannel listener;
        private final boolean toClient;

        Linked(Loopback net, Transport transport, boolean toClient) throws IOException {
            this.listener = transport.listener(net);
            this.link = (transport == Transport.UNIX ? net.unixLink() : net.tcpLink()).to(listener.getLocalAddress());
            this.toClient = toClient;
        }

        @Override
        public AppliedFault apply(StreamFault fault) {
            return link.apply(fault);
        }

        @Override
        public Peer connect() throws IOException {
            return Peer.connectTo(link.socketAddress());
        }

        @Override
        public Talk talk(int index) throws IOException {
            Peer client = connect();
            Peer server = Peer.acceptedFrom(listener);
            return toClient ? Talk.from(server, client) : Talk.from(client, server);
        }
    }
}
