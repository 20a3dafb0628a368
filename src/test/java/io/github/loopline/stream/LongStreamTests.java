package io.github.loopline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Waiting on a stream of megabytes must not take a multiple of the time that it takes to come. */
class LongStreamTests {

    private static final byte[] LONG = longText();

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer();

    @Test
    void hasReceived() {
        waitsFor(connection -> connection.hasReceived(LONG));
    }

    @Test
    void hasReceivedContaining() {
        waitsFor(connection -> connection.hasReceivedContaining("The end"));
    }

    @Test
    void hasReceivedMatching() {
        waitsFor(connection -> connection.hasReceivedMatching(".*The end\n"));
    }

    @Test
    void hasReceivedLine() {
        waitsFor(connection -> connection.hasReceivedLine("The end", Times.times(1)));
    }

    @Test
    void hasReceivedDigest() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(LONG);

        waitsFor(connection -> connection.hasReceivedDigest(digest));
    }

    @Test
    void a_failure_does_not_tell_all_of_it() {
        send();
        assertThat(server).within(ofSeconds(20)).connection(0).hasReceivedBytes(LONG.length);

        for (Consumer<ConnectionAssert> assertion : Arrays.<Consumer<ConnectionAssert>>asList(
                connection -> connection.hasReceived("x"),
                connection -> connection.hasReceivedContaining("y"),
                connection -> connection.hasReceivedMatching("y"),
                connection -> connection.hasReceivedHex("00"),
                connection -> connection.hasReceivedLines("x"),
                connection -> connection.hasReceivedNothing())) {
            assertThatThrownBy(() -> assertion.accept(assertThat(server.connection(0))))
                    .isInstanceOf(AssertionError.class)
                    .satisfies(error -> assertThat(error.getMessage().length()).isLessThan(4_000));
        }
    }

    private void waitsFor(Consumer<ConnectionAssert> assertion) {
        Thread sender = new Thread(this::send);
        sender.start();

        assertion.accept(assertThat(server).within(ofSeconds(20)).connection(0));
    }

    private void send() {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < LONG.length; at += 8192) { // an event for each, some thousands
                out.write(LONG, at, Math.min(8192, LONG.length - at));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] longText() {
        byte[] line = ("x".repeat(998) + "\r\n").getBytes(UTF_8);
        byte[] text = new byte[8 << 20];
        for (int at = 0; at < text.length; at += line.length) {
            System.arraycopy(line, 0, text, at, Math.min(line.length, text.length - at));
        }
        byte[] end = "\r\nThe end\n".getBytes(UTF_8);
        System.arraycopy(end, 0, text, text.length - end.length, end.length);
        return text;
    }
}
