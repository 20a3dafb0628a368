package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.STRANGE_REQUEST;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * Tests that hang as they are written, and threads that die unseen. Isolated, since Awaitility fails every test that waits while some
 * thread of the JVM dies.
 */
@Isolated
class WireBoundTests {

    @Test
    void a_test_that_hangs_plainly_ends_and_tells_where_it_was() {
        Run run = Samples.run(HangsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "hangs#1"))
                .startsWith("plain run: it did not end within 300 ms but was still in the socket TCP 127.0.0.1:")
                .contains("ESTABLISHED", "WireBoundTests$HangsTestCase.hangs");
    }

    static class HangsTestCase {

        @WireTest(withinMillis = 50)
        void hangs(@TcpServer StreamServer server) throws IOException {
            WireClient.ask(server, 0, WireClient::line);
        }
    }

    @Test
    void what_hangs_before_the_test_ends_too() {
        Run run = Samples.run(HangsBeforeTestCase.class);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, "never_runs#1"))
                .startsWith("plain run: it did not end within 300 ms but was still in the socket TCP 127.0.0.1:")
                .contains("WireBoundTests$HangsBeforeTestCase.logs_in");
    }

    static class HangsBeforeTestCase {

        @TcpServer
        StreamServer server;

        @BeforeEach
        void logs_in() throws IOException {
            WireClient.ask(server, 0, WireClient::line);
        }

        @WireTest(withinMillis = 50)
        void never_runs() {
            throw new IllegalStateException("it ran");
        }
    }

    /** Reads an answer on a thread of its own, which may die of it. */
    private static String readElsewhere(StreamServer server, RuntimeException dying, boolean always)
            throws IOException {
        server.framing(lines()).answer(question -> "ok");
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
            Thread reader = new Thread(() -> reads(socket, answer, dying, always), "elsewhere");
            reader.start();
            reader.join(WireClient.PATIENT);
            return answer.get(WireClient.PATIENT, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private static void reads(Socket socket, CompletableFuture<String> answer, RuntimeException dying, boolean always) {
        try {
            answer.complete(WireClient.line(socket.getInputStream()));
        } catch (IOException e) {
            answer.completeExceptionally(e);
            throw dying;
        }
        if (always) {
            throw dying;
        }
    }

    @Test
    void a_thread_that_dies_of_a_mistake_under_a_condition_is_found() {
        Run run = Samples.run(DiesTestCase.class);

        assertThat(failure(run, "reads#2"))
                .startsWith(
                        "FIN instead of answer 1: thread [elsewhere] died of java.lang.NegativeArraySizeException: -1")
                .contains("at io.github.loopline.junit.WireBoundTests$DiesTestCase.reads(");
    }

    static class DiesTestCase {

        @WireTest(FIN_EVERYWHERE)
        void reads(@TcpServer StreamServer server) throws IOException {
            assertThat(readElsewhere(server, new NegativeArraySizeException("-1"), false))
                    .isEqualTo("ok");
        }
    }

    @Test
    void threads_that_die_plainly_too_or_of_the_end_of_the_stream_are_not() {
        Run run = Samples.run(EndsTestCase.class);

        assertThat(ends(run)).hasSizeGreaterThan(8).containsOnly(Status.SUCCESSFUL);
    }

    static class EndsTestCase {

        @WireTest({CUT_EVERY_BYTE, FIN_EVERYWHERE})
        void plainly(@TcpServer StreamServer server) throws IOException {
            assertThat(readElsewhere(server, new NullPointerException("always"), true))
                    .isEqualTo("ok");
        }

        @WireTest(FIN_EVERYWHERE)
        void of_the_end(@TcpServer StreamServer server) throws IOException {
            IllegalArgumentException wrapping =
                    new IllegalArgumentException(new UncheckedIOException(new IOException("end")));

            assertThat(readElsewhere(server, wrapping, false)).isEqualTo("ok");
        }

        @WireTest(FIN_EVERYWHERE)
        void on_purpose(@TcpServer StreamServer server) throws IOException {
            assertThat(readElsewhere(server, new IllegalStateException("closed"), false))
                    .isEqualTo("ok");
        }
    }

    @Test
    void a_server_that_believes_a_length_is_found_by_what_its_thread_dies_of() {
        Run run = Samples.run(BelievesTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2"))
                .startsWith("after a stranger who sent a request with all bits inverted: thread [server] died of"
                        + " java.lang.NegativeArraySizeException: -5")
                .contains("WireBoundTests$BelievesTestCase.body(WireBoundTests.java:")
                .endsWith("\n  run it alone: -Dloopline.wire=STRANGE_REQUEST:0");
    }

    static class BelievesTestCase {

        @WireTest(STRANGE_REQUEST)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                start(service);
                client.connect(service.getLocalSocketAddress())
                        .send("\0\0\0\4ask\n")
                        .expect("ask\n");
            }
        }

        private static void start(ServerSocket service) {
            Thread acceptor = new Thread(
                    () -> {
                        try {
                            while (true) {
                                serve(service.accept());
                            }
                        } catch (IOException e) {
                            // the end of the service
                        }
                    },
                    "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private static void serve(Socket socket) {
            Thread server = new Thread(
                    () -> {
                        try (socket) {
                            socket.getOutputStream().write(body(socket));
                        } catch (IOException e) {
                            // the end of that client
                        }
                    },
                    "server");
            server.setDaemon(true);
            server.start();
        }

        private static byte[] body(Socket socket) throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] body = new byte[in.readInt()];
            in.readFully(body);
            return body;
        }
    }
}
