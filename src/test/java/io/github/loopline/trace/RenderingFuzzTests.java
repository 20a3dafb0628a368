package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.fixture.Expectation;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes through everything that shows bytes: nothing throws, nothing reaches a terminal that it would act on. */
class RenderingFuzzTests {

    private static final int ROUNDS = 150;

    private static final List<String> NASTY = List.of(
            "<script>alert(1)</script>",
            "\u001b[2J",
            "%s%n",
            "\u202e",
            "\ud83d\ude00",
            "\r\n",
            "\0",
            "\\x41",
            "]]>",
            "\u2028");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_quote_can_be_read_back(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 10 * ROUNDS; i++) {
            byte[] bytes = bytes(random);
            String quote = Bytes.quote(bytes);

            isVisible(quote);
            if (!Arrays.equals(unquote(quote), bytes)) {
                throw new AssertionError(quote + " of seed " + seed + " is not " + Bytes.hex(bytes));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void differences_of_any_bytes_can_be_shown(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] expected = bytes(random);
            byte[] actual = random.nextInt(4) == 0 ? changed(expected, random) : bytes(random);
            for (Expectation expectation : List.of(
                    Expectation.exactly(expected),
                    Expectation.startingWith(expected),
                    Expectation.containing(expected),
                    Expectation.matching("a*"),
                    Expectation.lines("a", "b"),
                    Expectation.hex("00 ?? ff"))) {
                if (!expectation.matches(actual)) {
                    var text = expectation.text(Difference.Words.RECEIVED, actual, "the peer is still connected");
                    isVisible(text.message());
                    isVisible(String.valueOf(text.actual()));
                    isVisible(String.valueOf(text.expected()));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void transcripts_and_captures_of_any_events_can_be_written(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS / 10; i++) {
            EventLog log = new EventLog();
            Track server = log.track(null, -1, "tcp-server:1", random.nextInt(1000));
            Track connection = log.track(server, 0, null, random.nextInt(1000));
            connection.local(new InetSocketAddress("127.0.0.1", 1));
            for (int n = 0; n < 100; n++) {
                add(log, random.nextBoolean() ? server : connection, random);
            }
            Transcript transcript = log.transcript(random.nextInt(log.mark()));
            ByteArrayOutputStream capture = new ByteArrayOutputStream();
            Capture.write(transcript.events(), capture);

            isVisible(transcript.toString());
            assertThat(CaptureFile.of(transcript).frames).isNotNull();
            assertThat(capture.size() % 4).isZero();
            assertThat(log.meters().receivedBytes()).isNotNegative();
            isVisible(Sockets.of(List.of(log)).toString());
        }
    }

    private static void add(EventLog log, Track track, Random random) {
        EventKind kind = EventKind.values()[random.nextInt(EventKind.values().length)];
        if (kind == EventKind.SENT || kind == EventKind.RECEIVED) {
            log.addBytes(track, kind, ByteBuffer.wrap(bytes(random)), random.nextBoolean() ? address(random) : null);
        } else {
            log.add(track, kind, detail(random));
        }
    }

    private static @Nullable Object detail(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> address(random);
            case 2 -> new IllegalStateException(Bytes.quote(bytes(random)));
            default -> Bytes.quote(bytes(random));
        };
    }

    private static Object address(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new InetSocketAddress("127.0.0.1", random.nextInt(65536));
            case 1 -> new InetSocketAddress("::1", random.nextInt(65536));
            default -> UnixDomainSocketAddress.of("/tmp/s" + random.nextInt(10));
        };
    }

    private static byte[] bytes(Random random) {
        int length = random.nextInt(5) == 0 ? random.nextInt(3000) : random.nextInt(60);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int style = random.nextInt(3);
        while (bytes.size() < length) {
            if (style == 0) {
                bytes.write(random.nextInt(256));
            } else if (style == 1 || random.nextInt(4) > 0) {
                bytes.write(' ' + random.nextInt(95));
            } else {
                bytes.writeBytes(NASTY.get(random.nextInt(NASTY.size())).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] changed(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= 1;
        }
        return copy;
    }

    /** Only line feeds and what can be seen; no half of a character. */
    private static void isVisible(String text) {
        if (!text.codePoints().allMatch(RenderingFuzzTests::isVisible)) {
            throw new AssertionError(
                    "there is more than can be seen in " + Bytes.quote(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n';
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** Reads a string literal back: what is no escape is UTF-8. */
    private static byte[] unquote(String quote) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder();
        int end = quote.length() - 1;
        int i = 1;
        while (i < end) {
            char c = quote.charAt(i);
            char next = quote.charAt(i + 1);
            if (c == '\\' && next == 'x') {
                bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
                bytes.write(Integer.parseInt(quote.substring(i + 2, i + 4), 16));
                i += 4;
            } else if (c == '\\' && next == 'u') {
                text.append((char) Integer.parseInt(quote.substring(i + 2, i + 6), 16));
                i += 6;
            } else if (c == '\\') {
                text.append(next == 'r' ? '\r' : next == 'n' ? '\n' : next == 't' ? '\t' : next);
                i += 2;
            } else {
                text.append(c);
                i++;
            }
        }
        bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
