package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpectTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @AutoClose
    private Peer peer;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        connect(Duration.ofSeconds(30));
    }

    private void connect(Duration timeout) throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.timeout(timeout));
        if (peer != null) {
            peer.close();
        }
        peer = Peer.connectTo(server);
        assertThat(server).within(Duration.ofSeconds(30)).hasConnections(1);
        connection = server.connection(0);
    }

    /** Connects anew, with little patience, and lets something come. */
    private void connectInHaste(String received) throws IOException {
        connect(Duration.ofMillis(80));
        peer.write(received);
        assertThat(connection).within(Duration.ofSeconds(30)).hasReceived(received);
    }

    @Test
    void takes_what_is_as_expected_and_no_more() throws Exception {
        peer.write("PING\r\nQUIT\n").write(new byte[] {1, 2});

        assertThat(connection.expect("PI").expect(new byte[] {'N', 'G'}).expectLine(""))
                .isSameAs(connection);
        connection.expect("").expectLine("QUIT").expect(new byte[] {1, 2});
    }

    @Test
    void waits_for_what_comes_in_pieces() throws Exception {
        Background<Connection> expecting =
                Background.call(() -> connection.expect("PING")).awaitWaiting();
        peer.write("PI").write("NG");

        expecting.result();
    }

    @Test
    void shows_the_first_difference() throws Exception {
        peer.write("PONG\r\n");

        assertFailure(() -> connection.expect("PING\r\n"), """

                Expecting %s
                  to have received: "PING\\r\\n" (6 bytes)
                  but received    : "PONG\\r\\n" (6 bytes), the peer is still connected
                  first difference at byte 1: expected 0x49 but got 0x4f
                  expected 00000000  50 49 4e 47 0d 0a                                |PING..|
                  received 00000000  50 4f 4e 47 0d 0a                                |PONG..|
                                        ^^""");
        assertThat(connection.receive(6)).as("it is not taken").asString().isEqualTo("PONG\r\n");
    }

    @Test
    void fails_as_soon_as_it_differs_and_not_when_the_time_is_over() throws Exception {
        peer.write("no");
        long start = System.nanoTime();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> connection.expect("yes, and a lot more"))
                .withMessageContaining("  first difference at byte 0: expected 0x79 but got 0x6e\n");
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void shows_what_came_of_it_in_time() throws Exception {
        connectInHaste("PIN");

        assertFailure(() -> connection.expect("PING"), """

                Expecting %s
                  to have received: "PING" (4 bytes)
                  but received    : "PIN" (3 bytes), the peer is still connected
                  first difference at byte 3: expected 0x47 but got no more
                  expected 00000000  50 49 4e 47                                      |PING|
                  received 00000000  50 49 4e                                         |PIN|
                                              ^^""");
    }

    @Test
    void says_that_the_peer_has_ended() throws Exception {
        peer.shutdownOutput();

        assertFailure(() -> connection.expect("P"), """

                Expecting %s
                  to have received: "P" (1 byte)
                  but received    : nothing, the peer sent FIN""");
    }

    @Test
    void compares_lines_without_their_ends() throws Exception {
        peer.write("EHLO\r\n");

        assertFailure(() -> connection.expectLine("HELO"), """

                Expecting %s
                  to have received: "HELO" (4 bytes)
                  but received    : "EHLO" (4 bytes), not counting the line's end
                  first difference at byte 0: expected 0x48 but got 0x45
                  expected 00000000  48 45 4c 4f                                      |HELO|
                  received 00000000  45 48 4c 4f                                      |EHLO|
                                     ^^""");
    }

    @Test
    void a_line_that_does_not_end_is_none() throws Exception {
        connectInHaste("HELO");

        assertFailure(() -> connection.expectLine("HELO"), """

                Expecting %1$s
                  to have received: the line "HELO"
                  but none came: Waited 80 ms for the delimiter "\\n" on %1$s but received 4: "HELO".""");
    }

    @Test
    void a_line_that_an_end_cuts_is_none() throws Exception {
        peer.write("HE").shutdownOutput();

        assertFailure(() -> connection.expectLine("HELO"), """

                Expecting %1$s
                  to have received: the line "HELO"
                  but the peer sent FIN first, and what is left is 2: "HE\"""");
        connection.receive(2);
        assertFailure(() -> connection.expectLine("HELO"), """

                Expecting %1$s
                  to have received: the line "HELO"
                  but the peer sent FIN first""");
    }

    @Test
    void the_end_may_be_a_fin() throws Exception {
        Background<Connection> expecting =
                Background.call(connection::expectEnd).awaitWaiting();
        peer.shutdownOutput();

        assertThat(expecting.result().expectFin()).isSameAs(connection);
        assertFailure(connection::expectRst, """

                Expecting %s
                  to have received: an RST
                  but the peer sent FIN""");
    }

    @Test
    void the_end_may_be_an_rst() throws Exception {
        Background<Connection> expecting =
                Background.call(connection::expectEnd).awaitWaiting();
        peer.reset();

        assertThat(expecting.result().expectRst()).isSameAs(connection);
        assertFailure(connection::expectFin, """

                Expecting %s
                  to have received: a FIN
                  but the peer sent RST""");
    }

    @Test
    void the_end_does_not_come() throws Exception {
        connectInHaste("");
        assertFailure(connection::expectEnd, """

                Expecting %s
                  to have received: its end
                  but the peer is still connected""");
    }

    @Test
    void nothing_may_come_before_the_end() throws Exception {
        connectInHaste("wait");
        assertFailure(connection::expectFin, """

                Expecting %s
                  to have received: a FIN
                  but the peer is still connected, and unread is "wait" (4 bytes)""");

        peer.shutdownOutput();
        assertThat(connection).within(Duration.ofSeconds(5)).hasEndedByFin();
        assertFailure(connection::expectFin, """

                Expecting %s
                  to have received: a FIN next
                  but before it came: "wait" (4 bytes)""");
        connection.expect("wait").expectFin();
    }

    @Test
    void an_rst_may_leave_bytes_unread() throws Exception {
        peer.write("unread");
        peer.reset();

        connection.expectRst();
        assertThat(connection.receive(6)).asString().isEqualTo("unread");
    }

    @Test
    void a_connection_that_this_side_closed_has_no_end_of_the_peer() {
        connection.close();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(connection::expectEnd)
                .withMessage(
                        "Cannot receive its end on " + connection + ": it is closed, and what is left is nothing.");
    }

    @Test
    void a_large_expectation_takes_time_that_grows_with_its_size_only() throws Exception {
        byte[] large = new byte[48 << 20];
        StreamServer server = net.tcpServer(spec -> spec.recordingLimit(large.length));
        try (Peer other = Peer.connectTo(server)) {
            Background<Peer> writer = Background.call(() -> other.write(large));
            server.connection(0).expect(large);
            writer.result();
        }
    }

    private void assertFailure(ThrowingCallable code, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(code).withMessage(message.formatted(connection));
    }
}
