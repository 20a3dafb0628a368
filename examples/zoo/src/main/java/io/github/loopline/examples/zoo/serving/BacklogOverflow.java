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
 * Has room for few connections, and an acceptor that waits for each client's line: others cannot connect.
 *
 * @see <a href="https://github.com/apache/dubbo/issues/5168">apache/dubbo#5168</a>; the same: airlift/airlift#288,
 * grobian/carbon-c-relay#143, dlang-community/DCD#396
 */
public final class BacklogOverflow {

    private BacklogOverflow() {}

    /** Answers each line; who says nothing keeps nobody else from being connected. */
    public static Service open() throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(1) : new Fixed(128);
        Threads.start("zoo-accept", b::loop);
        return b;
    }

    static class Buggy implements Service { // BUG: accepts only when done with the last one, and few may wait
        final ServerSocket listener;

        Buggy(int backlog) throws IOException {
            listener = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
        }

        void loop() throws IOException {
            while (true) {
                dispatch(listener.accept());
            }
        }

        void dispatch(Socket s) {
            try (s) {
                Lines.write(s, Lines.read(s));
            } catch (IOException e) {
                // gone
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
        Fixed(int backlog) throws IOException {
            super(backlog);
        }

        @Override
        void dispatch(Socket s) {
            Threads.start("zoo-serve", () -> super.dispatch(s));
        }
    }
}
