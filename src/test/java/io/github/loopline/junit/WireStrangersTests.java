package io.github.loopline.junit;

import static io.github.loopline.check.Wire.IDLE_CROWD;
import static io.github.loopline.check.Wire.RUDE_STRANGER;
import static io.github.loopline.check.Wire.SLOW_CROWD;
import static io.github.loopline.check.Wire.STRANGE_REQUEST;
import static io.github.loopline.junit.WireClient.assertFindsNothing;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What other clients do to a server under test before those of the test come. */
class WireStrangersTests {

    /** Answers each line. */
    static final class Service implements AutoCloseable {

        /** What becomes of a connection. */
        interface Admission {
            void admit(Socket socket) throws IOException;
        }

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();

        Service(Admission admission) throws IOException {
            Thread acceptor = new Thread(() -> accept(admission), "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private void accept(Admission admission) {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    open.add(socket);
                    admission.admit(socket);
                }
            } catch (IOException e) {
                // and nobody is served any more
            }
        }

        SocketAddress address() {
            return listener.getLocalSocketAddress();
        }

        static void serve(Socket socket) throws IOException {
            try (socket) {
                String line = WireClient.line(socket.getInputStream());
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        static void serveBeside(Socket socket) {
            Thread server = new Thread(
                    () -> {
                        try {
                            serve(socket);
                        } catch (IOException e) {
                            // the end of that client
                        }
                    },
                    "server");
            server.setDaemon(true);
            server.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void a_server_that_serves_each_client_by_itself_passes() {
        Samples.run(SoundTestCase.class).succeeded(1 + 2 + 1 + 1 + 2);
    }

    static class SoundTestCase {

        @WireTest({RUDE_STRANGER, IDLE_CROWD, SLOW_CROWD, STRANGE_REQUEST})
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(Service::serveBeside)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void a_server_that_tells_news_for_ever_passes() {
        Samples.run(NewsTestCase.class).succeeded(1 + 2);
    }

    static class NewsTestCase {

        @WireTest(STRANGE_REQUEST)
        void listens(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(NewsTestCase::tellBeside)) {
                client.connect(service.address()).expect("news\n");
            }
        }

        private static void tellBeside(Socket socket) {
            Thread teller = new Thread(
                    () -> {
                        try {
                            while (true) {
                                socket.getOutputStream().write("news\n".getBytes(StandardCharsets.US_ASCII));
                                LockSupport.parkNanos(1_000_000);
                            }
                        } catch (IOException e) {
                            // the end of that client
                        }
                    },
                    "teller");
            teller.setDaemon(true);
            teller.start();
        }
    }

    @Test
    void a_server_that_dies_of_one_client_is_found() {
        Run run = Samples.run(DiesTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2").replaceAll("client:\\d+", "client:N"))
                .isEqualTo("""
                after a stranger who sent RST: Expecting connection #0 of tcp-client:N to have received: "ask\\n" \
                (4 bytes) but received    : nothing, the peer is still connected
                  run it alone: -Dloopline.wire=RUDE_STRANGER:0""");
    }

    static class DiesTestCase {

        @WireTest(RUDE_STRANGER)
        void serves(@TcpClient(timeoutMillis = 2000) StreamClient client) throws IOException {
            try (Service service = new Service(Service::serve)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void a_server_that_waits_for_the_rest_of_a_request_with_all_others_is_found() {
        Run run = Samples.run(WaitsForOneTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2"))
                .startsWith("beside 20 strangers who have sent half of request 1: Expecting connection #0 of ")
                .endsWith("\n  run it alone: -Dloopline.wire=SLOW_CROWD:2");
    }

    static class WaitsForOneTestCase {

        @WireTest(SLOW_CROWD)
        void serves(@TcpClient(timeoutMillis = 1000) StreamClient client) throws IOException {
            try (Service service = new Service(Service::serve)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void the_second_stranger_leaves_in_the_middle_of_a_request() {
        Run run = Samples.run(DiesInTheMiddleTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#3"))
                .startsWith("after a stranger who sent RST behind byte 2 of request 1: ")
                .endsWith("\n  run it alone: -Dloopline.wire=RUDE_STRANGER:2");
    }

    static class DiesInTheMiddleTestCase {

        @WireTest(RUDE_STRANGER)
        void serves(@TcpClient(timeoutMillis = 2000) StreamClient client) throws IOException {
            try (Service service = new Service(DiesInTheMiddleTestCase::admit)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }

        private static void admit(Socket socket) throws IOException {
            int first;
            try {
                first = socket.getInputStream().read();
            } catch (IOException e) {
                return; // survives who says nothing
            }
            assertThat(first).isEqualTo('a');
            WireClient.line(socket.getInputStream());
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_server_that_serves_one_after_the_other_is_found() {
        Run run = Samples.run(OneAfterTheOtherTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2"))
                .startsWith("beside 20 strangers who say nothing and read nothing: ")
                .endsWith("\n  run it alone: -Dloopline.wire=IDLE_CROWD:20");
    }

    static class OneAfterTheOtherTestCase {

        @WireTest(IDLE_CROWD)
        void serves(@TcpClient(timeoutMillis = 2000) StreamClient client) throws IOException {
            try (Service service = new Service(Service::serve)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void strangers_do_not_come_to_fixtures() {
        assertFindsNothing(FixtureTestCase.class, "asks", IDLE_CROWD);
    }

    static class FixtureTestCase {

        @WireTest(IDLE_CROWD)
        void asks(@TcpServer StreamServer server, @TcpClient StreamClient client) {
            server.echo();
            client.connect(server).send("ask\n").expect("ask\n");
        }
    }
}
