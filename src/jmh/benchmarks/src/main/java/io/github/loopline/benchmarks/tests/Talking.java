package io.github.loopline.benchmarks.tests;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.junit.jupiter.api.RepeatedTest;

/** A hundred tests, each with a server and a hundred round trips of 64 bytes. */
public final class Talking {

    /** How many tests. */
    public static final int TESTS = 100;

    @RepeatedTest(TESTS)
    void test(@TcpServer StreamServer server) throws IOException {
        server.echo();
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] message = new byte[64];
            for (int i = 0; i < 100; i++) {
                out.write(message);
                if (in.readNBytes(message, 0, message.length) < message.length) {
                    throw new IOException("the echo ended early");
                }
            }
        }
    }
}
