package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.SEND_BUFFER_SIZE;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void sends_bytes_and_texts_in_their_order(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);

            assertThat(connection.send("é").send("é", ISO_8859_1).send("é", UTF_16BE))
                    .isSameAs(connection);
            connection.send(new byte[0]).send("").send(new byte[] {0, -1, 127}).close();

            byte[] expected = {(byte) 0xc3, (byte) 0xa9, (byte) 0xe9, 0, (byte) 0xe9, 0, -1, 127};
            assertThat(peer.readToEnd()).isEqualTo(expected);
            assertThat(connection.sent()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sends_a_file(Transport transport, @TempDir Path directory) throws Exception {
        byte[] data = new byte[300_001];
        new Random(3).nextBytes(data);
        Path file = Files.write(directory.resolve("data"), data);
        Path empty = Files.createFile(directory.resolve("empty"));
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Background<byte[]> reader = Background.call(peer::readToEnd);
            server.connection(0).send(file).send(empty).close();

            assertThat(reader.result()).isEqualTo(data);
        }
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send(missing))
                    .withMessage("The file " + missing + " could not be read to be sent.")
                    .withCauseInstanceOf(NoSuchFileException.class);
            assertThat(connection.sent()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void waits_until_the_kernel_has_taken_everything(Transport transport) throws Exception {
        byte[] data = new byte[16 << 20];
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<Connection> sender =
                    Background.call(() -> connection.send(data)).awaitWaiting();

            assertThat(peer.read(data.length)).hasSize(data.length);
            assertThat(sender.result().sent()).hasSize(data.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_woken_every_time_the_kernel_has_taken_everything(Transport transport) throws Exception {
        byte[] data = new byte[30_000];
        StreamServer server =
                transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 30_000).with(SEND_BUFFER_SIZE, 4_000));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<byte[]> reader = Background.call(() -> peer.read(1_000 * data.length));
            long longest = 0;
            for (int i = 0; i < 1_000; i++) {
                long start = System.nanoTime();
                connection.send(data);
                longest = Math.max(longest, System.nanoTime() - start);
            }

            assertThat(longest)
                    .as("else it waits all its 30 s")
                    .isLessThan(ofSeconds(20).toNanos());
            assertThat(reader.result()).hasSize(1_000 * data.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gives_up_when_the_peer_does_not_read_in_time(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 300));
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(server).within(ofSeconds(30)).hasConnections(1);
            Connection connection = server.connection(0);
            byte[] data = new byte[32 << 20];

            FixtureException late = catchFixtureException(() -> connection.send(data));
            int taken = connection.sent().length;
            assertThat(late)
                    .hasMessage("Waited 300 ms to send 33554432 bytes on " + connection + " but the kernel took "
                            + taken + ": the peer does not read. The rest is not sent.");
            assertThat(taken).isPositive().isLessThan(data.length);

            connection.shutdownOutput();
            assertThat(peer.readToEnd()).as("nothing is sent later").hasSize(taken);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ends_at_once_when_the_connection_is_closed_by_another_thread(Transport transport) throws Exception {
        for (int i = 0; i < 20; i++) {
            StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 20_000));
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(0);
                Background<Connection> sender = Background.call(() -> connection.send(new byte[16 << 20]))
                        .awaitWaiting();
                long start = System.nanoTime();
                connection.close();

                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(sender::result)
                        .withMessageMatching(
                                "Cannot send \\d+ bytes on " + connection + ": the connection is closed\\.");
                assertThat(System.nanoTime() - start).isLessThan(ofSeconds(10).toNanos());
                assertThat(net.transcript().toString()).containsPattern("closed with \\d+ bytes unsent");
            }
        }
    }

    @Test
    void ends_at_once_when_the_peer_resets() throws Exception {
        for (int i = 0; i < 20; i++) {
            StreamServer server = net.tcpServer(spec -> spec.timeout(ofSeconds(20)));
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(0);
                Background<Connection> sender = Background.call(() -> connection.send(new byte[16 << 20]))
                        .awaitWaiting();
                long start = System.nanoTime();
                peer.reset();

                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(sender::result)
                        .withMessageMatching("Cannot send \\d+ bytes on " + connection + ": the peer sent RST\\.");
                assertThat(System.nanoTime() - start).isLessThan(ofSeconds(10).toNanos());
                assertThat(connection.end()).isEqualTo(End.RST);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takes_its_rest_back_when_it_is_interrupted(Transport transport) throws Exception {
        StreamServer server = transport.server(net, Options.NONE.with(TIMEOUT_MILLIS, 20_000));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            Background<Connection> sender =
                    Background.call(() -> connection.send(new byte[16 << 20])).awaitWaiting();
            sender.interrupt();

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(sender::result)
                    .withMessage("Interrupted while waiting for the network.")
                    .withCauseInstanceOf(InterruptedException.class);
            int taken = connection.sent().length;
            connection.shutdownOutput();
            assertThat(peer.readToEnd()).as("nothing is sent later").hasSize(taken);
        }
    }

    @Test
    void says_why_nothing_can_be_sent_any_more() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0).shutdownOutput();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send("late"))
                    .withMessage("Cannot send 4 bytes on " + connection + ": the output is shut down.");

            connection.close();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send(new byte[1]))
                    .withMessage("Cannot send 1 byte on " + connection + ": the connection is closed.");
        }
    }

    @Test
    void says_that_a_unix_peer_no_longer_reads() throws Exception {
        StreamServer server = net.unixServer();
        try (Peer peer = Peer.connectTo(server).write("last words")) {
            peer.channel().shutdownInput();
            Connection connection = server.connection(0);
            String message = "Cannot send 4 bytes on " + connection + ": the peer no longer reads (Broken pipe).";

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send("PING"))
                    .withMessage(message);
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.send("PING"))
                    .withMessage(message);
            assertThat(connection.receive(10)).asString().isEqualTo("last words");
        }
    }

    private static FixtureException catchFixtureException(ThrowingCallable code) {
        return catchThrowableOfType(FixtureException.class, code);
    }
}
