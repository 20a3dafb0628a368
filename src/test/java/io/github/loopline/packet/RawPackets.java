package io.github.loopline.packet;

import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plain socket of messages, as a C program would use it: blocking, by poll. */
final class RawPackets implements AutoCloseable {

    private final NativeSocket socket;

    RawPackets(NativeSocket socket) {
        this.socket = socket;
    }

    static NativeSocket open() throws IOException {
        NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0);
        socket.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMP, 1);
        return socket;
    }

    static RawPackets connect(SocketAddress address) throws IOException {
        NativeSocket socket = open();
        try {
            socket.connect(address);
            return new RawPackets(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static RawPackets accept(NativeSocket listener) throws IOException {
        listener.await(Constants.POLLIN, 10_000);
        NativeSocket accepted = Objects.requireNonNull(listener.accept());
        accepted.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMP, 1);
        return new RawPackets(accepted);
    }

    RawPackets send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        while (socket.send(data, null) < 0) {
            socket.await(Constants.POLLOUT, 10_000);
        }
        return this;
    }

    /** Gives null at the end, and throws what the kernel has for it, a reset say. */
    @Nullable
    String receive() throws IOException {
        ByteBuffer data = ByteBuffer.allocateDirect(100_000);
        Incoming in = socket.receive(data);
        if (in == null && socket.await(Constants.POLLIN, 10_000) != 0) {
            in = socket.receive(data.clear());
        }
        if (in == null) {
            throw new IOException("nothing came in 10 s");
        }
        if (in.control().length > 0) {
            return StandardCharsets.UTF_8.decode(data.flip()).toString();
        }
        // A reset that comes between the kernel's looks for an error and for the end is told as the end first.
        int pending = socket.option(Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (pending != 0) {
            throw new ErrnoException(pending);
        }
        return null;
    }

    void shutdownOutput() throws IOException {
        socket.shutdown(Constants.SHUT_WR);
    }

    @Override
    public void close() {
        socket.close();
    }
}
