package io.github.loopline.examples.zoo;

import io.github.loopline.examples.zoo.Contracts.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A sound accept loop with one thread a connection, for the specimens whose bug is elsewhere. */
public abstract class ThreadedService implements Service {

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    protected ThreadedService() throws IOException {
        listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    }

    /** Serves one connection; the socket is closed after it. */
    protected abstract void serve(Socket s) throws Exception;

    public final ThreadedService open() {
        Threads.start("zoo-accept", () -> {
            while (true) {
                Socket s = listener.accept();
                open.add(s);
                Threads.start("zoo-serve", () -> {
                    try (s) {
                        serve(s);
                    } finally {
                        open.remove(s);
                    }
                });
            }
        });
        return this;
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket s : open) {
            s.close();
        }
    }
}
