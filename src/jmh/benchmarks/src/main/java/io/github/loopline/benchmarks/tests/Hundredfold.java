package io.github.loopline.benchmarks.tests;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Classes of a hundred trivial tests, each test with a server of its own; ten classes of each kind but the dearest. */
public final class Hundredfold {

    private Hundredfold() {}

    /**
     * Gives the ten classes of a kind.
     *
     * @param kind what they extend
     * @return the classes
     */
    public static List<Class<?>> tenOf(Class<?> kind) {
        return Arrays.stream(Hundredfold.class.getDeclaredClasses())
                .filter(type -> type.getSuperclass() == kind)
                .toList();
    }

    /** Tests without a server. */
    public abstract static class Empty {
        @RepeatedTest(100)
        void test() {}
    }

    /** Tests with a bare {@code ServerSocket}. */
    public abstract static class Bare {
        private ServerSocket server;

        @BeforeEach
        void open() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }

        @AfterEach
        void close() throws IOException {
            server.close();
        }

        @RepeatedTest(100)
        void test() {}
    }

    /** Tests with Loopline's server as a parameter. */
    public abstract static class Server {
        @RepeatedTest(100)
        void test(@TcpServer StreamServer server) {}
    }

    /** Tests with a MockWebServer. */
    public static class Mock {
        @StartStop
        public final MockWebServer server = new MockWebServer();

        @RepeatedTest(100)
        void test() {}
    }

    static class Empty0 extends Empty {}

    static class Empty1 extends Empty {}

    static class Empty2 extends Empty {}

    static class Empty3 extends Empty {}

    static class Empty4 extends Empty {}

    static class Empty5 extends Empty {}

    static class Empty6 extends Empty {}

    static class Empty7 extends Empty {}

    static class Empty8 extends Empty {}

    static class Empty9 extends Empty {}

    static class Bare0 extends Bare {}

    static class Bare1 extends Bare {}

    static class Bare2 extends Bare {}

    static class Bare3 extends Bare {}

    static class Bare4 extends Bare {}

    static class Bare5 extends Bare {}

    static class Bare6 extends Bare {}

    static class Bare7 extends Bare {}

    static class Bare8 extends Bare {}

    static class Bare9 extends Bare {}

    static class Server0 extends Server {}

    static class Server1 extends Server {}

    static class Server2 extends Server {}

    static class Server3 extends Server {}

    static class Server4 extends Server {}

    static class Server5 extends Server {}

    static class Server6 extends Server {}

    static class Server7 extends Server {}

    static class Server8 extends Server {}

    static class Server9 extends Server {}
}
