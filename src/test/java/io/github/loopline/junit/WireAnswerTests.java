package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CHATTER;
import static io.github.loopline.check.Wire.GARBAGE;
import static io.github.loopline.check.Wire.MALFORMED;
import static io.github.loopline.check.Wire.QUIET_PEER;
import static io.github.loopline.check.Wire.STALE;
import static io.github.loopline.check.Wire.WRONG_ID;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.Datagram;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Clients of datagrams that get something else than the answer, before it or instead. */
class WireAnswerTests {

    /** A client that numbers its questions: {@code 7 where} is answered by {@code 7 here.}. */
    private static final class Numbering implements AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final String ids;
        private final boolean looks;

        Numbering(DatagramPeer peer, String ids, boolean looks) throws IOException {
            this.ids = ids;
            this.looks = looks;
            socket.connect(peer.address());
            socket.setSoTimeout(WireClient.PATIENT);
        }

        String ask(int ordinal, String question) throws IOException {
            String id = ids + ordinal;
            send(socket, id + " " + question);
            while (true) {
                String answer = receive(socket);
                if (!looks || answer.startsWith(id + " ")) {
                    return answer.substring(answer.indexOf(' ') + 1);
                }
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static void send(DatagramSocket socket, String text) throws IOException {
        byte[] data = text.getBytes(US_ASCII);
        socket.send(new DatagramPacket(data, data.length));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }

    private static String drawn() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static String reply(Datagram question) {
        return question.text().replace("where", "here.").replace("who", "me.");
    }

    @Test
    void a_client_that_does_not_look_at_ids_is_found() {
        Run run = Samples.run(IdsTestCase.class);

        assertThat(failure(run, "a_one#2"))
                .isEqualTo("answers preceded by stale ones: expected: \"here.\" but was: \"here/\""
                        + "\n  not judged: what the fixtures got"
                        + "\n  run it alone: -Dloopline.wire=STALE:1");
        assertThat(failure(run, "b_two#2"))
                .startsWith("answers preceded by stale ones: expected: \"me.\" but was: \"here.\"\n");
        assertThat(failure(run, "c_named#2"))
                .startsWith("each answer preceded by one with another id: expected: \"here.\" but was: \"here/\"\n");
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class IdsTestCase {

        @WireTest(STALE)
        void a_one(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(WireAnswerTests::reply);
            try (Numbering client = new Numbering(peer, drawn(), false)) {
                assertThat(client.ask(1, "where")).isEqualTo("here.");
            }
        }

        @WireTest(STALE)
        void b_two(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(WireAnswerTests::reply);
            try (Numbering client = new Numbering(peer, "", false)) {
                assertThat(client.ask(1, "where")).isEqualTo("here.");
                assertThat(client.ask(2, "who")).isEqualTo("me.");
            }
        }

        @WireTest(WRONG_ID)
        void c_named(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(WireAnswerTests::reply);
            try (Numbering client = new Numbering(peer, "", false)) {
                assertThat(client.ask(1, "where")).isEqualTo("here.");
            }
        }
    }

    @Test
    void who_looks_at_ids_passes_and_so_does_who_has_none() {
        Samples.run(SoundTestCase.class).succeeded((1 + 1 + 1 + 2 + 2) + (1 + 1) + (1 + 1));
    }

    static class SoundTestCase {

        @WireTest({STALE, WRONG_ID, GARBAGE, MALFORMED})
        void looks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(WireAnswerTests::reply);
            try (Numbering client = new Numbering(peer, drawn(), true)) {
                assertThat(client.ask(1, "where")).isEqualTo("here.");
                assertThat(client.ask(2, "who")).isEqualTo("me.");
            }
        }

        @WireTest(STALE)
        void has_none(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");
            assertThat(WireClient.ask(peer, 1, WireClient.PATIENT, true)).isEqualTo("genuine");
        }

        /** What it sends is its own, and not an id. */
        @WireTest(STALE)
        void hears_an_echo(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "echo " + question.text());
            String text = drawn();
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.connect(peer.address());
                send(socket, text);
                assertThat(receive(socket)).isEqualTo("echo " + text);
            }
        }
    }

    @Test
    void a_client_that_nonsense_confuses_is_found() {
        Run run = Samples.run(ConfusedTestCase.class);

        assertThat(failure(run, "hears_strangers#2"))
                .startsWith("each answer preceded by an empty datagram from another port:"
                        + " java.lang.StringIndexOutOfBoundsException: ");
        assertThat(failure(run, "hears_the_peer#2"))
                .startsWith("each answer preceded by an empty datagram: java.lang.StringIndexOutOfBoundsException: ");
    }

    static class ConfusedTestCase {

        private static String head(DatagramPeer peer, boolean connected) throws IOException {
            return WireClient.ask(peer.answer(question -> "genuine"), 1, WireClient.PATIENT, connected)
                    .substring(0, 3);
        }

        @WireTest(GARBAGE)
        void hears_strangers(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(head(peer, false)).isEqualTo("gen");
        }

        @WireTest(MALFORMED)
        void hears_the_peer(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(head(peer, true)).isEqualTo("gen");
        }
    }

    @Test
    void a_client_whose_time_begins_anew_with_each_datagram_is_found() {
        Run run = Samples.run(ChatterTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED, Status.SUCCESSFUL, Status.SUCCESSFUL);
        assertThat(failure(run, "a_anew#2"))
                .startsWith("no answer, but datagrams from another port:"
                        + " it did not end within 700 ms while datagrams came from another port, but was in\n    at ")
                .contains("WireAnswerTests$ChatterTestCase.ask(")
                .endsWith("\n  run it alone: -Dloopline.wire=CHATTER:1");
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class ChatterTestCase {

        private static final int TIMEOUT_MILLIS = 400;

        private static String ask(DatagramPeer peer, boolean anew) throws IOException {
            InetSocketAddress there = peer.answer(question -> "genuine").address();
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.send(new DatagramPacket(new byte[] {1}, 1, there));
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                long start = System.nanoTime();
                do {
                    int left = TIMEOUT_MILLIS - (int) ((System.nanoTime() - start) / 1_000_000);
                    if (!anew && left <= 0) {
                        throw new SocketTimeoutException("no answer");
                    }
                    socket.setSoTimeout(anew ? TIMEOUT_MILLIS : left);
                    socket.receive(packet);
                } while (!packet.getSocketAddress().equals(there));
                return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
            }
        }

        @WireTest(value = CHATTER, withinMillis = 700)
        void a_anew(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer, true)).isEqualTo("genuine");
        }

        @WireTest(CHATTER)
        void b_once(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer, false)).isEqualTo("genuine");
        }
    }

    @Test
    void a_client_that_computes_while_it_waits_for_a_datagram_is_found() {
        Run run = Samples.run(SpinsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "spins#2"))
                .startsWith("quiet instead of answers: thread [call ")
                .contains("] used the CPU all the time though nothing came\n    at ")
                .contains("WireAnswerTests$SpinsTestCase.spins(");
    }

    static class SpinsTestCase {

        @WireTest(QUIET_PEER)
        void spins(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(peer.address()).configureBlocking(false);
                channel.write(ByteBuffer.wrap(new byte[] {1}));
                ByteBuffer answer = ByteBuffer.allocate(100);
                while (channel.receive(answer) == null) {
                    Thread.onSpinWait();
                }
                assertThat(answer.position()).isEqualTo(7);
            }
        }
    }
}
