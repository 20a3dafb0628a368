package io.github.loopline.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The quickest proxy that one writes by hand: one thread and one selector for all connections, nothing recorded, and only what
 * the benchmarks need of it, which never leave a peer without room.
 */
final class BareNioProxy implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
    private final SocketAddress server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);

    /** One socket of a connection. */
    private static final class Side {

        final SocketChannel channel;
        final SelectionKey key;
        Side other;
        boolean ended;

        Side(SocketChannel channel, Selector selector) throws IOException {
            this.channel = channel;
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    BareNioProxy(SocketAddress server) throws IOException {
        this.server = server;
        listener.bind(new InetSocketAddress(Bare.LOOPBACK, 0), Bare.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Bare.start(this::run);
    }

    SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    private void run() throws IOException {
        while (listener.isOpen()) {
            selector.select(this::ready);
        }
        selector.close();
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Side side) {
                pass(side);
            } else {
                accept();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() throws IOException {
        SocketChannel accepted = listener.accept();
        while (accepted != null) {
            accepted.configureBlocking(false);
            SocketChannel connected = SocketChannel.open(StandardProtocolFamily.INET);
            connected.configureBlocking(false);
            if (!connected.connect(server) && !connected.finishConnect()) {
                throw new IOException("a loopback server that listens is reached at once");
            }
            Side client = new Side(accepted, selector);
            client.other = new Side(connected, selector);
            client.other.other = client;
            accepted = listener.accept();
        }
    }

    private void pass(Side from) throws IOException {
        Side to = from.other;
        int count = from.channel.read(buffer.clear());
        buffer.flip();
        while (buffer.hasRemaining()) {
            to.channel.write(buffer);
        }
        if (count >= 0) {
            return;
        }
        from.ended = true;
        to.channel.shutdownOutput();
        if (to.ended) {
            from.channel.close();
            to.channel.close();
        } else {
            from.key.interestOps(0);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        selector.wakeup();
    }
}
