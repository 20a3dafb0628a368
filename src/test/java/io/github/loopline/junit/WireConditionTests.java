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

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
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
    void answers_in_one_segment_are_read_by_who_expects_one_for_a_read() {
        Run run = Samples.run(TwoInOneTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                in one segment: expected: "one" but was: "one
                two"
                  run it alone: -Dloopline.wire=ONE_SEGMENT:8""".replace("one\ntwo", "one two"));
    }

    static class TwoInOneTestCase {

        @WireTest(ONE_SEGMENT)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.script(
                    s -> s.expect("ask\n").send("one\n").cut().send("two\n").expectEnd());

            assertThat(ask(server, WireConditionTests::onceOfTwo)).isEqualTo("one");
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
    void bytes_that_drip_come_one_by_one() {
        Run run = Samples.run(DripTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                byte by byte: expected: "ok" but was: "o"
                  run it alone: -Dloopline.wire=DRIP:2""");
    }

    static class DripTestCase {

        @WireTest(DRIP)
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(ask(server, WireClient::once)).isEqualTo("ok");
        }
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
    void who_asks_once_fails_if_a_datagram_is_lost() {
        Run run = Samples.run(AsksOnceTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                first datagram received lost: java.net.SocketTimeoutException: no answer to 1 questions
                  run it alone: -Dloopline.wire=LOSE_FIRST:0""");
    }

    static class AsksOnceTestCase {

        @WireTest(LOSE_FIRST)
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 1, 2000, true)).isEqualTo("genuine");
        }
    }

    @Test
    void who_believes_everybody_takes_the_forged_answer() {
        Run run = Samples.run(BelievesEverybodyTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                each datagram sent preceded by a forged one from another port: expected: "genuine" but was: "genuind"
                  run it alone: -Dloopline.wire=SPOOF:1""");
    }

    static class BelievesEverybodyTestCase {

        @WireTest(SPOOF)
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 1, WireClient.PATIENT, false)).isEqualTo("genuine");
        }
    }

    @Test
    void a_truncated_answer_must_not_pass_for_the_whole() {
        Run run = Samples.run(TruncatedTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                each datagram sent truncated to 3 bytes: expected: "genuine" but was: "gen"
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=TRUNCATE:3""");
    }

    static class TruncatedTestCase {

        @WireTest(TRUNCATE)
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 1, WireClient.PATIENT, true)).isEqualTo("genuine");
        }
    }

    @Test
    void a_fixture_that_asks_loses_nothing_and_is_overtaken() {
        Run run = Samples.run(FixtureAsksTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "newest#2")).startsWith("second datagram sent before the first: ");
    }

    static class FixtureAsksTestCase {

        @WireTest({LOSE_FIRST, SPOOF, TRUNCATE, REORDER})
        void newest(@UdpPeer DatagramPeer me) throws IOException {
            try (var service = new java.net.DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
                service.setSoTimeout(WireClient.PATIENT);
                me.sendTo(service.getLocalSocketAddress(), "old");
                me.sendTo(service.getLocalSocketAddress(), "new");
                var last = new java.net.DatagramPacket(new byte[10], 10);
                service.receive(last);
                service.receive(last);

                assertThat(new String(last.getData(), 0, last.getLength(), StandardCharsets.US_ASCII))
                        .isEqualTo("new");
            }
        }
    }
}
