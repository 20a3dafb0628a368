package io.github.loopline.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What samples leave behind on purpose: kept from the garbage collector, which would close sockets, and closed in the end. */
public final class Kept implements AutoCloseable {

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    public <C extends Closeable> C keep(C left) {
        open.add(left);
        return left;
    }

    public Socket connect(InetSocketAddress server) throws IOException {
        return keep(new Socket(server.getAddress(), server.getPort()));
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
