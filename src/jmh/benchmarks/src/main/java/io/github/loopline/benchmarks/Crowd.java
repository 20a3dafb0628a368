package io.github.loopline.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients in a process of their own: both ends of 10,000 connections would be too many descriptors for one. The
 * object is the handle to that process; {@link #main} is the process.
 */
public final class Crowd implements Closeable {

    private static final int MESSAGE = 64;

    private final Process process;
    private final BufferedReader answers;

    Crowd() throws IOException {
        process = Proc.java(Crowd.class).start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        expect("ready");
    }

    /** Opens so many connections, sends 64 bytes on each, and returns when the last byte has been handed to the kernel. */
    void enter(int count, InetSocketAddress server) throws IOException {
        process.outputWriter(StandardCharsets.US_ASCII)
                .append(count + " " + server.getPort() + "\n")
                .flush();
        expect("sent");
    }

    private void expect(String word) throws IOException {
        String answer = answers.readLine();
        if (!word.equals(answer)) {
            throw new IOException("the crowd says " + answer);
        }
    }

    /** Lets the process end, and its connections with it. */
    @Override
    public void close() throws IOException {
        process.outputWriter(StandardCharsets.US_ASCII).close();
        process.onExit().join();
    }

    /**
     * The process: a line with a count and a port opens so many connections, the end of its input ends it.
     *
     * @param arguments none
     * @throws IOException when a connection fails
     */
    public static void main(String[] arguments) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            InetSocketAddress server = new InetSocketAddress(Bare.LOOPBACK, Integer.parseInt(words[1]));
            ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
            for (int i = Integer.parseInt(words[0]); i > 0; i--) {
                SocketChannel client = SocketChannel.open(server);
                client.write(message.clear());
                open.add(client);
            }
            System.out.println("sent");
        }
        System.out.println(open.size() + " clients leave");
    }
}
