package io.github.loopline.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What sees the effect of a fault: a socket of the JDK whose reads give up after ten seconds, unless told otherwise. */
record PlainClient(Socket socket) implements AutoCloseable {

    static PlainClient connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        return new PlainClient(socket).patient(10_000);
    }

    PlainClient patient(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    PlainClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads so many bytes, fewer only at the end. */
    String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Writes until that fails. */
    void writeForEver() throws IOException {
        while (true) {
            socket.getOutputStream().write(new byte[1024]);
        }
    }

    static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
