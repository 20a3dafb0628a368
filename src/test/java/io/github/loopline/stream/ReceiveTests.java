package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void receives_exactly_so_many_bytes_however_they_were_cut(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<byte[]> reader =
                    Background.call(() -> connection.receive(7)).awaitWaiting();
            peer.write("abc");
            assertThat(connection).within(Duration.ofSeconds(5)).hasReceived("abc");
            reader.awaitWaiting();
            peer.write("defghij");

            assertThat(reader.result()).asString().isEqualTo("abcdefg");
            assertThat(connection.receive(0)).isEmpty();
            assertThat(connection.receive(3)).asString().isEqualTo("hij");
            assertThat(connection.receivedText())
                    .as("taking leaves the recording as it is")
                    .isEqualTo("abcdefghij");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n\r\n", "--end--", "aab", "é"})
    void finds_a_delimiter_that_comes_one_byte_at_a_time(String delimiter) throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            byte[] message = ("a\r\raa-" + delimiter).getBytes(StandardCharsets.UTF_8);
            for (byte b : message) {
                peer.write(new byte[] {b});
                assertThat(server.connection(0).hasMore()).isTrue();
            }
            peer.write("rest");

            assertThat(connection.receiveUntil(delimiter)).isEqualTo(message);
            assertThat(connection.receive(4)).asString().isEqualTo("rest");
        }
    }

    @ParameterizedTest
    @EnumSource
    void finds_a_delimiter_that_is_split_over_segments_while_it_waits(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<byte[]> reader =
                    Background.call(() -> connection.receiveUntil("\r\n\r\n")).awaitWaiting();
            String head = "GET /\r\n\r\n";
            for (int i = 0; i < head.length(); i++) {
                assertThat(reader.isDone()).isFalse();
                peer.write(head.substring(i, i + 1));
                assertThat(connection).within(Duration.ofSeconds(5)).hasReceived(head.substring(0, i + 1));
            }
            assertThat(reader.result()).asString().isEqualTo(head);
        }
    }

    @Test
    void finds_overlapping_and_adjacent_delimiters() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server).write("aaab;;x;")) {
            Connection connection = server.connection(0);
            assertThat(connection.receiveUntil(new byte[] {'a', 'a', 'b'}))
                    .asString()
                    .isEqualTo("aaab");
            assertThat(connection.receiveUntil(";")).asString().isEqualTo(";");
            assertThat(connection.receiveUntil(";")).asString().isEqualTo(";");
            assertThat(connection.receiveUntil(";")).asString().isEqualTo("x;");
        }
    }

    @ParameterizedTest
    @EnumSource
    void receives_lines_that_end_in_lf_or_cr_lf(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server).write("lf\ncrlf\r\n\n\r\n a\rb \r\r\nzażółć\n")) {
            Connection connection = server.connection(0);
            for (String line : new String[] {"lf", "crlf", "", "", " a\rb \r", "zażółć"}) {
                assertThat(connection.receiveLine()).isEqualTo(line);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void receives_all_to_the_end(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server).write("first")) {
            Connection connection = server.connection(0);
            assertThat(connection.receive(2)).asString().isEqualTo("fi");
            Background<byte[]> reader =
                    Background.call(connection::receiveToEnd).awaitWaiting();
            peer.write(" and last").shutdownOutput();

            assertThat(reader.result()).asString().isEqualTo("rst and last");
            assertThat(connection.receiveToEnd()).as("again").isEmpty();
            assertThat(connection.hasMore()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void has_more_waits_for_a_byte_or_the_end(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<Boolean> more = Background.call(connection::hasMore).awaitWaiting();
            peer.write("x");
            assertThat(more.result()).isTrue();
            assertThat(connection.hasMore()).as("still not taken").isTrue();

            connection.receive(1);
            Background<Boolean> end = Background.call(connection::hasMore).awaitWaiting();
            peer.shutdownOutput();
            assertThat(end.result()).isFalse();
        }
    }

    @Test
    void says_what_it_waited_for_and_what_is_there() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.timeout(Duration.ofMillis(60)));
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(Duration.ofSeconds(30)).hasConnections(1);
            Connection connection = server.connection(0);
            long start = System.nanoTime();
            assertMessage(
                    () -> connection.receive(5), "Waited 60 ms for 5 bytes on %s but received nothing.", connection);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
            assertMessage(
                    connection::hasMore, "Waited 60 ms for a byte or the end on %s but received nothing.", connection);

            peer.write("PIN\t");
            assertThat(connection).within(Duration.ofSeconds(30)).hasReceived("PIN\t");
            assertMessage(
                    () -> connection.receive(5),
                    "Waited 60 ms for 5 bytes on %s but received 4: \"PIN\\t\".",
                    connection);
            assertMessage(
                    connection::receiveLine,
                    "Waited 60 ms for the delimiter \"\\n\" on %s but received 4: \"PIN\\t\".",
                    connection);
            assertMessage(
                    connection::receiveToEnd, "Waited 60 ms for the end on %s but received 4: \"PIN\\t\".", connection);

            peer.write("x".repeat(96));
            connection.receive(4);
            assertThat(connection).within(Duration.ofSeconds(5)).hasReceivedBytes(100);
            assertMessage(
                    () -> connection.receiveUntil("--"),
                    "Waited 60 ms for the delimiter \"--\" on %s but received 96: \"" + "x".repeat(64) + "\"....",
                    connection);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fails_at_once_when_it_can_no_longer_come(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 20_000));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<byte[]> reader =
                    Background.call(() -> connection.receive(5)).awaitWaiting();
            peer.write("PIN").shutdownOutput();

            assertMessage(
                    reader::result,
                    "Cannot receive 5 bytes on %s: the peer sent FIN, and what is left is 3: \"PIN\".",
                    connection);
            assertMessage(
                    connection::receiveLine,
                    "Cannot receive the delimiter \"\\n\" on %s: the peer sent FIN, and what is left is 3: \"PIN\".",
                    connection);
            assertThat(connection.receive(3)).asString().isEqualTo("PIN");
            assertMessage(
                    () -> connection.receive(1),
                    "Cannot receive 1 byte on %s: the peer sent FIN, and what is left is nothing.",
                    connection);
        }
    }

    @Test
    void gives_what_came_before_an_rst() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server).write("last words")) {
            Connection connection = server.connection(0);
            peer.reset();

            assertThat(connection.receiveToEnd()).asString().isEqualTo("last words");
            assertMessage(
                    () -> connection.receive(1),
                    "Cannot receive 1 byte on %s: the peer sent RST, and what is left is nothing.",
                    connection);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ends_when_another_thread_closes_the_connection_or_its_input(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 20_000));
        try (Peer first = Peer.connectTo(server);
                Peer second = Peer.connectTo(server)) {
            Connection closed = server.connection(0);
            Background<byte[]> reader = Background.call(() -> closed.receive(5)).awaitWaiting();
            closed.close();
            assertMessage(
                    reader::result, "Cannot receive 5 bytes on %s: it is closed, and what is left is nothing.", closed);

            Connection shut = server.connection(1);
            Background<Boolean> more = Background.call(shut::hasMore).awaitWaiting();
            shut.shutdownInput();
            assertThat(more.result()).isFalse();
            assertMessage(
                    () -> shut.receive(5),
                    "Cannot receive 5 bytes on %s: its input is shut down, and what is left is nothing.",
                    shut);
        }
    }

    @ParameterizedTest
    @EnumSource
    void can_be_interrupted(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 20_000));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<byte[]> reader =
                    Background.call(() -> connection.receive(5)).awaitWaiting();
            reader.interrupt();

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(reader::result)
                    .withMessage("Interrupted while waiting for the network.")
                    .withCauseInstanceOf(InterruptedException.class);
            peer.write("hello");
            assertThat(connection.receive(5)).asString().isEqualTo("hello");
        }
    }

    @Test
    void an_interrupt_reaches_a_reader_that_other_events_keep_awake() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.timeout(Duration.ofSeconds(20)));
        StreamServer busy = net.tcpServer().echo();
        try (Peer peer = Peer.connectTo(server);
                Peer other = Peer.connectTo(busy)) {
            Connection connection = server.connection(0);
            Background<Void> noise = Background.call(() -> {
                while (true) {
                    other.write("x").read(1);
                }
            });
            Background<byte[]> reader = Background.call(() -> connection.receive(5));
            assertThat(connection).within(Duration.ofSeconds(1)).isOpen();
            reader.interrupt();

            assertThatExceptionOfType(FixtureException.class).isThrownBy(reader::result);
            other.close();
            assertThatExceptionOfType(IOException.class).isThrownBy(noise::result);
        }
    }

    @Test
    void refuses_what_makes_no_sense() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> connection.receive(-1))
                    .withMessage("receive must be given 0 bytes or more but was -1.");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> connection.receiveUntil(""))
                    .withMessage("receiveUntil must be given a delimiter but it was empty.");
        }
    }

    private static void assertMessage(ThrowingCallable code, String message, Connection connection) {
        assertThatExceptionOfType(FixtureException.class).isThrownBy(code).withMessage(message.formatted(connection));
    }
}
