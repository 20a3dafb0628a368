package io.github.loopline.junit;

import static io.github.loopline.check.Wire.AT_MOST_ONCE;
import static io.github.loopline.check.Wire.CLOSE_IDLE;
import static io.github.loopline.check.Wire.CORRUPT;
import static io.github.loopline.check.Wire.QUIET;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Conditions that act where one answer ends and the next begins. */
class WireTurnTests {

    /** Asks on one connection, and on another if that has ended. */
    private static final class Keeping implements AutoCloseable {

        private final StreamServer server;
        private final int tries;
        private Socket kept = new Socket();

        Keeping(StreamServer server, int tries) {
            this.server = server;
            this.tries = tries;
        }

        String ask() throws IOException {
            IOException last = new IOException("never tried");
            for (int i = 0; i < tries; i++) {
                try {
                    if (!kept.isConnected()) {
                        kept.connect(server.address());
                        kept.setSoTimeout(WireClient.PATIENT);
                    }
                    kept.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
                    return WireClient.line(kept.getInputStream());
                } catch (IOException e) {
                    last = e;
                    kept.close();
                    kept = new Socket();
                }
            }
            throw last;
        }

        @Override
        public void close() throws IOException {
            kept.close();
        }
    }

    @Test
    void a_client_that_connects_again_survives_the_end_of_an_idle_connection() {
        Run run = Samples.run(KeepsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.SUCCESSFUL, Status.SUCCESSFUL);
    }

    static class KeepsTestCase {

        @WireTest(CLOSE_IDLE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");
            try (Keeping client = new Keeping(server, 2)) {
                assertThat(client.ask()).isEqualTo("ok");
                assertThat(client.ask()).isEqualTo("ok");
                assertThat(client.ask()).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_client_that_uses_a_connection_that_has_ended_is_found() {
        Run run = Samples.run(StaleTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("FIN behind answer 1, while nobody asks: java.")
                .endsWith("\n  there: \"ok\\n\" | \"ok\\n\"\n  in hex: 6f 6b 0a | 6f 6b 0a"
                        + "\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=CLOSE_IDLE:0.0.3");
    }

    static class StaleTestCase {

        @WireTest(CLOSE_IDLE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");
            try (Keeping client = new Keeping(server, 1)) {
                assertThat(client.ask()).isEqualTo("ok");
                assertThat(client.ask()).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_client_that_asks_again_is_found_where_it_must_not() {
        Run run = Samples.run(AsksAgainTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                FIN after byte 1 of answer 2: the code under test asked again: "ask\\n" came 3 times
                  there: "ok\\no" | "k\\n"
                  in hex: 6f 6b 0a 6f | 6b 0a
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=AT_MOST_ONCE:0.0.4""");
    }

    static class AsksAgainTestCase {

        @WireTest(AT_MOST_ONCE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");
            try (Keeping client = new Keeping(server, 2)) {
                assertThat(client.ask()).isEqualTo("ok");
                assertThat(client.ask()).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_client_that_asks_once_passes() {
        Samples.run(AsksOnceTestCase.class).succeeded(1 + 1);
    }

    static class AsksOnceTestCase {

        @WireTest(AT_MOST_ONCE)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_waits_passes_while_it_is_quiet() {
        Samples.run(WaitsTestCase.class).succeeded(1 + 2);
    }

    static class WaitsTestCase {

        @WireTest(QUIET)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_polls_without_a_pause_is_found_while_it_is_quiet() {
        Run run = Samples.run(PollsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("quiet before answer 1: thread [call ")
                .contains("] used the CPU all the time though nothing came\n")
                .contains("at io.github.loopline.junit.WireTurnTests$PollsTestCase.poll(WireTurnTests.java:")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=QUIET:0.0.0");
    }

    static class PollsTestCase {

        @WireTest(QUIET)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, in -> poll(in))).isEqualTo("ok");
        }

        private static String poll(java.io.InputStream in) throws IOException {
            while (in.available() < 3) {
                Thread.onSpinWait();
            }
            return WireClient.line(in);
        }
    }

    @Test
    void a_client_that_spins_in_its_socket_is_found_though_it_soon_gives_up() {
        Run run = Samples.run(GivesUpTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("quiet before answer 1: thread [call ")
                .contains("] used the CPU all the time though nothing came\n    at ")
                .contains("at sun.nio.ch.SocketChannelImpl.read(SocketChannelImpl.java:")
                .contains("at io.github.loopline.junit.WireTurnTests$GivesUpTestCase.asks(WireTurnTests.java:")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=QUIET:0.0.0");
    }

    static class GivesUpTestCase {

        private static final long MOST_NANOS = 800_000_000; // of the CPU; a second of it would be found by any thread

        @WireTest(QUIET)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");
            ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
            long start = cpu.getCurrentThreadCpuTime();

            try (SocketChannel channel = SocketChannel.open(server.address())) {
                channel.write(ByteBuffer.wrap(new byte[] {'a', '\n'}));
                channel.configureBlocking(false);
                ByteBuffer answer = ByteBuffer.allocate(3);
                for (int i = 1; answer.hasRemaining() && channel.read(answer) >= 0; i++) {
                    if (i % 1_000 == 0
                            && cpu.getCurrentThreadCpuTime() - start > MOST_NANOS) { // rarely: it is a system call
                        throw new SocketTimeoutException("no answer");
                    }
                }
            }
        }
    }

    private static String askForFrame(StreamServer server, int longest) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(WireClient.PATIENT);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 1, 'a'});
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 0 || length > longest) {
                throw new IOException("a frame of " + length + " bytes");
            }
            return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void a_client_that_checks_lengths_passes_whatever_comes() {
        Samples.run(ChecksTestCase.class).succeeded(1 + 6);
    }

    static class ChecksTestCase {

        @WireTest(CORRUPT)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lengthPrefixed(4)).answer(question -> "ok");

            assertThat(askForFrame(server, 100)).isEqualTo("ok");
        }
    }

    @Test
    void a_client_that_believes_lengths_is_found() {
        Run run = Samples.run(BelievesTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                byte 1 inverted of answer 1: java.lang.NegativeArraySizeException: -16777214
                  there: "" | "\\x00\\x00\\x00\\x02ok"
                  in hex:  | 00 00 00 02 6f 6b
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=CORRUPT:0.0.0""");
    }

    static class BelievesTestCase {

        @WireTest(CORRUPT)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lengthPrefixed(4)).answer(question -> "ok");

            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.setSoTimeout(WireClient.PATIENT);
                socket.getOutputStream().write(new byte[] {0, 0, 0, 1, 'a'});
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                assertThat(new String(frame, StandardCharsets.US_ASCII)).isEqualTo("ok");
            }
        }
    }

    @Test
    void who_sends_while_the_answer_is_quiet_does_not_spin() {
        Run run = Samples.run(UploadingTestCase.class);

        assertThat(ends(run)).hasSizeGreaterThan(1).containsOnly(Status.SUCCESSFUL);
    }

    static class UploadingTestCase {

        @WireTest(QUIET)
        void uploads(@TcpServer StreamServer server) throws IOException {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.setSoTimeout(WireClient.PATIENT);
                server.connection(0).send("go on\n");
                int first = socket.getInputStream().read();
                for (long end = System.nanoTime() + 700_000_000; System.nanoTime() < end; ) {
                    socket.getOutputStream().write(new byte[256]);
                }

                assertThat((char) first + WireClient.line(socket.getInputStream()))
                        .isEqualTo("go on");
            }
        }
    }
}
