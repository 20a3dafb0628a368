package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.RECORDING_LIMIT;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingLimitTests {

    private static final Options PATIENT = Options.NONE.with(TIMEOUT_MILLIS, 30_000);
    private static final int LIMIT = 64 * 1024;

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4096, 4097, 65_536, 100_000})
    void what_comes_after_it_is_counted_and_hashed(int limit) throws Exception {
        byte[] data = data(300_000);
        StreamServer server = net.tcpServer(spec -> spec.recordingLimit(limit));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            for (int at = 0; at < data.length; at += 1_000) {
                peer.write(Arrays.copyOfRange(data, at, at + 1_000));
            }
            assertThat(connection)
                    .within(ofSeconds(10))
                    .hasReceivedBytes(data.length)
                    .hasReceivedDigest(ServicesTests.sha256(data));
            assertThat(connection.receivedCount()).isEqualTo(data.length);
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::received)
                    .withMessageStartingWith("Not all 300000 bytes of " + connection + " were kept but ");
            assertThat(net.transcript().toString()).contains("not kept");
        }
    }

    @Test
    void what_is_sent_after_it_is_counted_and_hashed_too() throws Exception {
        byte[] data = data(300_000);
        StreamServer server = net.tcpServer(spec -> spec.recordingLimit(10));
        try (Peer peer = Peer.connectTo(server)) {
            Background<byte[]> reader = Background.call(() -> peer.read(data.length));
            Connection connection = server.connection(0).send(data);

            assertThat(reader.result()).isEqualTo(data);
            assertThat(connection.track().sent().digest()).isEqualTo(ServicesTests.sha256(data));
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::sent)
                    .withMessageStartingWith("Not all 300000 bytes of " + connection + " were kept but ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_slow_reader_gets_100_mib_and_holds_the_peer_up_meanwhile(Transport transport) throws Exception {
        byte[] piece = data(1 << 20);
        int pieces = 100;
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        StreamServer server = transport.server(net, PATIENT.with(RECORDING_LIMIT, LIMIT));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            connection.receive(0); // from now on there is a reader
            Background<Peer> writer = Background.call(() -> {
                for (int i = 0; i < pieces; i++) {
                    peer.write(piece);
                }
                return peer.shutdownOutput();
            });

            long held = Filling.standstill(connection::receivedCount);
            assertThat(held).as("unread, beyond the limit").isBetween(1L << 20, 3L << 20);
            assertThat(writer.isDone()).isFalse();

            for (int i = 0; i < pieces; i++) {
                assertThat(connection.receive(piece.length)).isEqualTo(piece);
                expected.update(piece);
            }
            assertThat(connection.hasMore()).isFalse();
            writer.result();
            assertThat(connection).hasReceivedDigest(expected.digest());
        }
    }

    @Test
    void a_reader_may_wait_for_more_than_is_kept_unread() throws Exception {
        byte[] data = data(20 << 20);
        StreamServer server = Transport.TCP_IPV4.server(net, PATIENT.with(RECORDING_LIMIT, 0));
        for (int i = 0; i < 10; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(i);
                connection.receive(0);
                Background<Peer> writer = Background.call(() -> peer.write(data));
                connection.expect(data);
                writer.result();
            }
        }
    }

    @Test
    void who_has_read_enough_lets_the_peer_go_on() throws Exception {
        byte[] data = data(8 << 20);
        StreamServer server = Transport.TCP_IPV4.server(net, PATIENT.with(RECORDING_LIMIT, 0));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            connection.receive(0);
            Background<Peer> writer = Background.call(() -> peer.write(data));
            Filling.standstill(connection::receivedCount);
            int unread = 100_000;
            connection.receive(data.length - (1 << 20) - unread);
            Filling.standstill(connection::receivedCount);
            connection.receive(unread); // what is unread now is no more than may be

            assertThat(connection).within(ofSeconds(10)).hasReceivedBytes(data.length);
            writer.result();
        }
    }

    @Test
    void a_handler_loses_nothing_however_it_reads() throws Exception {
        byte[] data = data(8 << 20);
        StreamServer server = Transport.TCP_IPV4.server(net, PATIENT.with(RECORDING_LIMIT, 0));
        server.handle(c -> {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            int size = 1;
            for (int left = data.length; c.hasMore(); left -= size) {
                size = Math.min(left, size * 3 % 100_003);
                digest.update(c.receive(size));
            }
            c.send(digest.digest());
        });
        for (int i = 0; i < 5; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                peer.write(data).shutdownOutput();
                assertThat(peer.readToEnd()).isEqualTo(ServicesTests.sha256(data));
            }
        }
    }

    @Test
    void many_readers_of_one_connection_lose_nothing_together() throws Exception {
        int lines = 200_000;
        StreamServer server = Transport.TCP_IPV4.server(net, PATIENT.with(RECORDING_LIMIT, 0));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            connection.receive(0);
            Background<?>[] readers = new Background<?>[4];
            for (int r = 0; r < readers.length; r++) {
                readers[r] = Background.call(() -> {
                    for (int i = 0; i < lines / readers.length; i++) {
                        assertThat(connection.receiveLine()).isEqualTo("0123456789");
                    }
                    return null;
                });
            }
            peer.write("0123456789\n".repeat(lines));
            for (Background<?> reader : readers) {
                reader.result();
            }
            assertThat(connection.receivedCount()).isEqualTo(11L * lines);
        }
    }

    @Test
    void an_rst_behind_more_than_is_kept_unread_is_seen_by_who_expects_it() throws Exception {
        StreamServer server = Transport.TCP_IPV4.server(net, PATIENT.with(RECORDING_LIMIT, 0));
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            connection.receive(0);
            Background<Void> writer = Background.call(() -> {
                peer.write(new byte[16 << 20]).reset();
                return null;
            });
            assertThat(Filling.standstill(connection::receivedCount)).isLessThan(16 << 20);
            assertThat(connection.end()).isEqualTo(End.OPEN);

            connection.expectRst();
            writer.result();
        }
    }

    @Test
    void a_receive_that_comes_too_late_is_told_so() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.recordingLimit(4));
        try (Peer peer = Peer.connectTo(server).write("123456789")) {
            Connection connection = server.connection(0);
            assertThat(connection).within(ofSeconds(5)).hasReceivedBytes(9);

            assertThat(connection.receive(4)).asString().isEqualTo("1234");
            String message =
                    "on " + connection + ": bytes from 4 on were not kept. Raise recordingLimit, or receive earlier.";
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.receive(1))
                    .withMessage("Cannot receive 1 byte " + message);
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::hasMore)
                    .withMessage("Cannot receive a byte or the end " + message);
            peer.shutdownOutput();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::receiveToEnd)
                    .withMessage("Cannot receive the end " + message);
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(connection::expectFin)
                    .withMessage("Cannot receive the end " + message);
        }
    }

    private static byte[] data(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }
}
