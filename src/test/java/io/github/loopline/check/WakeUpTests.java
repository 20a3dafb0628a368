package io.github.loopline.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.fixture.UserCode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Calls that wait for a datagram, or for something else. */
@EnabledOnOs(OS.LINUX)
class WakeUpTests {

    private static Call<?> waiting(UserCode code) {
        Call<?> call = Call.start(code);
        await().until(() -> BlockedSocket.inode(call.threadName()) != null);
        return call;
    }

    private static DatagramPacket packet() {
        return new DatagramPacket(new byte[10], 10);
    }

    @Test
    void a_socket_that_hears_everybody_gets_an_empty_datagram() throws IOException {
        DatagramPacket packet = packet();
        try (DatagramSocket socket = new DatagramSocket()) {
            Call<?> call = waiting(() -> socket.receive(packet));

            WakeUp.wake(call);

            assertThat(call.awaitEnd(Duration.ofSeconds(10))).isTrue();
            assertThat(packet.getLength()).isZero();
        }
    }

    @Test
    void one_that_is_connected_gets_it_from_there_once_nobody_is() throws IOException {
        DatagramPacket packet = packet();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DatagramSocket peer =
                    new DatagramSocket(new InetSocketAddress("127.0.0.97", 0)); // which nobody takes later
            socket.connect(peer.getLocalSocketAddress());
            Call<?> call = waiting(() -> socket.receive(packet));

            WakeUp.wake(call);
            assertThat(call.isDone()).as("somebody is there").isFalse();
            peer.close();
            WakeUp.wake(call);

            assertThat(call.awaitEnd(Duration.ofSeconds(10))).isTrue();
            assertThat(packet.getLength()).isZero();
        }
    }

    @Test
    void code_that_waits_again_is_left_alone_after_three() throws IOException {
        int[] came = {0};
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Call<?> call = waiting(() -> {
                while (!socket.isClosed()) {
                    socket.receive(packet());
                    came[0]++;
                }
            });

            WakeUp.wake(call);
            assertThat(call.isDone()).isFalse();
            socket.close();

            assertThat(call.awaitEnd(Duration.ofSeconds(10))).isTrue();
            assertThat(came[0]).isEqualTo(3);
        }
    }

    @Test
    void nothing_is_sent_to_other_sockets() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Call<?> call = waiting(server::accept);
        try (server) {
            WakeUp.wake(call);

            assertThat(call.isDone()).isFalse();
        }
        assertThat(call.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
}
