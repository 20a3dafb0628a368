package io.github.loopline.junit;

import static io.github.loopline.check.Wire.GONE_SENDER;
import static io.github.loopline.check.Wire.LOSE_ALL;
import static io.github.loopline.check.Wire.REFUSED;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.check.Call;
import io.github.loopline.check.Calls;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Programs of datagrams whose other side is gone, or says nothing. */
class WireGoneTests {

    private static DatagramPacket packet() {
        return new DatagramPacket(new byte[100], 100);
    }

    @Test
    void a_server_that_a_client_can_end_that_is_gone_is_found() {
        Run run = Samples.run(GoneTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED, Status.SUCCESSFUL, Status.SUCCESSFUL);
        assertThat(failure(run, "a_ends#2"))
                .startsWith("after a stranger who asked the same and is gone: ")
                .endsWith("\n  run it alone: -Dloopline.wire=GONE_SENDER:0");
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class GoneTestCase {

        /**
         * Has a connected socket for each client, and waits whether the answer has come; an error may end the whole. It answers strangers
         * when they are gone.
         */
        private static void serve(DatagramSocket socket, SocketAddress known, boolean ends) throws Exception {
            while (true) {
                DatagramPacket packet = packet();
                socket.receive(packet);
                if (!packet.getSocketAddress().equals(known)) {
                    await().until(() -> isFree(packet.getSocketAddress()));
                }
                try (DatagramSocket session = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                    session.connect(packet.getSocketAddress());
                    session.send(packet);
                    session.setSoTimeout(50);
                    session.receive(packet());
                } catch (SocketTimeoutException e) {
                    // a client that has nothing more to say
                } catch (PortUnreachableException e) {
                    if (ends) {
                        throw e;
                    }
                }
            }
        }

        private static boolean isFree(SocketAddress address) {
            try (DatagramSocket probe = new DatagramSocket(address)) {
                return probe.isBound();
            } catch (SocketException e) {
                return false;
            }
        }

        private static void ask(DatagramPeer me, boolean ends) throws IOException {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Call<?> server = Calls.call(() -> serve(socket, me.socketAddress(), ends));
            try {
                assertThat(me.sendTo(socket.getLocalSocketAddress(), "first").receive())
                        .hasData("first");
            } finally {
                socket.close();
                assertThat(server).fails(IOException.class);
            }
        }

        @WireTest(GONE_SENDER)
        void a_ends(@UdpPeer(timeoutMillis = 3000) DatagramPeer me) throws IOException {
            ask(me, true);
        }

        @WireTest(GONE_SENDER)
        void b_goes_on(@UdpPeer(timeoutMillis = 10_000) DatagramPeer me) throws IOException {
            ask(me, false);
        }
    }

    @Test
    void who_listens_to_nobody_waits_in_vain() {
        Samples.run(ListensTestCase.class).succeeded(1 + 1 + 1);
    }

    static class ListensTestCase {

        @WireTest({LOSE_ALL, REFUSED})
        void listens(@UdpPeer DatagramPeer peer) throws Exception {
            peer.answer(question -> "news");
            List<String> heard = new CopyOnWriteArrayList<>();
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread listener = new Thread(() -> listen(socket, heard));
            listener.setDaemon(true);
            listener.start();
            try (socket) {
                socket.send(new DatagramPacket(new byte[] {1}, 1, peer.address()));
                await().atMost(Duration.ofSeconds(3)).until(() -> heard.contains("news"));
            } finally {
                listener.join(10_000);
            }
        }

        private static void listen(DatagramSocket socket, List<String> heard) {
            try {
                DatagramPacket packet = packet();
                socket.receive(packet);
                heard.add(new String(packet.getData(), 0, packet.getLength(), US_ASCII));
            } catch (IOException e) {
                // closed
            }
        }
    }
}
