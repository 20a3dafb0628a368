package io.github.loopline.examples.zoo.writing;

import io.github.loopline.examples.zoo.Contracts.Sender;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Writes once to a channel that does not block, which takes as many bytes as it likes; the rest is dropped.
 *
 * @see <a href="https://github.com/TooTallNate/Java-WebSocket/issues/2">TooTallNate/Java-WebSocket#2</a>; the same:
 * objectionary/eo#6831, bisq-network/bisq2#775, jnr/jnr-unixsocket#69, Alluxio/alluxio#830
 */
public final class PartialWrite {

    private PartialWrite() {}

    /** After send, all the data reaches a peer that is slow to read, in order, followed by EOF on close. */
    public static Sender open(Peer peer) throws IOException {
        return Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
    }

    static class Buggy implements Sender {
        final SocketChannel channel;

        Buggy(Peer peer) throws IOException {
            channel = SocketChannel.open(peer.address());
            channel.configureBlocking(false);
        }

        @Override
        public void send(byte[] data) throws IOException {
            write(ByteBuffer.wrap(data));
        }

        void write(ByteBuffer data) throws IOException {
            channel.write(data); // BUG: may leave some
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        void write(ByteBuffer data) throws IOException {
            try (Selector writable = Selector.open()) {
                channel.register(writable, SelectionKey.OP_WRITE);
                while (data.hasRemaining()) {
                    if (channel.write(data) == 0) {
                        writable.select();
                        if (Thread.currentThread().isInterrupted()) {
                            throw new InterruptedIOException(data.remaining() + " bytes not written");
                        }
                        writable.selectedKeys().clear();
                    }
                }
            }
        }
    }
}
