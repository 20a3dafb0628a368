package io.github.loopline.benchmarks.tests;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes of one trivial test, each with a server of another kind. */
public final class Once {

    private Once() {}

    /** No server. */
    public static class Empty {
        @Test
        void test() {}
    }

    /** A bare {@code ServerSocket}, opened and closed by the class itself. */
    public static class Bare {
        private ServerSocket server;

        @BeforeEach
        void open() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }

        @AfterEach
        void close() throws IOException {
            server.close();
        }

        @Test
        void test() {}
    }

    /** Loopline's server as a parameter. */
    public static class Server {
        @Test
        void test(@TcpServer StreamServer server) {}
    }

    /** A MockWebServer, started by its extension. */
    public static class Mock {
        @StartStop
        public final MockWebServer server = new MockWebServer();

        @Test
        void test() {}
    }
}
