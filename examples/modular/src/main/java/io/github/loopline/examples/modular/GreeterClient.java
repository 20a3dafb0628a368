package io.github.loopline.examples.modular;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of a small greeting protocol: it says HELO and gets a code and a word. */
public final class GreeterClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader in;

    public GreeterClient(InetSocketAddress address) throws IOException {
        this(address, Duration.ofSeconds(10));
    }

    public GreeterClient(InetSocketAddress address, Duration timeout) throws IOException {
        try {
            socket.connect(address, (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public String greet() throws IOException {
        socket.getOutputStream().write("HELO\r\n".getBytes(StandardCharsets.US_ASCII));
        var answer = in.readLine();
        if (answer == null) {
            throw new EOFException("The server closed the connection without a greeting.");
        }
        if (!answer.startsWith("250 ")) {
            throw new IOException("Not greeted: " + answer);
        }
        return answer.substring(4);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
