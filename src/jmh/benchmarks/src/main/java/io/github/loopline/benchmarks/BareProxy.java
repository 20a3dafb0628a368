package io.github.loopline.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** What people write when they need a proxy in a test: two threads for a connection, blocking, nothing recorded. */
final class BareProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final SocketAddress server;

    BareProxy(SocketAddress server) throws IOException {
        this.server = server;
        listener = Bare.listen();
        Bare.start(this::accept);
    }

    SocketAddress address() {
        return Bare.addressOf(listener);
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException closed) {
                return;
            }
            client.setTcpNoDelay(true);
            Socket upstream = Bare.connect(server);
            AtomicInteger open = new AtomicInteger(2);
            Bare.start(() -> pump(client, upstream, open));
            Bare.start(() -> pump(upstream, client, open));
        }
    }

    private static void pump(Socket from, Socket to, AtomicInteger open) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[65_536];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        to.shutdownOutput();
        if (open.decrementAndGet() == 0) {
            from.close();
            to.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
