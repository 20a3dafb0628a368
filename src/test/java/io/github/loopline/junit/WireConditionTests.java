package io.github.loopline.junit;

import static io.github.loopline.check.Wire.DRIP;
import static io.github.loopline.check.Wire.DUPLICATE;
import static io.github.loopline.check.Wire.LATE;
import static io.github.loopline.check.Wire.LOSE_FIRST;
import static io.github.loopline.check.Wire.ONE_SEGMENT;
import static io.github.loopline.check.Wire.REORDER;
import static io.github.loopline.check.Wire.SLOW_READER;
import static io.github.loopline.check.Wire.SPOOF;
import static io.github.loopline.check.Wire.TRUNCATE;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Wire;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What each condition does, by the fault of a client that it finds; and that a sound client passes under all. */
class WireConditionTests {

    @Test
    void a_sound_client_passes_under_all_that_reshapes_a_stream() {
        Samples.run(SoundStreamTestCase.class).succeeded(1 + 3);
    }

    static class SoundStreamTestCase {

        @WireTest({ONE_SEGMENT, DRIP, SLOW_READER})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void a_faulty_client_fails_under_the_condition_of_its_fault() {
        Run run = Samples.run(FaultyTestCase.class);

        assertTold(run, "twoInOne", "in one segment: expected: \"one\" but was: \"one two\"", "ONE_SEGMENT:8");
        assertTold(run, "oneByOne", "byte by byte: expected: \"ok\" but was: \"o\"", "DRIP:2");
        assertTold(
                run,
                "asksOnce",
                "first datagram received lost: java.net.SocketTimeoutException: no answer to 1 questions",
                "LOSE_FIRST:0");
        assertTold(
                run,
                "believes",
                "each datagram sent preceded by a forged one from another port: expected: \"genuine\" but was: \"genuind\"",
                "SPOOF:1");
        assertTold(
                run,
                "takesHalf",
                "each datagram sent truncated to 3 bytes: expected: \"genuine\" but was: \"gen\"\n"
                        + "  not judged: what the fixtures got",
                "TRUNCATE:3");
        assertTold(
                run,
                "miscounts",
                "each datagram received doubled: expected: \"second\" but was: \"first\"",
                "DUPLICATE:0");
        assertTold(run, "hurries", "each datagram sent 50 ms late: it took 50 ms or more", "LATE:1");
    }

    /** The plain run passes, and the next one tells so much and no more. */
    private static void assertTold(Run run, String test, String told, String printed) {
        assertThat(run.results().get(test + "#1").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(failure(run, test + "#2")).isEqualTo(told + "\n  run it alone: -Dloopline.wire=" + printed);
    }

    static class FaultyTestCase {

        @WireTest(ONE_SEGMENT)
        void twoInOne(@TcpServer StreamServer server) throws IOException {
            server.script(
                    s -> s.expect("ask\n").send("one\n").cut().send("two\n").expectEnd());

            assertThat(ask(server, WireConditionTests::onceOfTwo)).isEqualTo("one");
        }

        @WireTest(DRIP)
        void oneByOne(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::once)).isEqualTo("ok");
        }

        @WireTest(LOSE_FIRST)
        void asksOnce(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer.answer(question -> "genuine"), 1, 2000, true)).isEqualTo("genuine");
        }

        @WireTest(SPOOF)
        void believes(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer.answer(question -> "genuine"), 1, WireClient.PATIENT, false))
                    .isEqualTo("genuine");
        }

        @WireTest(TRUNCATE)
        void takesHalf(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer.answer(question -> "genuine"), 1, WireClient.PATIENT, true))
                    .isEqualTo("genuine");
        }

        @WireTest(DUPLICATE)
        void miscounts(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> question.text());

            assertThat(askTwice(peer)).isEqualTo("second");
        }

        @WireTest(LATE)
        void hurries(@UdpPeer DatagramPeer peer, TestInfo run) throws IOException {
            long start = System.nanoTime();
            ask(peer.answer(question -> "genuine"), 1, WireClient.PATIENT, true);
            long millis = (System.nanoTime() - start) / 1_000_000;

            if (run.getDisplayName().endsWith("late") && millis >= 50) { // the plain run takes what the machine takes
                throw new AssertionError("it took 50 ms or more");
            }
        }
    }

    /** Takes what comes next for the answer, whatever it answers. */
    private static String askTwice(DatagramPeer peer) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.connect(peer.address());
            socket.setSoTimeout(WireClient.PATIENT);
            String answer = "";
            for (String question : List.of("first", "second")) {
                byte[] data = question.getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(data, data.length));
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                socket.receive(packet);
                answer = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            }
            return answer;
        }
    }

    /** Takes one read for a line, and the rest for another. */
    private static String onceOfTwo(InputStream in) throws IOException {
        byte[] bytes = new byte[100];
        int length = in.read(bytes);
        if (length == 4) {
            WireClient.line(in);
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
    }

    @Test
    void a_slow_reader_with_small_buffers_makes_writes_partial() {
        Run run = Samples.run(SlowReaderTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "sends#2")).startsWith("small buffers and a slow reader: ");
    }

    static class SlowReaderTestCase {

        /** Less than the buffers of a loopback connection take that nobody reads, more than small ones do. */
        private static final int SIZE = 3_500_000;

        @WireTest(SLOW_READER)
        void sends(@TcpServer StreamServer server) throws IOException {
            try (SocketChannel channel = SocketChannel.open(server.address())) {
                channel.configureBlocking(false);

                assertThat(channel.write(ByteBuffer.allocate(SIZE))).isEqualTo(SIZE);
            }
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedDigest(zeros());
        }

        private static byte[] zeros() {
            try {
                return MessageDigest.getInstance("SHA-256").digest(new byte[SIZE]);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void a_sound_client_passes_under_all_that_happens_to_datagrams() {
        Samples.run(SoundDatagramTestCase.class).succeeded(1 + 2 + 2 + 2 + 1 + 1);
    }

    static class SoundDatagramTestCase {

        @WireTest({LOSE_FIRST, DUPLICATE, REORDER, LATE, SPOOF})
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 20, 1000, true)).isEqualTo("genuine");
        }
    }

    @Test
    void a_fixture_that_asks_loses_nothing_and_is_overtaken() {
        Run run = Samples.run(FixtureAsksTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "newest#2"))
                .startsWith("second datagram sent before the first: expected: \"new\" but was: \"old\"\n");
    }

    static class FixtureAsksTestCase {

        /** A script sends both in one turn of the engine, in which no time to overtake can end: see {@link Wire#REORDER}. */
        @WireTest({LOSE_FIRST, SPOOF, TRUNCATE, REORDER})
        void newest(@UdpPeer DatagramPeer me) throws IOException {
            try (var service = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
                service.setSoTimeout(WireClient.PATIENT);
                SocketAddress there = service.getLocalSocketAddress();
                me.script(s -> s.sendTo(there, "old").sendTo(there, "new"));
                var last = new DatagramPacket(new byte[10], 10);
                service.receive(last);
                service.receive(last);

                assertThat(new String(last.getData(), 0, last.getLength(), StandardCharsets.US_ASCII))
                        .isEqualTo("new");
            }
        }
    }
}
