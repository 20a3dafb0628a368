package io.github.loopline.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other side of what is tested: a plain, blocking socket of the JDK. */
public final class Peer implements AutoCloseable {

    private final SocketChannel channel;

    private Peer(SocketChannel channel) {
        this.channel = channel;
    }

    public static Peer connectTo(StreamServer server) throws IOException {
        return connectTo(server.socketAddress());
    }

    public static Peer connectTo(SocketAddress address) throws IOException {
        return new Peer(SocketChannel.open(address));
    }

    public static Peer of(SocketChannel connected) {
        return new Peer(connected);
    }

    public static Peer acceptedFrom(ServerSocketChannel listener) throws IOException {
        return new Peer(listener.accept());
    }

    public SocketChannel channel() {
        return channel;
    }

    public Peer write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    public Peer write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** Reads so many bytes, fewer only at the end. */
    public byte[] read(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // on
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    public String readText(int count) throws IOException {
        return new String(read(count), StandardCharsets.UTF_8);
    }

    public byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    public String readTextToEnd() throws IOException {
        return new String(readToEnd(), StandardCharsets.UTF_8);
    }

    public Peer shutdownOutput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Closes with RST; TCP only. */
    public void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    /** Writes until the kernel takes no more for a while, and tells how much it took. */
    public long fill() throws IOException {
        channel.configureBlocking(false);
        try {
            return Filling.of(channel);
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
