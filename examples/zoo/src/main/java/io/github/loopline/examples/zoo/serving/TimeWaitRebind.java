package io.github.loopline.examples.zoo.serving;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Binds without SO_REUSEADDR: restarted on its port, it fails while old connections are in TIME_WAIT.
 *
 * @see <a href="https://github.com/BaseXdb/basex/issues/172">BaseXdb/basex#172</a>; the same:
 * SlimeVR/SlimeVR-Server#554, mrniko/netty-socketio#490, tio/tio#257
 */
public final class TimeWaitRebind {

    private TimeWaitRebind() {}

    /** Binds a port (0: any), and may be restarted at once on the same port. Closes a connection on QUIT. */
    public static Service open(int port) throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(port) : new Fixed(port);
        b.acceptor = Threads.start("zoo-accept", b::loop);
        return b;
    }

    static class Buggy implements Service {
        final ServerSocket listener = new ServerSocket();
        Thread acceptor;

        Buggy(int port) throws IOException {
            listener.setReuseAddress(reuse());
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        boolean reuse() {
            return false; // BUG: "so that nobody can steal our port"
        }

        void loop() throws IOException {
            while (true) {
                Socket s = listener.accept();
                Threads.start("zoo-serve", () -> {
                    try (s) {
                        for (String line; !(line = Lines.read(s)).equals("QUIT"); ) {
                            Lines.write(s, line);
                        }
                    }
                });
            }
        }

        @Override
        public int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            try {
                acceptor.join(2000); // the kernel's listener lives until accept() has returned
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static final class Fixed extends Buggy {
        Fixed(int port) throws IOException {
            super(port);
        }

        @Override
        boolean reuse() {
            return true;
        }
    }
}
