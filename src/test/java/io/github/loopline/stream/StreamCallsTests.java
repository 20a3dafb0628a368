package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of the sockets interface on streams that no other test is about, above all their misuse, for the page on them. */
class StreamCallsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private SocketChannel connected(Transport transport, StreamServer server) throws IOException {
        SocketChannel channel = transport.channel(net, Options.NONE);
        channel.connect(server.socketAddress());
        return channel;
    }

    @Test
    void bind_comes_once() throws Exception {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        ServerSocket listener = net.open(TcpServerSpec.create().as(ServerSocket.class));
        assertThatThrownBy(() -> listener.bind(any))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Already bound");
        ServerSocketChannel channel = Transport.TCP_IPV4.listener(net);
        assertThatThrownBy(() -> channel.bind(any)).isExactlyInstanceOf(AlreadyBoundException.class);
        SocketChannel client = net.open(TcpClientSpec.create().host("127.0.0.1").as(SocketChannel.class));
        assertThatThrownBy(() -> client.bind(any)).isExactlyInstanceOf(AlreadyBoundException.class);
    }

    @ParameterizedTest
    @EnumSource
    void connect_comes_once(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        assertThatThrownBy(() -> channel.connect(server.socketAddress()))
                .isExactlyInstanceOf(AlreadyConnectedException.class);
        assertThat(channel.isConnected()).as("as before").isTrue();
    }

    @Test
    void connect_of_a_socket_comes_once() throws Exception {
        StreamServer server = net.tcpServer();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        socket.connect(server.address());
        assertThatThrownBy(() -> socket.connect(server.address()))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessageMatching("[aA]lready connected");
    }

    @Test
    void connect_stays_in_its_family() {
        StreamServer unix = net.unixServer();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        assertThatThrownBy(() -> socket.connect(unix.path()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unsupported address type");
        SocketChannel channel = Transport.TCP_IPV4.channel(net, Options.NONE);
        assertThatThrownBy(() -> channel.connect(unix.path()))
                .isExactlyInstanceOf(UnsupportedAddressTypeException.class);
    }

    @Test
    void nothing_is_read_or_written_before_a_connect() throws Exception {
        SocketChannel channel = Transport.TCP_IPV4.channel(net, Options.NONE);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(NotYetConnectedException.class);
        assertThatThrownBy(channel::shutdownOutput).isExactlyInstanceOf(NotYetConnectedException.class);
        assertThat(channel.getRemoteAddress()).isNull();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        assertThatThrownBy(socket::getInputStream)
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket is not connected");
        assertThat(socket.getRemoteSocketAddress()).isNull();
        StreamClient client = net.tcpClient();
        assertThatThrownBy(client::remoteAddress)
                .isInstanceOf(FixtureException.class)
                .hasMessage(client + " is not connected. Call connect(address) first.");
    }

    @ParameterizedTest
    @EnumSource
    void names_of_both_ends_are_told(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        Connection connection = server.connection(0);

        assertThat(channel.getRemoteAddress()).isEqualTo(server.socketAddress());
        assertThat(connection.localAddress()).isEqualTo(server.socketAddress());
        assertThat(connection.remoteAddress())
                .isEqualTo(transport == Transport.UNIX ? UnixDomainSocketAddress.of("") : channel.getLocalAddress());
    }

    @ParameterizedTest
    @EnumSource
    void several_buffers_go_in_one_call(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        ByteBuffer[] out = {ByteBuffer.wrap(new byte[] {'o'}), ByteBuffer.wrap(new byte[] {'k'})};
        assertThat(channel.write(out)).isEqualTo(2);
        assertThat(server).within(ofSeconds(30)).hasReceived("ok");

        server.connection(0).send("yes");
        ByteBuffer[] in = {ByteBuffer.allocate(1), ByteBuffer.allocate(2)};
        while (in[1].hasRemaining()) {
            assertThat(channel.read(in)).isPositive();
        }
        assertThat(in[0].get(0)).isEqualTo((byte) 'y');
    }

    @ParameterizedTest
    @EnumSource
    void what_was_looked_at_is_still_to_be_received(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        connected(transport, server).write(ByteBuffer.wrap(new byte[] {'o', 'k'}));
        assertThat(server).within(ofSeconds(30)).hasReceived("ok");

        assertThat(server.connection(0).receivedText()).isEqualTo("ok");
        assertThat(server.connection(0).receivedCount()).isEqualTo(2);
        assertThat(server.connection(0).receive(2)).asString().isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void file_goes_out_of_a_channel(Transport transport, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "content");
        StreamServer server = transport.server(net);
        try (FileChannel content = FileChannel.open(file)) {
            assertThat(content.transferTo(0, 7, connected(transport, server))).isEqualTo(7);
        }
        assertThat(server).within(ofSeconds(30)).hasReceived("content");
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_of_both_directions_leaves_an_open_socket(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        server.connection(0).shutdownInput().shutdownOutput();

        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(server.connection(0)).isOpen();
        assertThatThrownBy(() -> server.connection(0).send("x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte on " + server.connection(0) + ": the output is shut down.");
    }

    @Test
    void shut_down_output_takes_nothing() throws Exception {
        StreamServer server = net.tcpServer();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        socket.connect(server.address());
        socket.shutdownOutput();
        assertThatThrownBy(() -> socket.getOutputStream())
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Socket output is shutdown");
        SocketChannel channel = connected(Transport.TCP_IPV4, server);
        channel.shutdownOutput();
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThat(channel.isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void broken_pipe_is_an_exception_and_no_signal(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        server.connection(0).close();
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);

        assertThatThrownBy(() -> await().until(() -> channel.write(ByteBuffer.allocate(1)) < 0))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }

    @ParameterizedTest
    @EnumSource
    void close_comes_as_often_as_one_likes(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        SocketChannel channel = connected(transport, server);
        channel.close();
        channel.close();
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isExactlyInstanceOf(ClosedChannelException.class);
        server.connection(0).close();
        server.connection(0).close();
        assertThatThrownBy(() -> server.connection(0).send("x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte on " + server.connection(0) + ": the connection is closed.");
    }

    @ParameterizedTest
    @EnumSource
    void selector_waits_for_several_channels(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        listener.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            listener.register(selector, SelectionKey.OP_ACCEPT);
            StreamClient client = transport.client(net).connect(listener.getLocalAddress());
            assertThat(selector.select(30_000)).isOne();
            selector.selectedKeys().clear();
            SocketChannel accepted = listener.accept();
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ);

            client.send("x");
            assertThat(selector.select(30_000)).isOne();
            assertThat(selector.selectedKeys()).allMatch(SelectionKey::isReadable);
            accepted.close();
        }
    }

    @Test
    void selector_takes_no_channel_that_blocks() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        try (Selector selector = Selector.open()) {
            assertThatThrownBy(() -> listener.register(selector, SelectionKey.OP_ACCEPT))
                    .isExactlyInstanceOf(IllegalBlockingModeException.class);
        }
    }

    @Test
    void unread_bytes_are_counted() throws Exception {
        StreamServer server = net.tcpServer();
        Socket socket = net.open(TcpClientSpec.create().as(Socket.class));
        socket.connect(server.address());
        assertThat(socket.getInputStream().available()).isZero();

        server.connection(0).send("12345");
        await().until(() -> socket.getInputStream().available() == 5);
    }
}
