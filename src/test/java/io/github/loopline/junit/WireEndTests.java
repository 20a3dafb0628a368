package io.github.loopline.junit;

import static io.github.loopline.check.Wire.HALF_CLOSE;
import static io.github.loopline.check.Wire.QUIET_END;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static io.github.loopline.check.Wire.TRICKLE;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Wire;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Conditions about ends, and about answers and readers that are slow without an end. */
class WireEndTests {

    /** What a server does with what it has read. */
    private interface Serving {
        /** Serves what a read brought, or the end; tells whether it goes on. */
        boolean serve(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException;
    }

    /** Serves one client. */
    private static final class Service implements AutoCloseable {

        private final ServerSocketChannel listener = ServerSocketChannel.open();

        Service(Serving serving, boolean blocking) throws IOException {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread thread = new Thread(() -> run(serving, blocking), "server");
            thread.setDaemon(true);
            thread.start();
        }

        private void run(Serving serving, boolean blocking) {
            try (SocketChannel client = listener.accept()) {
                ByteBuffer read = ByteBuffer.allocate(1 << 20);
                boolean more = true;
                while (more && listener.isOpen()) {
                    client.configureBlocking(true);
                    int length = client.read(read.clear());
                    client.configureBlocking(blocking);
                    more = serving.serve(client, read.flip(), length < 0);
                }
            } catch (IOException e) {
                // the end of the test
            }
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) listener.getLocalAddress();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static boolean echo(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException {
        while (read.hasRemaining()) {
            client.write(read);
        }
        return !isEnd;
    }

    private static boolean ignoreEnd(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException {
        return echo(client, read, isEnd) || client.isOpen();
    }

    @Test
    void a_server_that_reads_on_behind_the_end_is_found_by_its_thread() {
        Run run = Samples.run(IgnoresEndTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2"))
                .startsWith("FIN and quiet after byte 1 of request 1: thread [server] used the CPU all the time though"
                        + " nothing came but the end") // in a line of its own where the stack is long
                .containsPattern(
                        "(?s)the end\\s+at .*\\Qio.github.loopline.junit.WireEndTests$Service.run(WireEndTests.java:")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=QUIET_END:0.0.1");
    }

    static class IgnoresEndTestCase {

        @WireTest(QUIET_END)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::ignoreEnd, true)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void a_server_that_ends_with_its_client_passes() {
        Samples.run(EndsTestCase.class).succeeded(1 + 1);
    }

    static class EndsTestCase {

        @WireTest(QUIET_END)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::echo, true)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    /** Answers when all has been read; says nothing if the end comes first. */
    private static boolean answerUnlessEnded(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(1);
        client.configureBlocking(false);
        for (int i = 0; i < 100 && client.read(rest) == 0; i++) {
            LockSupport.parkNanos(1_000_000);
        }
        boolean ended = client.read(rest) < 0;
        client.configureBlocking(true);
        return !ended && echo(client, read, isEnd);
    }

    /** Answers a line, and says so if the rest of one does not come within a tenth of a second. */
    private static boolean refuseHalf(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException {
        boolean isWhole = read.hasRemaining() && read.get(read.limit() - 1) == '\n';
        client.configureBlocking(false);
        for (int i = 0; i < 100 && !isEnd && !isWhole && client.read(ByteBuffer.allocate(1)) == 0; i++) {
            LockSupport.parkNanos(1_000_000);
        }
        client.configureBlocking(true);
        client.write(US_ASCII.encode(isWhole ? "ok\n" : "half\n"));
        return isWhole;
    }

    @Test
    void a_server_may_answer_half_of_a_request_with_an_error() {
        assertThat(ends(Samples.run(RefusesHalfTestCase.class)))
                .hasSizeGreaterThan(4)
                .containsOnly(Status.SUCCESSFUL);
    }

    static class RefusesHalfTestCase {

        @WireTest({QUIET_END, SILENCE_EVERYWHERE})
        void serves(@TcpClient(timeoutMillis = 3000) StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::refuseHalf, true)) {
                assertThat(client.connect(service.address()).send("ask\n").receiveLine())
                        .isEqualTo("ok");
            }
        }
    }

    @Test
    void a_server_that_takes_a_half_close_for_the_end_is_found() {
        Run run = Samples.run(TakesForEndTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2").replaceAll("client:\\d+", "client:N"))
                .isEqualTo("""
                FIN behind request 1, which is to be answered all the same: Expecting connection #0 of tcp-client:N to \
                have received: "ask\\n" (4 bytes) but received    : nothing, the peer sent FIN
                  there: "ask\\n" | ""
                  in hex: 61 73 6b 0a |\s
                  run it alone: -Dloopline.wire=HALF_CLOSE:0.0.4""");
    }

    static class TakesForEndTestCase {

        @WireTest(HALF_CLOSE)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::answerUnlessEnded, true)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void a_server_that_answers_behind_a_half_close_passes() {
        Samples.run(AnswersTestCase.class).succeeded(1 + 1);
    }

    static class AnswersTestCase {

        @WireTest(HALF_CLOSE)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::echo, true)) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    @Test
    void a_client_without_a_time_out_for_the_whole_answer_is_found() {
        Run run = Samples.run(EachReadTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("byte by byte, 101 ms apart: it did not end within 1 s but was still ")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=TRICKLE:101");
    }

    static class EachReadTestCase {

        @WireTest(value = TRICKLE, withinMillis = 1000)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "hello, how are you?");

            assertThat(ask(server, WireClient::line)).isEqualTo("hello, how are you?");
        }
    }

    @Test
    void a_client_with_a_time_out_for_the_whole_answer_passes() {
        Samples.run(WholeTestCase.class).succeeded(1 + 1);
    }

    static class WholeTestCase {

        @WireTest(value = TRICKLE, withinMillis = 4000)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "hello, how are you?");

            long end = System.nanoTime() + ofSeconds(1).toNanos();
            assertThat(ask(server, in -> {
                        StringBuilder line = new StringBuilder();
                        for (int next = in.read(); next != '\n'; next = in.read()) {
                            line.append((char) next);
                            if (System.nanoTime() > end) {
                                throw new SocketTimeoutException("the answer takes too long");
                            }
                        }
                        return line.toString();
                    }))
                    .isEqualTo("hello, how are you?");
        }
    }

    /** Writes once. */
    private static boolean writeOnce(SocketChannel client, ByteBuffer read, boolean isEnd) throws IOException {
        client.write(ByteBuffer.allocate(MUCH));
        return false;
    }

    private static final int MUCH = 1_000_000;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "short segments are asked for by native calls")
    void a_server_that_writes_once_is_found_by_an_answer_of_a_megabyte() {
        Run run = Samples.run(WritesOnceTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "serves#2"))
                .startsWith("small buffers and a slow reader: Expecting tcp-client:")
                .contains("to have received: 1000000 bytes but received    : ");
    }

    static class WritesOnceTestCase {

        @WireTest(Wire.SLOW_READER)
        void serves(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(WireEndTests::writeOnce, false)) {
                client.connect(service.address()).send("ask\n");
                assertThat(client).within(ofSeconds(2)).hasReceivedBytes(MUCH);
            }
        }
    }
}
