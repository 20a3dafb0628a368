package io.github.loopline.stream;

import static io.github.loopline.fixture.Option.RECORDING_LIMIT;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.Pairing.Pair;
import io.github.loopline.testkit.Background;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every stream fixture does with every peer. */
class ConformanceTests {

    private static final Options PATIENT = Options.NONE.with(TIMEOUT_MILLIS, 30_000);
    private static final int LARGE = 64 << 20;

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void plays_ping_pong(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            for (int i = 0; i < 300; i++) {
                pair.fixture().send("ping " + i + "\n");
                String ping = pair.peer().readText(("ping " + i + "\n").length());
                pair.peer().write(ping.replace('i', 'o'));
                assertThat(pair.fixture().receiveLine()).isEqualTo("pong " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void moves_64_mib_each_way_at_the_same_time(Pairing pairing) throws Exception {
        byte[] in = large(4);
        byte[] out = large(5);
        try (Pair pair = pairing.connect(net, PATIENT.with(RECORDING_LIMIT, 1 << 20))) {
            Background<Peer> writer = Background.call(() -> pair.peer().write(in));
            Background<byte[]> reader = Background.call(() -> pair.peer().read(LARGE));
            long start = System.nanoTime();
            pair.fixture().send(out);

            assertThat(System.nanoTime() - start)
                    .as("no wake-up is lost")
                    .isLessThan(ofSeconds(20).toNanos());
            assertThat(reader.result()).isEqualTo(out);
            writer.result();
            assertThat(pair.connection())
                    .within(ofSeconds(30))
                    .hasReceivedBytes(LARGE)
                    .hasReceivedDigest(ServicesTests.sha256(in));
            assertThat(pair.connection().track().sent().digest()).isEqualTo(ServicesTests.sha256(out));
        }
    }

    @ParameterizedTest
    @EnumSource
    void receives_64_mib_while_it_is_read(Pairing pairing) throws Exception {
        byte[] in = large(6);
        try (Pair pair = pairing.connect(net, PATIENT.with(RECORDING_LIMIT, 1 << 20))) {
            pair.fixture().receive(0);
            Background<Peer> writer =
                    Background.call(() -> pair.peer().write(in).shutdownOutput());

            assertThat(pair.fixture().receive(LARGE / 2)).isEqualTo(Arrays.copyOf(in, LARGE / 2));
            assertThat(pair.fixture().receiveToEnd()).isEqualTo(Arrays.copyOfRange(in, LARGE / 2, LARGE));
            writer.result();
        }
    }

    /** Gives random bytes again and again: who loses or swaps some of them is found out, and making them all takes longer. */
    private static byte[] large(long seed) {
        byte[] block = new byte[1_000_003]; // no multiple of any buffer's size
        new Random(seed).nextBytes(block);
        byte[] large = new byte[LARGE];
        for (int at = 0; at < LARGE; at += block.length) {
            System.arraycopy(block, 0, large, at, Math.min(block.length, LARGE - at));
        }
        return large;
    }

    @ParameterizedTest
    @EnumSource
    void half_closes_first(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            pair.fixture().send("request").shutdownOutput();
            assertThat(pair.peer().readTextToEnd()).isEqualTo("request");
            pair.peer().write("response").close();

            assertThat(pair.fixture().receiveToEnd()).asString().isEqualTo("response");
            pair.fixture().expectFin();
        }
    }

    @ParameterizedTest
    @EnumSource
    void half_closes_second(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            pair.peer().write("request").shutdownOutput();
            assertThat(pair.fixture().receiveToEnd()).asString().isEqualTo("request");
            pair.fixture().send("response").close();

            assertThat(pair.peer().readTextToEnd()).isEqualTo("response");
            assertThat(pair.fixture().end()).isEqualTo(End.FIN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resets(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            pair.fixture().stopReading();
            pair.peer().write("what makes a Unix close a reset");
            pair.fixture().reset();

            assertThatThrownBy(() -> pair.peer().read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_reset(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            pair.peer().write("last words");
            pair.fixture().expect("last words").send("unread");
            if (pairing.isUnix()) {
                pair.peer().close(); // with something unread
            } else {
                pair.peer().reset();
            }
            pair.fixture().expectRst();
        }
    }

    @ParameterizedTest
    @EnumSource
    void lets_many_threads_send(Pairing pairing) throws Exception {
        int size = 10_000;
        int rounds = 50;
        try (Pair pair = pairing.connect(net, PATIENT)) {
            List<Background<Void>> writers = new ArrayList<>();
            for (char c = 'a'; c < 'i'; c++) {
                byte[] piece = String.valueOf(c).repeat(size).getBytes(UTF_8);
                writers.add(Background.call(() -> {
                    for (int i = 0; i < rounds; i++) {
                        pair.fixture().send(piece);
                    }
                    return null;
                }));
            }
            byte[] received = pair.peer().read(writers.size() * rounds * size);
            for (Background<Void> writer : writers) {
                writer.result();
            }
            for (int at = 0; at < received.length; at += size) {
                String piece = new String(received, at, size, UTF_8);
                assertThat(piece).isEqualTo(piece.substring(0, 1).repeat(size));
            }
            assertThat(pair.fixture().sent()).isEqualTo(received);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_close_ends_all_that_wait(Pairing pairing) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Pair pair = pairing.connect(net, PATIENT)) {
                Background<byte[]> reader =
                        Background.call(() -> pair.fixture().receive(1)).awaitWaiting();
                Background<Endpoint<?>> sender = Background.<Endpoint<?>>call(
                                () -> pair.fixture().send(new byte[16 << 20]))
                        .awaitWaiting();
                Background<Endpoint<?>> end = Background.<Endpoint<?>>call(
                                () -> pair.fixture().expectEnd())
                        .awaitWaiting();
                long start = System.nanoTime();
                pair.fixture().close();

                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(reader::result)
                        .withMessageContaining(": it is closed, ");
                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(sender::result)
                        .withMessageEndingWith(": the connection is closed.");
                assertThatExceptionOfType(FixtureException.class)
                        .isThrownBy(end::result)
                        .withMessageContaining(": it is closed, ");
                assertThat(System.nanoTime() - start).isLessThan(ofSeconds(3).toNanos());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_interrupt_ends_what_waits_and_nothing_else(Pairing pairing) throws Exception {
        try (Pair pair = pairing.connect(net, PATIENT)) {
            Background<String> reader =
                    Background.call(() -> pair.fixture().receiveLine()).awaitWaiting();
            reader.interrupt();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(reader::result)
                    .withMessage("Interrupted while waiting for the network.");

            pair.peer().write("hello\n");
            assertThat(pair.fixture().receiveLine()).isEqualTo("hello");
        }
    }
}
