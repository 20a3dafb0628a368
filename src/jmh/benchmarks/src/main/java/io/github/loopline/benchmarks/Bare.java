package io.github.loopline.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;

/** The few lines of plain JDK sockets that every floor and every client here is made of. */
final class Bare {

    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** A backlog that no benchmark fills. */
    static final int BACKLOG = 4096;

    private Bare() {}

    static ServerSocket listen() throws IOException {
        return new ServerSocket(0, BACKLOG, LOOPBACK);
    }

    /** A client that sends at once what it is given. */
    static Socket connect(SocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server);
        return socket;
    }

    static SocketAddress addressOf(ServerSocket listener) {
        return new InetSocketAddress(LOOPBACK, listener.getLocalPort());
    }

    /** What a floor does on its own thread. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    static Thread start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
