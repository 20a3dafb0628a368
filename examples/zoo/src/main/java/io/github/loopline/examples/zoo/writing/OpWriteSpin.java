package io.github.loopline.examples.zoo.writing;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * Stays interested in writing when there is nothing to write, so {@code select} always returns at once.
 *
 * @see <a href="https://github.com/dlundquist/sniproxy/issues/7">dlundquist/sniproxy#7</a>; the same: netty/netty#924,
 * eclipse-ee4j/glassfish-grizzly#1617, jetty/jetty.project#3022
 */
public final class OpWriteSpin {

    private OpWriteSpin() {}

    /** An echo server that uses next to no CPU while its connections are idle. */
    public static Service open() throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy() : new Fixed();
        Threads.start("zoo-loop", b::loop);
        return b;
    }

    static class Buggy implements Service {
        final Selector selector = Selector.open();
        final ServerSocketChannel listener = ServerSocketChannel.open();

        Buggy() throws IOException {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        }

        void loop() throws IOException {
            while (true) {
                selector.select();
                for (Iterator<SelectionKey> i = selector.selectedKeys().iterator(); i.hasNext(); ) {
                    SelectionKey key = i.next();
                    i.remove();
                    if (key.isAcceptable()) {
                        ByteBuffer unsent = ByteBuffer.allocate(8192);
                        listener.accept().configureBlocking(false).register(selector, interest(unsent), unsent);
                        continue;
                    }
                    SocketChannel channel = (SocketChannel) key.channel();
                    ByteBuffer unsent = (ByteBuffer) key.attachment();
                    if (key.isReadable() && channel.read(unsent) < 0) {
                        channel.close();
                        continue;
                    }
                    channel.write(unsent.flip());
                    key.interestOps(interest(unsent.compact()));
                }
            }
        }

        int interest(ByteBuffer unsent) {
            return SelectionKey.OP_READ | SelectionKey.OP_WRITE; // BUG: a socket is nearly always writable
        }

        @Override
        public int port() {
            return listener.socket().getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            selector.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed() throws IOException {}

        @Override
        int interest(ByteBuffer unsent) {
            return SelectionKey.OP_READ | (unsent.position() > 0 ? SelectionKey.OP_WRITE : 0);
        }
    }
}
