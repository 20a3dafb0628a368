package io.github.loopline.link;

import io.github.loopline.trace.Addresses;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Checks where a link is to lead. */
final class Upstreams {

    private Upstreams() {}

    /** Refuses what is beyond this machine. */
    static SocketAddress local(SocketAddress server) {
        boolean local = server instanceof UnixDomainSocketAddress
                || server instanceof InetSocketAddress inet
                        && !inet.isUnresolved()
                        && inet.getAddress().isLoopbackAddress();
        if (!local) {
            throw new IllegalArgumentException("A link leads to loopback addresses and paths only but was given "
                    + Addresses.text(server) + ". Write toRemote(...) if it may leave this machine.");
        }
        return server;
    }

    /** Refuses a name. */
    static InetSocketAddress resolved(InetSocketAddress server) {
        if (server.isUnresolved()) {
            throw new IllegalArgumentException("A link leads to resolved addresses but was given " + server
                    + ". Look the name up before, by new InetSocketAddress(name, port).");
        }
        return server;
    }

    /** Refuses what nobody can listen on, and the link itself. */
    static void check(SocketAddress server, SocketAddress own) {
        if (server instanceof InetSocketAddress inet && inet.getPort() == 0) {
            throw new IllegalArgumentException("A link leads to ports 1 to 65535 but was given "
                    + Addresses.text(server) + ". Give the port that the server listens on.");
        }
        if (server.equals(own)) {
            throw new IllegalArgumentException(
                    "A link leads to somebody else but was given its own address. Give that of the server.");
        }
    }
}
