package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DifferenceTests {

    /** What a message begins with; without it a text block would lose the indentation of the lines behind it. */
    private static final String EXPECTING = "Expecting it";

    @Test
    void in_the_middle() {
        assertThat(difference("PONG\r\n", "PING\r\n")).isEqualTo("""
                        Expecting it
                          to have received: "PONG\\r\\n" (6 bytes)
                          but received    : "PING\\r\\n" (6 bytes), it is open
                          first difference at byte 1: expected 0x4f but got 0x49
                          expected 00000000  50 4f 4e 47 0d 0a                                |PONG..|
                          received 00000000  50 49 4e 47 0d 0a                                |PING..|
                                                ^^""");
    }

    @Test
    void at_the_first_byte() {
        assertThat(difference("A", "B")).isEqualTo("""
                        Expecting it
                          to have received: "A" (1 byte)
                          but received    : "B" (1 byte), it is open
                          first difference at byte 0: expected 0x41 but got 0x42
                          expected 00000000  41                                               |A|
                          received 00000000  42                                               |B|
                                             ^^""");
    }

    @Test
    void at_the_end_of_what_came() {
        assertThat(difference("PING\r\n", "PING")).isEqualTo("""
                        Expecting it
                          to have received: "PING\\r\\n" (6 bytes)
                          but received    : "PING" (4 bytes), it is open
                          first difference at byte 4: expected 0x0d but got no more
                          expected 00000000  50 49 4e 47 0d 0a                                |PING..|
                          received 00000000  50 49 4e 47                                      |PING|
                                                         ^^""");
    }

    @Test
    void at_the_end_of_what_was_expected() {
        assertThat(difference("0123456789abcdef", "0123456789abcdef!")).isEqualTo("""
                        Expecting it
                          to have received: "0123456789abcdef" (16 bytes)
                          but received    : "0123456789abcdef!" (17 bytes), it is open
                          first difference at byte 16: expected the end but got 0x21
                          expected 00000010                                                   ||
                          received 00000010  21                                               |!|
                                             ^^""");
    }

    @Test
    void nothing_needs_no_rows() {
        assertThat(difference("PING", "")).isEqualTo("""
                        Expecting it
                          to have received: "PING" (4 bytes)
                          but received    : nothing, it is open""");
        assertThat(difference("", "PING")).isEqualTo("""
                        Expecting it
                          to have received: nothing
                          but received    : "PING" (4 bytes), it is open""");
    }

    @Test
    void long_data_is_shown_around_the_difference() {
        String expected = "x".repeat(100_000);
        String actual = "x".repeat(70_000) + "y" + "x".repeat(40_000);

        assertThat(difference(expected, actual))
                .isEqualTo("""
                        Expecting it
                          to have received: ..."%s"... (100000 bytes)
                          but received    : ..."%sy%s"... (110001 bytes), it is open
                          first difference at byte 70000: expected 0x78 but got 0x79
                          expected 00011170  78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78  |xxxxxxxxxxxxxxxx|
                          received 00011170  79 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78  |yxxxxxxxxxxxxxxx|
                                             ^^""".formatted("x".repeat(96), "x".repeat(32), "x".repeat(63)));
    }

    @Test
    void long_data_that_ends_early_shows_its_end() {
        String expected = "0123456789".repeat(20);

        assertThat(difference(expected, expected.substring(0, 150)))
                .startsWith("""
                        Expecting it
                          to have received: ..."%s" (200 bytes)
                          but received    : ..."%s" (150 bytes), it is open
                          first difference at byte 150: expected 0x30 but got no more
                        """.formatted(expected.substring(104), expected.substring(54, 150)));
    }

    @Test
    void other_words_for_what_was_not_received() {
        assertThat(EXPECTING + "\n" + Difference.of(Difference.Words.IS, bytes("ho"), bytes("hi"), "whole"))
                .startsWith("""
                        Expecting it
                          to be : "ho" (2 bytes)
                          but is: "hi" (2 bytes), whole
                          first difference at byte 1: expected 0x6f but got 0x69
                        """);
    }

    @Test
    void a_pattern_has_bytes_that_may_be_any() {
        int[] pattern = {'H', Difference.ANY, 'L', 'O'};

        assertThat(EXPECTING + Difference.marked(i -> pattern[i], 4, bytes("HILF"), 3))
                .isEqualTo("""
                        Expecting it
                          first difference at byte 3: expected 0x4f but got 0x46
                          expected 00000000  48 ?? 4c 4f                                      |H?LO|
                          received 00000000  48 49 4c 46                                      |HILF|
                                                      ^^""");
    }

    @Test
    void an_overview_has_the_beginning_and_the_end() {
        assertThat(Difference.overview(bytes("abc"))).isEqualTo("\"abc\" (3 bytes)");
        assertThat(Difference.overview(bytes(""))).isEqualTo("nothing");
        assertThat(Difference.overview(bytes("x".repeat(512)))).isEqualTo("\"" + "x".repeat(512) + "\" (512 bytes)");
        assertThat(Difference.overview(bytes("a".repeat(300) + "b".repeat(300))))
                .isEqualTo("\"" + "a".repeat(256) + "\"...\"" + "b".repeat(256) + "\" (600 bytes)");
    }

    @Test
    void what_is_no_text_is_dumped() {
        assertThat(Difference.dump(bytes("text\r\n"))).isEmpty();
        assertThat(EXPECTING + Difference.dump("PING\0\u00ff and more \u0001".getBytes(ISO_8859_1)))
                .isEqualTo("""
                        Expecting it
                          in hex:
                            00000000  50 49 4e 47 00 ff 20 61 6e 64 20 6d 6f 72 65 20  |PING.. and more |
                            00000010  01                                               |.|""");
    }

    @Test
    void a_dump_of_much_data_ends_after_eight_rows() {
        assertThat(Difference.dump(new byte[1000]).lines()).hasSize(2 + 8 + 1).endsWith("    and 872 bytes more");
    }

    @Test
    void an_ide_compares_line_by_line() {
        assertThat(Difference.compared(bytes("one\r\ntwo\0"), 0)).isEqualTo("\"one\\r\\n\ntwo\\x00\"");
        assertThat(Difference.compared(new byte[100_000], 50_000))
                .startsWith("...\"\\x00")
                .endsWith("\\x00\"...")
                .hasSizeLessThan(70_000);
    }

    @Test
    void random_data_is_always_told() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            byte[] expected = new byte[random.nextInt(300)];
            byte[] actual = new byte[random.nextInt(300)];
            random.nextBytes(expected);
            System.arraycopy(expected, 0, actual, 0, random.nextInt(Math.min(expected.length, actual.length) + 1));
            if (!Arrays.equals(expected, actual)) {
                assertThat(Difference.of(expected, actual, "open"))
                        .contains("to have received")
                        .contains(", open");
            }
        }
    }

    private static String difference(String expected, String actual) {
        return EXPECTING + "\n" + Difference.of(bytes(expected), bytes(actual), "it is open");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
