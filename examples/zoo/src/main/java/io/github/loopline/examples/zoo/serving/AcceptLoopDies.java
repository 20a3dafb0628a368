package io.github.loopline.examples.zoo.serving;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Lets one client's exception end the thread that accepts: the port stays open, and nobody serves it.
 *
 * @see <a href="https://github.com/netty/netty/issues/100">netty/netty#100</a>; the same: camunda/camunda#507,
 * eclipse-ee4j/glassfish-grizzly#1884, jetty/jetty.project#354
 */
public final class AcceptLoopDies {

    private AcceptLoopDies() {}

    /** A client sends a version byte, then lines, which are echoed; no client can end the service for others. */
    public static Service open() throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy() : new Fixed();
        Threads.start("zoo-accept", b::loop);
        return b;
    }

    static class Buggy implements Service {
        final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Buggy() throws IOException {}

        void loop() throws IOException {
            while (true) {
                admit(listener.accept()); // BUG: one client's trouble is everybody's
            }
        }

        void admit(Socket s) throws IOException {
            s.setSoTimeout(2000);
            if (s.getInputStream().read() != '1') {
                s.close();
                return;
            }
            s.setSoTimeout(0);
            Threads.start("zoo-serve", () -> {
                try (s) {
                    while (true) {
                        Lines.write(s, Lines.read(s));
                    }
                }
            });
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
        Fixed() throws IOException {}

        @Override
        void admit(Socket s) throws IOException {
            try {
                super.admit(s);
            } catch (IOException e) {
                s.close();
            }
        }
    }
}
