package io.github.loopline.examples.zoo.serving;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.IntConsumer;

/**
 * Looks for a free port, and gives it back before it binds it.
 *
 * @see <a href="https://github.com/eXist-db/exist/issues/6462">eXist-db/exist#6462</a>; the same:
 * propensive/soundness#2014, pravega/pravega#6963, bazelbuild/bazel#3421
 */
public final class PortToctou {

    private PortToctou() {}

    /** Calls announce with its port when nobody can take that port any more; then serves there (echo). */
    public static Service open(IntConsumer announce) throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(announce) : new Fixed(announce);
        Threads.start("zoo-accept", b::loop);
        return b;
    }

    static class Buggy implements Service {
        final ServerSocket listener;

        Buggy(IntConsumer announce) throws IOException {
            listener = bound(announce);
        }

        ServerSocket bound(IntConsumer announce) throws IOException {
            int free;
            try (ServerSocket probe = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                free = probe.getLocalPort();
            } // BUG: free it was
            announce.accept(free);
            return new ServerSocket(free, 50, InetAddress.getLoopbackAddress());
        }

        void loop() throws IOException {
            while (true) {
                Socket s = listener.accept();
                Threads.start("zoo-serve", () -> {
                    try (s) {
                        Lines.write(s, Lines.read(s));
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
        }
    }

    static final class Fixed extends Buggy {
        Fixed(IntConsumer announce) throws IOException {
            super(announce);
        }

        @Override
        ServerSocket bound(IntConsumer announce) throws IOException {
            ServerSocket s = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            announce.accept(s.getLocalPort());
            return s;
        }
    }
}
