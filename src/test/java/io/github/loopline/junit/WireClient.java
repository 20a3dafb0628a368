package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Wire;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Sound and faulty clients of the kind that a wire matrix is for. */
final class WireClient {

    /** So long that no busy machine takes it for the end. */
    static final int PATIENT = 20_000;

    private WireClient() {}

    /** How an answer is read. */
    interface Reader {
        String read(InputStream in) throws IOException;
    }

    /** Asks a server for a line. */
    static String ask(StreamServer server, int timeoutMillis, Reader reader) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
            return reader.read(socket.getInputStream());
        }
    }

    static String ask(StreamServer server, Reader reader) throws IOException {
        return ask(server, PATIENT, reader);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after " + line.length() + " bytes of a line");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Takes one read for a line. */
    static String once(InputStream in) throws IOException {
        byte[] bytes = new byte[100];
        int length = in.read(bytes);
        if (length < 0) {
            throw new EOFException();
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
    }

    /** Takes the end of the stream for the end of a line. */
    static String untilEnd(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /** Asks a peer, several times if no answer comes. */
    static String ask(DatagramPeer peer, int tries, int timeoutMillis, boolean connected) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            if (connected) {
                socket.connect(peer.address());
            }
            socket.setSoTimeout(timeoutMillis);
            byte[] question = "ask".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < tries; i++) {
                socket.send(new DatagramPacket(question, question.length, peer.address()));
                try {
                    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                    socket.receive(answer);
                    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
                } catch (SocketTimeoutException e) {
                    // lost, so once more
                }
            }
            throw new SocketTimeoutException("no answer to " + tries + " questions");
        }
    }

    /** Gives the message of a failed run. */
    static String failure(Run run, String test) {
        return String.valueOf(run.failure(test).getMessage());
    }

    /** Verifies that a class' only test ends with its plain run, since the condition acts on nothing of it. */
    static void assertFindsNothing(Class<?> sample, String test, Wire wire) {
        Run run = Samples.run(sample);

        assertThat(ends(run)).containsExactly(Status.FAILED);
        assertThat(failure(run, test + "#1"))
                .isEqualTo("@WireTest of [" + sample.getSimpleName() + "." + test
                        + "()] found nothing in its plain run that [" + wire + "] could act on."
                        + " Choose others, let the fixtures send something, or write @Test.");
    }

    /** Tells how the runs of a test ended, the last one last. */
    static List<Status> ends(Run run) {
        return run.tests().stream()
                .map(test -> run.results().get(test).getStatus())
                .toList();
    }
}
