package io.github.loopline.junit;

import static io.github.loopline.check.Wire.DUPLICATE;
import static io.github.loopline.check.Wire.LATE;
import static io.github.loopline.check.Wire.LOSE_ALL;
import static io.github.loopline.check.Wire.LOSE_FIRST;
import static io.github.loopline.check.Wire.REORDER;
import static io.github.loopline.check.Wire.RUDE_SENDER;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What programs of datagrams may do when datagrams are lost, doubled or in disorder, and what they may not. */
class WireDatagramTests {

    /** Answers each datagram, for what it lives. */
    private static final class Service implements AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Service(UnaryOperator<String> answers) throws IOException {
            Thread loop = new Thread(() -> serve(answers), "service");
            loop.setDaemon(true);
            loop.start();
        }

        private void serve(UnaryOperator<String> answers) {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    socket.receive(packet);
                    byte[] answer = answers.apply(new String(packet.getData(), 0, packet.getLength(), US_ASCII))
                            .getBytes(US_ASCII);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException | RuntimeException e) {
                // and nobody is served any more
            }
        }

        SocketAddress address() {
            return socket.getLocalSocketAddress();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static String next(DatagramSocket socket, String question) throws IOException {
        byte[] data = question.getBytes(US_ASCII);
        socket.send(new DatagramPacket(data, data.length));
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
    }

    @Test
    void a_client_that_asks_once_may_give_up_unless_the_test_names_the_loss() {
        Samples.run(AsksOnceTestCase.class).succeeded(1 + 2 + 1 + 2 + 2 + 1 + 1 + 2 + 1 + 1 + 1);
    }

    static class AsksOnceTestCase {

        @WireTest
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            assertThat(ask(peer.answer(question -> "genuine"), 1, 3000, true)).isEqualTo("genuine");
        }
    }

    @Test
    void a_client_that_waits_for_ever_is_found() {
        Run run = Samples.run(WaitsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith("all datagrams sent lost: it did not end within 300 ms but was still in the socket UDP ")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=LOSE_ALL:1");
    }

    static class WaitsTestCase {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        WaitsTestCase() throws IOException {}

        @AfterEach
        void close() {
            socket.close(); // which nothing else ends that hangs in it
        }

        @WireTest(value = LOSE_ALL, withinMillis = 300)
        void asks(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");
            socket.connect(peer.address());
            assertThat(next(socket, "ask")).isEqualTo("genuine");
        }
    }

    @Test
    void what_fixtures_got_is_not_judged_where_they_answer() {
        Samples.run(AnswersTestCase.class).succeeded((1 + 2 + 2 + 2 + 1) + (1 + 2));
    }

    static class AnswersTestCase {

        @WireTest({LOSE_FIRST, DUPLICATE, REORDER, LATE})
        void counts(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");
            assertThat(ask(peer, 20, 1000, true)).isEqualTo("genuine");
            assertThat(peer).hasReceivedCount(1);
        }

        @WireTest(DUPLICATE)
        void plays(@UdpPeer DatagramPeer peer) throws IOException {
            peer.script(s -> s.expect("ask").send("one").expect("last").send("two"));
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.connect(peer.address());
                socket.setSoTimeout(3000);
                assertThat(next(socket, "ask")).isEqualTo("one");
                assertThat(next(socket, "last")).isIn("one", "two");
            }
        }
    }

    @Test
    void whoever_only_sends_can_notice_nothing_but_that_nobody_is_there() {
        Samples.run(SendsTestCase.class).succeeded(1 + 1);
    }

    static class SendsTestCase {

        @WireTest
        void sends(@UdpPeer DatagramPeer peer) throws IOException {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket("a:1|c".getBytes(US_ASCII), 5, peer.address()));
            }
            try {
                peer.datagram(0);
            } catch (FixtureException e) {
                // and the comparison says so
            }
            assertThat(peer.receivedCount()).isOne();
        }
    }

    @Test
    void a_server_may_answer_what_comes_twice_twice_and_in_the_order_in_which_it_comes() {
        Samples.run(EchoTestCase.class).succeeded((1 + 1 + 1) + (1 + 1));
    }

    static class EchoTestCase {

        @WireTest({DUPLICATE, REORDER})
        void one_by_one(@UdpPeer DatagramPeer me) throws IOException {
            try (Service service = new Service(question -> question.replaceAll("[0-9]", ""))) {
                assertThat(me.sendTo(service.address(), "first").receive()).hasData("first");
                assertThat(me.sendTo(service.address(), "same1").receive()).hasData("same");
                assertThat(me.sendTo(service.address(), "same2").receive()).hasData("same");
                assertThat(me.sendTo(service.address(), "last").receive()).hasData("last");
            }
        }

        @WireTest(REORDER)
        void two_at_a_time(@UdpPeer DatagramPeer me) throws IOException {
            try (Service service = new Service(question -> question)) {
                me.sendTo(service.address(), "a").sendTo(service.address(), "b");
                assertThat(me.receive()).hasData("a");
                assertThat(me.receive()).hasData("b");
            }
        }
    }

    @Test
    void a_server_that_a_stranger_can_end_is_found() {
        Run run = Samples.run(EndsTestCase.class);

        assertThat(ends(run))
                .containsExactly(
                        Status.SUCCESSFUL,
                        Status.SUCCESSFUL,
                        Status.SUCCESSFUL,
                        Status.SUCCESSFUL,
                        Status.FAILED,
                        Status.SUCCESSFUL,
                        Status.SUCCESSFUL,
                        Status.FAILED);
        assertThat(failure(run, "b_empty#2").replaceAll(":\\d{4,5}", ":N"))
                .isEqualTo("after a stranger who sent an empty datagram: io.github.loopline.net.FixtureException:"
                        + " Waited 3 s for a datagram on udp-peer:N but none has come."
                        + "\n  run it alone: -Dloopline.wire=RUDE_SENDER:0");
        assertThat(failure(run, "c_short#3")).startsWith("after a stranger who sent a datagram of one byte, ff: ");
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class EndsTestCase {

        private static String head(String question) {
            return question.isEmpty() ? "" : question.substring(0, 2);
        }

        @WireTest(RUDE_SENDER)
        void a_sound(@UdpPeer(timeoutMillis = 3000) DatagramPeer me) throws IOException {
            try (Service service = new Service(question -> question)) {
                assertThat(me.sendTo(service.address(), "first").receive()).hasData("first");
            }
        }

        @WireTest(RUDE_SENDER)
        void b_empty(@UdpPeer(timeoutMillis = 3000) DatagramPeer me) throws IOException {
            try (Service service = new Service(question -> {
                if (question.isEmpty()) {
                    throw new UncheckedIOException(new EOFException("taken for the end"));
                }
                return question;
            })) {
                assertThat(me.sendTo(service.address(), "first").receive()).hasData("first");
            }
        }

        @WireTest(RUDE_SENDER)
        void c_short(@UdpPeer(timeoutMillis = 3000) DatagramPeer me) throws IOException {
            try (Service service = new Service(EndsTestCase::head)) {
                assertThat(me.sendTo(service.address(), "first").receive()).hasData("fi");
            }
        }
    }

    @Test
    void a_server_that_carries_out_twice_what_comes_twice_is_found() {
        Run run = Samples.run(AddsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "adds#2").replaceAll(":\\d{4,5}", ":N"))
                .startsWith("each datagram sent doubled: Expecting datagram #1 of udp-peer:N from 127.0.0.1:N")
                .containsPattern("to be : \"second 10\".*\n.*but is: \"first 10\"");
    }

    static class AddsTestCase {

        private int total;

        @WireTest(DUPLICATE)
        void adds(@UdpPeer DatagramPeer me) throws IOException {
            try (Service service = new Service(question -> question + " " + (total += 5))) {
                assertThat(me.sendTo(service.address(), "first").receive()).hasData("first 5");
                assertThat(me.sendTo(service.address(), "second").receive()).hasData("second 10");
            }
        }
    }
}
