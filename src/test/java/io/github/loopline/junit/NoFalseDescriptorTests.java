package io.github.loopline.junit;

import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.junit.LeftDescriptorTests.hint;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.LeftDescriptorTests.Left;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** Descriptors of this library and of the JDK, and connections that are judged otherwise, are no hint. */
@EnabledOnOs(OS.LINUX)
@Isolated // descriptors of other tests would be told as well
class NoFalseDescriptorTests {

    @Test
    void fixtures_are_not_told() throws IOException {
        assertThat(hint(FixturesTestCase.class, new Left())).isEmpty();
    }

    static class FixturesTestCase {

        @Test
        void test(
                @TcpLink StreamLink link,
                @UdpLink DatagramLink datagramLink,
                @TcpServer(tls = @Tls) StreamServer server,
                @TcpServer(host = "::") StreamServer wildcard,
                @TcpServer(onePort = true, count = 2) List<StreamServer> twins,
                @TcpServer ServerSocket listener,
                @TcpServer ServerSocketChannel listening,
                @TcpClient(tls = @Tls) StreamClient client,
                @TcpClient Socket socket,
                @TcpClient SocketChannel channel,
                @UdpPeer DatagramPeer peer,
                @UdpPeer DatagramSocket datagrams,
                @UdpPeer DatagramChannel datagramChannel,
                @UnixServer StreamServer unix,
                @UnixClient StreamClient unixClient,
                @UnixPeer DatagramPeer unixPeer,
                @RefusedPort InetSocketAddress refused,
                @RefusedPort(protocol = Protocol.UDP) InetSocketAddress refusedUdp,
                @UnresponsivePort InetSocketAddress unresponsive,
                @RefusedPort UnixDomainSocketAddress refusedPath,
                @UnresponsivePort UnixDomainSocketAddress unresponsivePath)
                throws IOException {
            link.to(wildcard);
            datagramLink.to(peer);
            client.connect(server);
            socket.connect(link.address());
            channel.connect(wildcard.address());
            unixClient.connect(unix);
            datagrams.connect(datagramLink.address());
            datagrams.send(new DatagramPacket(new byte[1], 1));
            peer.receive();
            wildcard.connection(1);
            server.stop();
            twins.get(0).stop();
            wildcard.apply(refuse());
            throw LeftDescriptorTests.failure();
        }
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
    void native_sockets_are_not_told() throws IOException {
        assertThat(hint(NativeTestCase.class, new Left())).isEmpty();
    }

    static class NativeTestCase {

        @Test
        void test(
                @UnixServer(type = SocketType.SEQPACKET) PacketServer server,
                @UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
            client.connect(server);
            throw LeftDescriptorTests.failure();
        }
    }

    @Test
    void what_the_jdk_keeps_is_not_told() throws IOException {
        assertThat(hint(JdkTestCase.class, new Left())).isEmpty();
    }

    static class JdkTestCase {

        @Test
        void test(@TcpServer StreamServer server) throws Exception {
            server.greeting("x");
            Class.forName("org.junit.jupiter.params.ParameterizedTest"); // from an archive
            assertThat(SecureRandom.getInstanceStrong().generateSeed(1)).hasSize(1);
            try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
                channel.connect(server.address()).get();
            }
            throw LeftDescriptorTests.failure();
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20) // later ones can be closed
    void a_client_that_nobody_can_close_is_not_told() throws IOException {
        assertThat(hint(HttpTestCase.class, new Left())).isEmpty();
    }

    static class HttpTestCase {

        static HttpClient client;

        @Test
        void test(@TcpServer StreamServer server) throws Exception {
            server.greeting("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            client = HttpClient.newHttpClient();
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                            .build(),
                    BodyHandlers.discarding());
            throw LeftDescriptorTests.failure();
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void what_waits_for_virtual_threads_is_not_told() throws IOException {
        assertThat(hint(VirtualTestCase.class, new Left())).isEmpty();
    }

    static class VirtualTestCase {

        @Test
        void test(@TcpServer StreamServer server) throws Exception {
            CountDownLatch read = new CountDownLatch(1);
            Runnable reader = () -> {
                try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                    if (socket.getInputStream().read() == 'x') {
                        read.countDown();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, reader);
            server.connection(0).send("x");
            assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
            throw LeftDescriptorTests.failure();
        }
    }
}
