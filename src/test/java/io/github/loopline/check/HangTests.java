package io.github.loopline.check;

import static io.github.loopline.check.Calls.assertThatCall;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel of Linux tells of the socket in which a call hangs, for each kind of socket and each way to wait. */
@EnabledOnOs(OS.LINUX)
class HangTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void a_read_of_a_socket() throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            assertHangs(() -> client.getInputStream().read(), established(client.getLocalPort(), server.port()));
        }
    }

    @Test
    void a_read_with_a_timeout() throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            client.setSoTimeout(60_000);
            assertHangs(() -> client.getInputStream().read(), established(client.getLocalPort(), server.port()));
        }
    }

    @Test
    void a_read_of_a_channel_over_ipv6() throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.host("::1"));
        try (SocketChannel client = SocketChannel.open(server.address())) {
            assertHangs(
                    () -> client.read(ByteBuffer.allocate(1)),
                    "TCP \\[::1]:\\d+ to \\[::1]:" + server.port() + ", ESTABLISHED, 0 bytes unread, 0 bytes unsent");
        }
    }

    @Test
    void a_write_that_the_peer_does_not_read() throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.receiveBufferSize(4096));
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            server.connection(0).stopReading();
            assertHangs(
                    () -> client.getOutputStream().write(new byte[16 << 20]),
                    "TCP 127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:" + server.port()
                            + ", ESTABLISHED, 0 bytes unread, [1-9]\\d+ bytes unsent");
        }
    }

    @Test
    void an_accept() throws IOException {
        try (ServerSocket listener =
                new ServerSocket(0, 5, net.tcpServer().address().getAddress())) {
            assertHangs(
                    listener::accept,
                    "TCP 127\\.0\\.0\\.1:" + listener.getLocalPort() + ", LISTEN, 0 connections waiting");
        }
    }

    @Test
    void a_receive_of_a_datagram() throws IOException {
        DatagramPeer peer = net.udpPeer();
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(peer.address().getAddress(), 0))) {
            assertHangs(
                    () -> socket.receive(new DatagramPacket(new byte[1], 1)),
                    "UDP 127\\.0\\.0\\.1:" + socket.getLocalPort() + ", 0 bytes unread");
        }
    }

    @Test
    void a_unix_socket() throws IOException {
        UnixDomainSocketAddress path = net.unixServer().path();
        try (SocketChannel client = SocketChannel.open(path)) {
            assertHangs(() -> client.read(ByteBuffer.allocate(1)), "Unix without a name");
        }
    }

    /** What frees it, such as a handler that was as patient, may come at the moment of its own deadline. */
    @Test
    void what_is_freed_at_the_last_moment_tells_where_it_was_before() throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            String before = "\n  and shortly before its time of 30 s was over it was still in the socket "
                    + established(client.getLocalPort(), server.port()) + "\n    at (sun|java)\\..*";
            Call<Integer> call = Calls.call(() -> {
                int read = client.getInputStream().read();
                throw new IOException("read " + read);
            });
            awaitInSocket(call);
            Call<?> freeing = closesWhenSomebodyWaits(server, Thread.currentThread());

            assertThatThrownBy(() -> new CallAssert<>(call, ofSeconds(30))
                            .within(ofSeconds(30))
                            .returns(1))
                    .hasMessageMatching("(?s)Expecting call \\[HangTests\\.java:\\d+]\n  to return\n"
                            + "  but it threw java\\.io\\.IOException: read -1" + before);
            assertThatCall(freeing).returns();
        }
    }

    @Test
    void so_does_what_then_returns_something_else() throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            Call<Integer> call = Calls.call(() -> client.getInputStream().read());
            awaitInSocket(call);
            Call<?> freeing = closesWhenSomebodyWaits(server, Thread.currentThread());

            assertThatThrownBy(() -> new CallAssert<>(call, ofSeconds(30))
                            .within(ofSeconds(30))
                            .returnsOrFails(1))
                    .hasMessageMatching("(?s)\\[what call \\[HangTests\\.java:\\d+] returned\n"
                            + "  and shortly before its time of 30 s was over it was still in the socket "
                            + established(client.getLocalPort(), server.port())
                            + "\n    at (sun|java)\\..*] \nexpected: 1\n but was: -1");
            assertThatCall(freeing).returns();
        }
    }

    @Test
    void a_call_that_ends_as_it_should_at_the_last_moment_passes() throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket client = new Socket(server.address().getAddress(), server.port())) {
            Call<Integer> call = Calls.call(() -> client.getInputStream().read());
            awaitInSocket(call);
            Call<?> freeing = closesWhenSomebodyWaits(server, Thread.currentThread());

            new CallAssert<>(call, ofSeconds(30)).within(ofSeconds(30)).returns(-1);
            assertThatCall(freeing).returns();
        }
    }

    /** Looking comes before the wait of the last moment, and does not wait itself. */
    private static Call<?> closesWhenSomebodyWaits(StreamServer server, Thread waits) {
        return Calls.call(() -> {
            await().atMost(ofSeconds(20)).until(() -> waits.getState() == Thread.State.TIMED_WAITING);
            server.close();
        });
    }

    private static void awaitInSocket(Call<?> call) {
        await().atMost(ofSeconds(20))
                .until(() -> BlockedSocket.inode(call.threadName()) != null
                        && call.burning().isEmpty());
    }

    private static String established(int from, int to) {
        return "TCP 127\\.0\\.0\\.1:" + from + " to 127\\.0\\.0\\.1:" + to
                + ", ESTABLISHED, 0 bytes unread, 0 bytes unsent";
    }

    private static void assertHangs(UserCode code, String socket) {
        Call<?> call = Calls.call(code);
        awaitInSocket(call);

        assertThatThrownBy(() -> assertThatCall(call).within(ofMillis(1)).returns())
                .hasMessageMatching("(?s)Expecting call \\[HangTests\\.java:\\d+]\n  to end within 1 ms\n"
                        + "  but it is still in the socket " + socket + "\n    at (sun|java)\\..*");
    }
}
