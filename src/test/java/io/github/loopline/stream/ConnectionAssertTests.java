package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.atLeast;
import static io.github.loopline.fixture.Times.times;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Each assertion on what came over a connection, once as it holds and once with all that its failure tells. */
class ConnectionAssertTests {

    private static final Duration LONG = ofSeconds(10);

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer(spec -> spec.recordingLimit(100));

    @AutoClose
    private Socket peer;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        peer = new Socket(server.address().getAddress(), server.port());
        connection = server.connection(0);
    }

    @Test
    void hasReceived() throws IOException {
        send("PING\r\n");
        assertThat(connection).hasReceived("PING\r\n").hasReceived("PING\r\n".getBytes(UTF_8));

        fails(() -> assertThat(connection).hasReceived("PONG\r\n"), """
              to have received: "PONG\\r\\n" (6 bytes)
              but received    : "PING\\r\\n" (6 bytes), the peer is still connected
              first difference at byte 1: expected 0x4f but got 0x49
              expected 00000000  50 4f 4e 47 0d 0a                                |PONG..|
              received 00000000  50 49 4e 47 0d 0a                                |PING..|
                                    ^^""");
    }

    @Test
    void hasReceived_waits_for_all_of_it() throws IOException {
        send("PI");
        fails(() -> assertThat(connection).within(ofMillis(30)).hasReceived("PING"), """
              to have received: "PING" (4 bytes)
              but received    : "PI" (2 bytes), the peer is still connected
              first difference at byte 2: expected 0x4e but got no more
              expected 00000000  50 49 4e 47                                      |PING|
              received 00000000  50 49                                            |PI|
                                       ^^
              within 30 ms""");
        write("NG");
        assertThat(connection).within(LONG).hasReceived("PING");
    }

    @Test
    void hasReceived_gives_up_when_it_cannot_come_true() throws IOException {
        send("PONG");
        fails(() -> assertThat(connection).within(LONG).hasReceived("PING"), """
              to have received: "PING" (4 bytes)
              but received    : "PONG" (4 bytes), the peer is still connected
              first difference at byte 1: expected 0x49 but got 0x4f
              expected 00000000  50 49 4e 47                                      |PING|
              received 00000000  50 4f 4e 47                                      |PONG|
                                    ^^
              and waiting up to 10 s would not help: what came is no beginning of it""");
        peer.close();
        assertThat(connection).within(LONG).hasEnded();
        fails(() -> assertThat(connection).within(LONG).hasReceivedContaining("PING"), """
              to have received: something that contains "PING" (4 bytes)
              but received    : "PONG" (4 bytes), the peer sent FIN
              and waiting up to 10 s would not help: the peer sent FIN""");
    }

    @Test
    void hasReceived_lets_an_ide_compare() throws IOException {
        send("a\nb\n");

        assertThatThrownBy(() -> assertThat(connection).hasReceived("a\nc\n"))
                .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
                    assertThat(error.getExpected().getValue()).isEqualTo("\"a\\n\nc\\n\n\"");
                    assertThat(error.getActual().getValue()).isEqualTo("\"a\\n\nb\\n\n\"");
                });
    }

    @Test
    void hasReceivedContaining() throws IOException {
        send("EHLO me\r\nQUIT\r\n");
        assertThat(connection).hasReceivedContaining("QUIT").hasReceivedContaining("me".getBytes(UTF_8));

        fails(() -> assertThat(connection).hasReceivedContaining("EHLO you"), """
              to have received: something that contains "EHLO you" (8 bytes)
              but received    : "EHLO me\\r\\nQUIT\\r\\n" (15 bytes), the peer is still connected
              nearest at byte 0: "EHLO " (5 bytes) and then "me\\r\\nQUIT\\r\\n\"""");
    }

    @Test
    void hasReceivedStartingWith() throws IOException {
        send("EHLO me\r\n");
        assertThat(connection).hasReceivedStartingWith("EHLO");

        fails(() -> assertThat(connection).within(LONG).hasReceivedStartingWith("HELO"), """
              to have received: something that starts with "HELO" (4 bytes)
              but received    : "EHLO me\\r\\n" (9 bytes), the peer is still connected
              first difference at byte 0: expected 0x48 but got 0x45
              expected 00000000  48 45 4c 4f                                      |HELO|
              received 00000000  45 48 4c 4f 20 6d 65 0d 0a                       |EHLO me..|
                                 ^^
              and waiting up to 10 s would not help: what came is no beginning of it""");
    }

    @Test
    void hasReceivedMatching() throws IOException {
        send("\0EHLO\r\n");
        assertThat(connection).hasReceivedMatching(".E[HLO]+\\s*");

        fails(() -> assertThat(connection).hasReceivedMatching("EHLO"), """
              to have received: something that matches /EHLO/
              but received    : "\\x00EHLO\\r\\n" (7 bytes), the peer is still connected
              in hex:
                00000000  00 45 48 4c 4f 0d 0a                             |.EHLO..|""");
    }

    @Test
    void hasReceivedLines() throws IOException {
        send("EHLO\r\nQUIT\r\n");
        assertThat(connection).hasReceivedLines("EHLO", "QUIT");

        fails(() -> assertThat(connection).hasReceivedLines("EHLO"), """
              to have received: the lines ["EHLO"]
              but received    : the lines ["EHLO", "QUIT"], the peer is still connected
              first difference in line 1: expected the end but got "QUIT\"""");
    }

    @Test
    void hasReceivedLine() throws IOException {
        send("A\nB\nA\n");
        assertThat(connection)
                .hasReceivedLine("A", times(2))
                .hasReceivedLine("B", atLeast(1))
                .hasReceivedLine("C", times(0));

        fails(() -> assertThat(connection).within(LONG).hasReceivedLine("A", times(1)), """
              to have received the line "A" 1 time
              but it came 2 times
                connection #0 of %1$s received the lines ["A", "B", "A"]
              and waiting up to 10 s would not help: it has come too often""");
        fails(() -> assertThat(connection).within(ofMillis(20)).hasReceivedLine("A", atLeast(3)), """
              to have received the line "A" at least 3 times
              but it came 2 times
                connection #0 of %1$s received the lines ["A", "B", "A"]
              within 20 ms""");
    }

    @Test
    void hasReceivedHex() throws IOException {
        send("HELO");
        assertThat(connection).hasReceivedHex("48 45 ?? 4f");

        fails(() -> assertThat(connection).hasReceivedHex("48 45 4c ?? 0d"), """
              to have received: the bytes 48 45 4c ?? 0d (5 bytes)
              but received    : "HELO" (4 bytes), the peer is still connected
              first difference at byte 4: expected 0x0d but got no more
              expected 00000000  48 45 4c ?? 0d                                   |HEL?.|
              received 00000000  48 45 4c 4f                                      |HELO|
                                             ^^""");
    }

    @Test
    void hasReceivedDigest() throws Exception {
        String sent = "x".repeat(300); // beyond the recording limit
        send(sent);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(sent.getBytes(UTF_8));
        String hex = HexFormat.of().formatHex(digest);
        assertThat(connection).hasReceivedDigest(digest).hasReceivedDigest(hex.toUpperCase(Locale.ROOT));

        fails(() -> assertThat(connection).hasReceivedDigest(new byte[32]), """
              to have received bytes with SHA-256 %2$s
              but that of 300 bytes is %3$s, the peer is still connected""", "0".repeat(64), hex);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(connection).hasReceivedDigest(new byte[3]))
                .withMessage("A SHA-256 must have 32 bytes but has 3.");
    }

    @Test
    void hasReceivedBytes() throws IOException {
        send("x".repeat(300));
        assertThat(connection).hasReceivedBytes(300);

        fails(() -> assertThat(connection).within(LONG).hasReceivedBytes(1), """
              to have received: 1 byte
              but received    : 300 bytes, the peer is still connected
              and waiting up to 10 s would not help: more have come""");
        fails(() -> assertThat(connection).within(ofMillis(20)).hasReceivedBytes(301), """
              to have received: 301 bytes
              but received    : 300 bytes, the peer is still connected
              within 20 ms""");
    }

    @Test
    void hasReceivedNothing() throws IOException {
        assertThat(connection).hasReceivedNothing().hasReceivedNothingFor(ofMillis(60));
        send("x");

        fails(() -> assertThat(connection).hasReceivedNothing(), """
              to have received nothing
              but received: "x" (1 byte)""");
        fails(() -> assertThat(connection).hasReceivedNothingFor(ofSeconds(30)), """
              to have received nothing
              but received: "x" (1 byte)""");
    }

    @Test
    void hasEnded() throws IOException {
        fails(() -> assertThat(connection).hasEnded(), """
              to have ended by FIN or RST
              but the peer is still connected
              (to wait for it, write within(...) before the assertion)""");
        peer.close();
        assertThat(connection).within(LONG).hasEnded().hasEndedByFin();

        fails(() -> assertThat(connection).within(ofMillis(20)).hasEndedByRst(), """
              to have ended by RST
              but the peer sent FIN
              within 20 ms"""); // after a FIN an RST may come
    }

    @Test
    void hasEndedByRst() throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
        assertThat(connection).within(LONG).hasEndedByRst().hasEnded();

        fails(() -> assertThat(connection).within(LONG).hasEndedByFin(), """
              to have ended by FIN
              but the peer sent RST
              and waiting up to 10 s would not help: the peer sent RST""");
    }

    @Test
    void isOpen() {
        assertThat(connection).isOpen();
        connection.close();

        fails(() -> assertThat(connection).within(LONG).isOpen(), """
              to be open
              but it is closed
              and waiting up to 10 s would not help: it is closed""");
        fails(() -> assertThat(connection).within(LONG).hasEnded(), """
              to have ended by FIN or RST
              but it is closed
              and waiting up to 10 s would not help: it is closed""");
    }

    @Test
    void what_is_beyond_the_recording_limit_fails_with_a_reason() throws IOException {
        send("x".repeat(99) + "yz");
        assertThat(connection).hasReceivedContaining("xy").hasReceivedStartingWith("xx");

        fails(() -> assertThat(connection).within(LONG).hasReceivedContaining("yz"), """
              to have received: something that contains "yz" (2 bytes)
              but received    : "%2$sy" (100 bytes), the peer is still connected
              and 1 more byte that is not kept. Raise recordingLimit, or compare counts and digests.
              and waiting up to 10 s would not help: what comes is not kept""", "x".repeat(99));
        assertThatThrownBy(() -> assertThat(connection).hasReceived("x".repeat(99) + "y"))
                .as("what is kept is not all")
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(connection).hasReceived("x".repeat(99) + "yz"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("and 1 more byte that is not kept.");
        assertThatThrownBy(() -> assertThat(connection).hasReceivedNothing())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("and 1 more byte that is not kept.");
    }

    @Test
    void it_leads_back_to_the_server_it_was_reached_from() {
        assertThat(server).connection(0).isOpen().returnToServer().hasConnections(1);

        assertThatThrownBy(() -> assertThat(connection).returnToServer())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This assertion was not reached from a server: write assertThat(server).");
    }

    private void send(String text) throws IOException {
        write(text);
        assertThat(connection).within(LONG).hasReceivedBytes(text.length());
    }

    private void write(String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** The lines of the message begin with two blanks, which the text block of the caller has not. */
    private void fails(Runnable assertion, String lines, Object... further) {
        Object[] values = new Object[further.length + 1];
        values[0] = server;
        System.arraycopy(further, 0, values, 1, further.length);
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting connection #0 of " + server + "\n"
                        + lines.formatted(values).indent(2).stripTrailing());
    }
}
