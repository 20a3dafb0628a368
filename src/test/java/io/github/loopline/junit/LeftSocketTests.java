package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Sockets of other kinds than TCP that are left open after a call that failed. */
@EnabledOnOs(OS.LINUX) // elsewhere nothing tells of sockets of UDP
class LeftSocketTests {

    private static final Set<AutoCloseable> LEFT = ConcurrentHashMap.newKeySet();

    @AfterAll
    static void closeTheLeft() throws Exception {
        for (AutoCloseable each : LEFT) {
            each.close();
        }
    }

    private static <T extends AutoCloseable> T left(T socket) {
        LEFT.add(socket);
        return socket;
    }

    private static Object fail() throws IOException {
        throw new IOException("on purpose");
    }

    @Test
    void a_socket_of_udp_that_is_connected_to_a_peer() {
        Run run = Samples.run(UdpTestCase.class);

        assertThat(run.failure("connected").getMessage()).matches("""
                        The code under test has left open after a call that failed:
                          udp-peer:(\\d+), heard first \\d+ ms ago: UDP 127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:\\1, 0 bytes unread
                            last used by call \\[LeftSocketTests\\.java:\\d+], which failed with java\\.io\\.IOException: on purpose
                        Close it on every way out\\. Where it is meant to stay, in a pool say: @NetworkDefaults\\(leaks = LeakMode\\.TELL\\)\\.""");
        assertThat(run.failure("connected").getSuppressed()[0])
                .hasMessageFindingMatch("note: 127\\.0\\.0\\.1:\\d+ left open by the code under test");
        run.succeeded("closed");
        run.succeeded("not_connected");
        run.succeeded("after_success");
        run.succeeded("ours");
    }

    static class UdpTestCase {

        @UdpPeer
        DatagramPeer peer;

        private DatagramChannel sender() throws IOException {
            DatagramChannel channel = left(DatagramChannel.open().connect(peer.address()));
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            return channel;
        }

        @Test
        void connected() {
            assertThatCall(() -> {
                        assertThat(sender().isConnected()).isTrue();
                        return fail();
                    })
                    .fails();
            assertThat(peer).within(ofSeconds(5)).hasReceivedCount(1);
        }

        @Test
        void closed() {
            assertThatCall(() -> {
                        try (DatagramChannel channel = sender()) {
                            return channel.isOpen() ? fail() : null;
                        }
                    })
                    .fails();
        }

        @Test
        void not_connected() {
            assertThatCall(() -> {
                        DatagramSocket socket = left(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
                        socket.send(new DatagramPacket(new byte[1], 1, peer.address()));
                        return fail();
                    })
                    .fails();
        }

        @Test
        void after_success() {
            assertThatCall(this::sender).returns();
            assertThat(peer).within(ofSeconds(5)).hasReceivedCount(1);
        }

        @Test
        void ours(@UdpPeer DatagramPeer other, @UdpPeer DatagramSocket handedOut, @UdpLink DatagramLink link) {
            link.to(peer);
            assertThatCall(() -> {
                        other.connect(peer.address()).send("x");
                        handedOut.connect(peer.address());
                        handedOut.send(new DatagramPacket(new byte[1], 1));
                        try (DatagramChannel client = DatagramChannel.open().connect(link.address())) {
                            client.write(ByteBuffer.wrap(new byte[] {1}));
                        }
                        return fail();
                    })
                    .fails();
            assertThat(peer).within(ofSeconds(5)).hasReceivedCount(3);
        }
    }

    @Test
    void a_connection_over_a_unix_socket() {
        assertThat(Samples.run(UnixTestCase.class).failure("unix"))
                .hasMessageMatching(
                        "(?s)The code under test has left open after a call that failed:\n  connection #0 of"
                                + " unix-server:\\S+, open for \\d+ ms: .*\n    last used by call .*");
    }

    static class UnixTestCase {

        @Test
        void unix(@UnixServer StreamServer server) {
            assertThatCall(() -> {
                        left(SocketChannel.open(server.path()));
                        return fail();
                    })
                    .fails();
        }
    }

    @Test
    void a_connection_of_packets() {
        Run run = Samples.run(PacketTestCase.class);

        for (String test : Set.of("path", "abstract_name")) {
            assertThat(run.failure(test))
                    .hasMessageMatching(
                            "(?s)The code under test has left open after a call that failed:\n  connection #0"
                                    + " of packet-server:\\S+, open for \\d+ ms: .*\n    last used by call .*");
        }
        run.succeeded("closed");
        run.succeeded("ours");
    }

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
    static class PacketTestCase {

        private static void connect(SocketAddress server) throws IOException {
            NativeSocket socket = left(NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0));
            assertThat(socket.connect(server)).isTrue();
        }

        @Test
        void path(@UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
            assertThatCall(() -> {
                        connect(server.path());
                        return fail();
                    })
                    .fails(IOException.class);
        }

        @Test
        void abstract_name(
                @UnixServer(type = SocketType.SEQPACKET, abstractName = Options.ANY_NAME) PacketServer server) {
            assertThatCall(() -> {
                        connect(server.socketAddress());
                        return fail();
                    })
                    .fails(IOException.class);
        }

        @Test
        void closed(@UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
            assertThatCall(() -> {
                        try (NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0)) {
                            assertThat(socket.connect(server.path())).isTrue();
                            return fail();
                        }
                    })
                    .fails(IOException.class);
        }

        @Test
        @NoLeaks
        void ours(
                @UnixServer(type = SocketType.SEQPACKET, abstractName = Options.ANY_NAME) PacketServer server,
                @UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
            assertThatCall(() -> {
                        client.connect(server.socketAddress()).send("x");
                        server.connection(0).expect("x");
                        return fail();
                    })
                    .fails(IOException.class);
        }
    }
}
