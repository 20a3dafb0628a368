package io.github.loopline.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;

/** The least that holds many connections: one thread, one selector, one array for what each connection has sent. */
final class BareSelector implements Closeable {

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(65_536);
    private final CountDownLatch recorded;
    private final Thread thread;

    /** Starts one that expects so many messages. */
    BareSelector(int messages) throws IOException {
        recorded = new CountDownLatch(messages);
        listener.bind(new InetSocketAddress(Bare.LOOPBACK, 0), Bare.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread = Bare.start(this::loop);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    void awaitRecorded() throws InterruptedException {
        recorded.await();
    }

    private void loop() throws IOException {
        while (selector.isOpen()) {
            selector.select();
            if (Thread.interrupted()) {
                break;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept();
                } else {
                    read(key);
                }
            }
            selector.selectedKeys().clear();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void accept() throws IOException {
        for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ);
        }
    }

    private void read(SelectionKey key) throws IOException {
        int n = ((SocketChannel) key.channel()).read(scratch.clear());
        if (n < 0) {
            key.channel().close();
        } else {
            byte[] message = new byte[n];
            scratch.flip().get(message);
            key.attach(message);
            recorded.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
