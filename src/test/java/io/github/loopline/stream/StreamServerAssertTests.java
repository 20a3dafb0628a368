package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.times;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Each assertion on a server, once as it holds and once with all that its failure tells. */
class StreamServerAssertTests {

    private static final Duration LONG = ofSeconds(10);

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer(spec -> spec.recordingLimit(100));
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void closeClients() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void hasConnections() throws IOException {
        assertThat(server).hasNoConnections().hasConnections(0).hasConnectionsAtLeast(0);
        fails(() -> assertThat(server).within(ofMillis(20)).hasConnections(1), """
              to have 1 connection
              but it has none
              within 20 ms""");
        connect();
        connect();
        assertThat(server).within(LONG).hasConnections(2).hasConnectionsAtLeast(1);

        fails(() -> assertThat(server).within(LONG).hasConnections(1), """
              to have 1 connection
              but it has 2 connections, #0 to #1
              and waiting up to 10 s would not help: more have come""");
        fails(() -> assertThat(server).hasConnectionsAtLeast(3), """
              to have at least 3 connections
              but it has 2 connections, #0 to #1
              (to wait for it, write within(...) before the assertion)""");
        fails(() -> assertThat(server).within(LONG).hasNoConnections(), """
              to have no connections
              but it has 2 connections, #0 to #1
              and waiting up to 10 s would not help: more have come""");
    }

    @Test
    void a_connection_that_does_not_exist() throws IOException {
        fails(() -> assertThat(server).connection(0), """
              to have a connection #0
              but it has none
              (to wait for it, write within(...) before connection(0))""");
        connect();
        fails(() -> assertThat(server).within(ofMillis(20)).connection(1), """
              to have a connection #1
              but it has 1 connection, #0
              within 20 ms""");
        server.stop();
        fails(() -> assertThat(server).within(ofMillis(20)).connection(1), """
              to have a connection #1
              but it has 1 connection, #0, and is stopped
              within 20 ms""");
    }

    @Test
    void a_connection_that_comes_later_is_waited_for() throws Exception {
        Thread other = new Thread(() -> net.connectTo(server).send("hi"));
        other.start();

        assertThat(server).within(LONG).connection(0).hasReceived("hi");
        other.join();
    }

    /** A test may restart its server while another thread waits for the client to come back. */
    @Test
    void a_server_that_is_stopped_may_start_again() throws Exception {
        server.stop();
        Thread other = new Thread(() -> net.connectTo(server.start()));
        other.start();

        assertThat(server).within(LONG).hasConnections(1);
        other.join();
    }

    @Test
    void within_behind_the_assertion_comes_too_late_and_the_message_says_so() {
        fails(() -> assertThat(server).hasReceived("x").within(LONG), """
              to have received: "x" (1 byte)
              but nobody has connected
              (to wait for it, write within(...) before the assertion)""");
    }

    @Test
    void isListening() {
        assertThat(server).isListening();
        fails(() -> assertThat(server).isStopped(), """
              to be stopped
              but it listens
              (to wait for it, write within(...) before the assertion)""");
        server.stop();
        assertThat(server).isStopped();
        fails(() -> assertThat(server).isListening(), """
              to be listening
              but it is stopped
              (to wait for it, write within(...) before the assertion)""");
    }

    @Test
    void hasReceived() throws IOException {
        fails(() -> assertThat(server).within(ofMillis(20)).hasReceived("PING"), """
              to have received: "PING" (4 bytes)
              but nobody has connected
              within 20 ms""");
        send("QUIT");
        send("PONG");
        send("");
        assertThat(server).hasReceived("PONG").hasReceived("QUIT".getBytes(UTF_8));

        fails(() -> assertThat(server).hasReceived("PING"), """
              to have received: "PING" (4 bytes)
              but received    : "PONG" (4 bytes), the peer is still connected
              first difference at byte 1: expected 0x49 but got 0x4f
              expected 00000000  50 49 4e 47                                      |PING|
              received 00000000  50 4f 4e 47                                      |PONG|
                                    ^^
              nearest is connection #1; of the others
                #0 received "QUIT" (4 bytes)
                #2 received nothing""");
        assertThatThrownBy(() -> assertThat(server).hasReceived("PING"))
                .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
                    assertThat(error.getExpected().getValue()).isEqualTo("\"PING\"");
                    assertThat(error.getActual().getValue()).isEqualTo("\"PONG\"");
                });
    }

    @Test
    void hasReceived_hopes_for_another_connection() throws Exception {
        send("PONG");
        Thread other = new Thread(() -> net.connectTo(server).send("PING"));
        other.start();

        assertThat(server).within(LONG).hasReceived("PING");
        other.join();
    }

    @Test
    void many_connections_are_not_all_listed() throws IOException {
        for (int i = 0; i < 13; i++) {
            send("" + (char) ('a' + i));
        }

        assertThatThrownBy(() -> assertThat(server).hasReceived("x"))
                .hasMessageEndingWith("    #10 received \"k\" (1 byte)\n    and 2 more")
                .hasMessageContaining("  nearest is connection #0; of the others\n    #1 received \"b\" (1 byte)\n");
        assertThatThrownBy(() -> assertThat(server).hasReceivedLine("x", times(1)))
                .hasMessageEndingWith("\n    and there are 3 more connections");
    }

    @Test
    void hasReceivedContaining() throws IOException {
        send("one\n");
        send("PIN");
        assertThat(server).hasReceivedContaining("ne");

        fails(() -> assertThat(server).hasReceivedContaining("PING"), """
              to have received: something that contains "PING" (4 bytes)
              but received    : "PIN" (3 bytes), the peer is still connected
              nearest at byte 0: "PIN" (3 bytes) and then the end
              nearest is connection #1; of the others
                #0 received "one\\n" (4 bytes)""");
    }

    @Test
    void hasReceivedMatching() throws IOException {
        send("one");
        assertThat(server).hasReceivedMatching("o.e");

        fails(() -> assertThat(server).hasReceivedMatching("t.o"), """
              to have received: something that matches /t.o/
              but received    : "one" (3 bytes), the peer is still connected""");
    }

    @Test
    void hasReceivedLines() throws IOException {
        send("one\n");
        assertThat(server).hasReceivedLines("one");

        fails(() -> assertThat(server).hasReceivedLines("two"), """
              to have received: the lines ["two"]
              but received    : the lines ["one"], the peer is still connected
              first difference in line 0: expected "two" but got "one\"""");
    }

    @Test
    void hasReceivedHex() throws IOException {
        send("one");
        assertThat(server).hasReceivedHex("6f ?? 65");

        fails(() -> assertThat(server).hasReceivedHex("74 ?? 6f"), """
              to have received: the bytes 74 ?? 6f (3 bytes)
              but received    : "one" (3 bytes), the peer is still connected
              first difference at byte 0: expected 0x74 but got 0x6f
              expected 00000000  74 ?? 6f                                         |t?o|
              received 00000000  6f 6e 65                                         |one|
                                 ^^""");
    }

    @Test
    void hasReceivedLine() throws IOException {
        send("A\n");
        send("A\nB\n");
        assertThat(server).hasReceivedLine("A", times(2)).hasReceivedLine("B", times(1));

        fails(() -> assertThat(server).within(ofMillis(20)).hasReceivedLine("B", times(2)), """
              to have received the line "B" 2 times
              but it came 1 time
                connection #0 of %1$s received the lines ["A"]
                connection #1 of %1$s received the lines ["A", "B"]
              within 20 ms""");
    }

    @Test
    void hasReceivedNothing() throws IOException {
        send("");
        assertThat(server).hasReceivedNothing().hasReceivedNothingFor(ofMillis(60));
        send("x");

        fails(() -> assertThat(server).hasReceivedNothing(), """
              to have received nothing
              but connection #1 received: "x" (1 byte)""");
        fails(() -> assertThat(server).hasReceivedNothingFor(ofSeconds(30)), """
              to have received nothing
              but connection #1 received: "x" (1 byte)""");
    }

    @Test
    void hasReceivedNothingFor_sees_what_comes_meanwhile() throws Exception {
        Socket client = connect();
        assertThat(server).within(LONG).hasConnections(1);
        Thread other = new Thread(() -> write(client, "late"));
        other.start();

        fails(() -> assertThat(server).hasReceivedNothingFor(ofSeconds(30)), """
              to have received nothing
              but connection #0 received: "late" (4 bytes)""");
        other.join();
    }

    @Test
    void what_is_beyond_the_recording_limit_is_told() throws IOException {
        server.discard(); // keeps nothing
        send("x".repeat(300));

        fails(() -> assertThat(server).hasReceived("y"), """
              to have received: "y" (1 byte)
              but received    : nothing, the peer is still connected
              and 300 more bytes that are not kept. Raise recordingLimit, or compare counts and digests.""");
        send("z");
        assertThatThrownBy(() -> assertThat(server).hasReceived("y"))
                .hasMessageContaining("\n    #1 received 1 byte, not kept");
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(server.address().getAddress(), server.port());
        clients.add(client);
        return client;
    }

    private void send(String text) throws IOException {
        int index = clients.size();
        write(connect(), text);
        assertThat(server).within(LONG).connection(index).hasReceivedBytes(text.length());
    }

    private static void write(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The lines of the message begin with two blanks, which the text block of the caller has not. */
    private void fails(Runnable assertion, String lines) {
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + server + "\n"
                        + lines.formatted(server).indent(2).stripTrailing());
    }
}
