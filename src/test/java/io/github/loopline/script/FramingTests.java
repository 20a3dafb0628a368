package io.github.loopline.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.net.FixtureException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTests {

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static List<String> texts(Framing framing, byte[] bytes) {
        return framing.messages(bytes).stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> texts(Framing framing, String bytes) {
        return texts(framing, bytes.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_end_in_lf_or_cr_lf() {
        assertThat(texts(Framing.lines(), "a\nb\r\n\n\r\nrest")).containsExactly("a", "b", "", "");
        assertThat(Framing.lines().wrap(hex("61"))).isEqualTo(hex("61 0a"));
    }

    @Test
    void cr_lf_lines_may_contain_either() {
        assertThat(texts(Framing.crLfLines(), "a\nb\r\r\n\r\nrest\r")).containsExactly("a\nb\r", "");
        assertThat(Framing.crLfLines().wrap(hex("61"))).isEqualTo(hex("61 0d 0a"));
    }

    @Test
    void delimiters_of_any_length() {
        assertThat(texts(Framing.delimited("--"), "a-b---c--")).containsExactly("a-b", "-c");
        assertThat(texts(Framing.delimited(new byte[] {0}), "a\0b\0c")).containsExactly("a", "b");
    }

    @Test
    void start_and_end() {
        assertThat(texts(Framing.between("\2", "\3\3"), "\2a\3\3\2\2\3\3\2b")).containsExactly("a", "\2");
        assertThat(Framing.between("<", ">").wrap(hex("61"))).isEqualTo(hex("3c 61 3e"));
    }

    @Test
    void one_length() {
        assertThat(texts(Framing.fixed(2), "aabbc")).containsExactly("aa", "bb");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 03 61 62 63",
        "2, 00 03 61 62 63",
        "3, 00 00 03 61 62 63",
        "4, 00 00 00 03 61 62 63",
        "8, 00 00 00 00 00 00 00 03 61 62 63"
    })
    void length_prefixes_of_all_sizes(int bytes, String frame) {
        LengthFraming framing = Framing.lengthPrefixed(bytes);
        assertThat(framing.wrap(hex("61 62 63"))).isEqualTo(hex(frame));
        assertThat(texts(framing, hex(frame))).containsExactly("abc");
    }

    @Test
    void length_prefixes_in_all_variants() {
        assertThat(Framing.lengthPrefixed(2).littleEndian().wrap(hex("61"))).isEqualTo(hex("01 00 61"));
        assertThat(Framing.lengthPrefixed(2).inclusive().wrap(hex("61"))).isEqualTo(hex("00 03 61"));
        assertThat(Framing.lengthPrefixed(4).inclusive().offset(1).wrap(hex("51 61")))
                .as("as PostgreSQL has it")
                .isEqualTo(hex("51 00 00 00 05 61"));
        assertThat(Framing.lengthPrefixed(3).inclusiveOfAll().offset(1).wrap(hex("01 61")))
                .as("as Diameter has it")
                .isEqualTo(hex("01 00 00 05 61"));
        assertThat(Framing.varint().offset(1).wrap(hex("30 61")))
                .as("as MQTT has it")
                .isEqualTo(hex("30 01 61"));
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "1, 01", "127, 7f", "128, 80 01", "16383, ff 7f", "16384, 80 80 01"})
    void varints(int length, String prefix) {
        byte[] frame = Framing.varint().wrap(new byte[length]);
        assertThat(Arrays.copyOf(frame, frame.length - length)).isEqualTo(hex(prefix));
        assertThat(Framing.varint().messages(frame)).containsExactly(new byte[length]);
    }

    static List<Framing> all() {
        return List.of(
                Framing.lines(),
                Framing.crLfLines(),
                Framing.delimited("::"),
                Framing.between("<<", ">>"),
                Framing.lengthPrefixed(1).offset(3),
                Framing.lengthPrefixed(2).littleEndian().inclusive(),
                Framing.lengthPrefixed(3).inclusiveOfAll().offset(2),
                Framing.lengthPrefixed(4),
                Framing.lengthPrefixed(8).littleEndian(),
                Framing.varint().offset(1),
                Framing.fixed(5));
    }

    /** However many bytes have come: the whole messages, and an answer at each. */
    @ParameterizedTest
    @MethodSource("all")
    void what_was_framed_is_found_again_at_every_cut(Framing framing) {
        Random random = new Random(7);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            wire.writeBytes(framing.wrap(Arrays.copyOf(("hello" + i).getBytes(StandardCharsets.UTF_8), 5)));
        }
        byte[] bytes = wire.toByteArray();
        for (int i = 0; i < 100; i++) {
            int cut = random.nextInt(bytes.length);
            List<byte[]> messages = framing.messages(Arrays.copyOf(bytes, cut));
            assertThat(messages).as("of %s bytes", cut).hasSize(cut / (bytes.length / 20));
            assertThat(messages).allMatch(message -> new String(message, StandardCharsets.UTF_8).equals("hello"));
        }
    }

    @Test
    void a_framing_of_ones_own() {
        Framing digits = new Framing() {
            @Override
            protected long length(byte[] start) {
                return start.length == 0 ? -1 : start[0] - '0' + 1;
            }

            @Override
            protected byte[] unwrap(byte[] frame) {
                return Arrays.copyOfRange(frame, 1, frame.length);
            }
        };
        assertThat(texts(digits, "1a3bcd0")).containsExactly("a", "bcd", "");
    }

    @Test
    void a_framing_of_ones_own_finds_long_messages_too() {
        Framing lines = new Framing() {
            @Override
            protected long length(byte[] start) {
                int end = new String(start, StandardCharsets.ISO_8859_1).indexOf('\n');
                return end < 0 ? -1 : end + 1;
            }
        };
        String message = "a".repeat(5000) + "\n";
        assertThat(texts(lines, message + "b\nc")).containsExactly(message, "b\n");
    }

    @Test
    void messages_of_the_most_bytes_are_taken() {
        assertThat(texts(Framing.lines().atMost(3), "aa\nbb\n")).containsExactly("aa", "bb");
        assertThat(texts(Framing.lines().atMost(3), "aaa")).isEmpty();
        assertThat(texts(Framing.lengthPrefixed(1).offset(0), hex("01 61"))).containsExactly("a");
    }

    @Test
    void they_are_named_as_they_were_written() {
        assertThat(Framing.lengthPrefixed(2).littleEndian().inclusive().offset(3))
                .hasToString("lengthPrefixed 2 little-endian inclusive at offset 3");
        assertThat(Framing.lengthPrefixed(4).inclusiveOfAll()).hasToString("lengthPrefixed 4 inclusive of all");
        assertThat(Framing.varint()).hasToString("varint");
    }

    @Test
    void a_length_that_cannot_be_is_refused_in_one_line() {
        assertRefused(
                Framing.lengthPrefixed(4),
                "ff ff ff ff",
                "The framing lengthPrefixed 4 says that a message has 4294967299 bytes but at most 16777216 are taken."
                        + " Allow more with atMost(bytes), or look at what is sent.");
        assertRefused(
                Framing.lengthPrefixed(8),
                "ff ff ff ff ff ff ff fe",
                "The length of a message is 18446744073709551614 (0xfffffffffffffffe) but must be less (lengthPrefixed 8)."
                        + " Look at what is sent.");
        assertRefused(
                Framing.lengthPrefixed(8),
                "7f ff ff ff ff ff ff f8",
                "The length of a message is 9223372036854775800 (0x7ffffffffffffff8) but must be less (lengthPrefixed 8)."
                        + " Look at what is sent.");
        assertRefused(
                Framing.lengthPrefixed(8),
                "7f ff ff ff ff ff ff f7",
                "The framing lengthPrefixed 8 says that a message has 9223372036854775807 bytes but at most 16777216 are"
                        + " taken. Allow more with atMost(bytes), or look at what is sent.");
        assertRefused(
                Framing.lengthPrefixed(2).inclusiveOfAll().offset(1),
                "51 00 02",
                "The length of a message is 2 (0x2) but must be 3 or more, since it counts all"
                        + " (lengthPrefixed 2 inclusive of all at offset 1). Look at what is sent.");
        assertRefused(
                Framing.lengthPrefixed(4).inclusive(),
                "00 00 00 03",
                "The length of a message is 3 (0x3) but must be 4 or more, since it counts itself"
                        + " (lengthPrefixed 4 inclusive). Look at what is sent.");
        assertRefused(
                Framing.varint(),
                "ff ff ff ff ff 01",
                "The length of a message must end within 5 bytes but begins with ff ff ff ff ff (varint)."
                        + " Look at what is sent.");
        assertRefused(
                Framing.lines().atMost(3),
                "61 61 61 61",
                "The framing lines finds no end in 4 bytes but at most 3 are taken."
                        + " Allow more with atMost(bytes), or look at what is sent.");
        assertRefused(
                Framing.between("<", ">"),
                "61",
                "A message must begin with \"<\" but begins with \"a\" (between \"<\" and \">\").");
    }

    @Test
    void a_length_of_ones_own_that_cannot_be_is_refused_in_one_line() {
        Framing broken = new Framing() {
            @Override
            protected long length(byte[] start) {
                return -5;
            }

            @Override
            public String toString() {
                return "mine";
            }
        };
        assertRefused(broken, "61", "The framing mine says that a message has -5 bytes. It must have 1 or more.");
    }

    private static void assertRefused(Framing framing, String bytes, String message) {
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> framing.messages(hex(bytes)))
                .withMessage(message);
    }

    @Test
    void longer_messages_can_be_allowed() {
        byte[] frame = Framing.lengthPrefixed(4).wrap(new byte[17 << 20]);
        assertThat(Framing.lengthPrefixed(4).atMost(20 << 20).messages(frame)).hasSize(1);
    }

    @Test
    void what_cannot_be_framed_is_refused_in_one_line() {
        assertIllegal(
                () -> Framing.lines().wrap(hex("61 0a 62")),
                "A message must not contain \"\\n\", which ends it (lines). Send several, such as Reply.text(...).and(...), or a Script that sends the bytes.");
        assertIllegal(
                () -> Framing.between("<", ">").wrap(hex("3e")),
                "A message must not contain \">\", which ends it (between \"<\" and \">\")."
                        + " Send several, such as Reply.text(...).and(...), or a Script that sends the bytes.");
        assertIllegal(
                () -> Framing.lengthPrefixed(1).wrap(new byte[256]),
                "A length of 256 does not fit into 1 byte (lengthPrefixed 1)."
                        + " Send a shorter message, or the bytes as they are.");
        assertIllegal(
                () -> Framing.lengthPrefixed(1).offset(2).wrap(new byte[1]),
                "A message must begin with the 2 bytes before the length but has 1 (lengthPrefixed 1 at offset 2).");
        assertIllegal(
                () -> Framing.fixed(2).wrap(new byte[3]), "A message must have 2 bytes but has 3 (fixed 2). Pad it.");
    }

    @Test
    void framings_that_cannot_be_are_refused_in_one_line() {
        assertIllegal(() -> Framing.lengthPrefixed(5), "lengthPrefixed must be given 1, 2, 3, 4 or 8 bytes but was 5.");
        assertIllegal(() -> Framing.lengthPrefixed(1).offset(-1), "offset must be given 0 bytes or more but was -1.");
        assertIllegal(() -> Framing.varint().littleEndian(), "littleEndian has no effect on varint. Remove it.");
        assertIllegal(
                () -> Framing.varint().inclusive(), "inclusive has no meaning for varint. Use lengthPrefixed(bytes).");
        assertIllegal(() -> Framing.delimited(""), "delimited must be given a delimiter but it was empty.");
        assertIllegal(() -> Framing.fixed(0), "fixed must be given 1 byte or more but was 0.");
        assertIllegal(
                () -> Framing.between("", ">"),
                "between must be given a start and an end but one was empty. Use delimited(end) for no start.");
        assertIllegal(
                () -> Framing.between("<", ""),
                "between must be given a start and an end but one was empty. Use delimited(end) for no start.");
        assertIllegal(() -> Framing.lines().atMost(0), "atMost must be given 1 byte or more but was 0.");
    }

    private static void assertIllegal(ThrowingCallable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code).withMessage(message);
    }
}
