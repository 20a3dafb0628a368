package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTests {

    @Test
    void one_byte_is_no_bytes() {
        assertThat(Bytes.count(0)).isEqualTo("0 bytes");
        assertThat(Bytes.count(1)).isEqualTo("1 byte");
        assertThat(Bytes.count(2)).isEqualTo("2 bytes");
    }

    @Test
    void text_is_quoted_as_it_is() {
        assertThat(quote("Grüße, мир, 世界, 😀")).isEqualTo("\"Grüße, мир, 世界, 😀\"");
        assertThat(quote("")).isEqualTo("\"\"");
    }

    @Test
    void what_a_string_literal_escapes_is_escaped() {
        assertThat(quote("a\r\n\t\"b\\")).isEqualTo("\"a\\r\\n\\t\\\"b\\\\\"");
    }

    @Test
    void control_characters_are_hex() {
        assertThat(quote("\0\u001b[31m\u007f\b")).isEqualTo("\"\\x00\\x1b[31m\\x7f\\x08\"");
    }

    /** C1 controls, marks that turn the direction of text, separators, spaces that look like the space, tags. */
    @ParameterizedTest
    @CsvSource({
        "85, \\u0085",
        "a0, \\u00a0",
        "ad, \\u00ad",
        "200b, \\u200b",
        "202e, \\u202e",
        "2028, \\u2028",
        "2066, \\u2066",
        "3000, \\u3000",
        "e000, \\ue000",
        "feff, \\ufeff",
        "ffff, \\uffff",
        "e0041, \\udb40\\udc41",
        "10ffff, \\udbff\\udfff"
    })
    void what_cannot_be_seen_is_a_unicode_escape(String codePoint, String escape) {
        String text = "<" + Character.toString(Integer.parseInt(codePoint, 16)) + ">";

        assertThat(quote(text)).isEqualTo("\"<" + escape + ">\"");
    }

    @ParameterizedTest
    @CsvSource({
        "c3, \\xc3", // a character that is cut
        "e282, \\xe2\\x82",
        "f09f98, \\xf0\\x9f\\x98",
        "c328, \\xc3(",
        "ff41fe, \\xffA\\xfe",
        "c080, \\xc0\\x80", // NUL, longer than it may be
        "eda080, \\xed\\xa0\\x80", // half of a surrogate pair
        "f4908080, \\xf4\\x90\\x80\\x80", // beyond Unicode
    })
    void what_is_no_utf8_is_hex(String hex, String quoted) {
        assertThat(Bytes.quote(bytes(hex))).isEqualTo('"' + quoted + '"');
    }

    /** A quote must not lie: each byte can be told from it. */
    @Test
    void bytes_that_look_like_an_escape_are_told_from_it() {
        assertThat(quote("\\x41")).isEqualTo("\"\\\\x41\"").isNotEqualTo(Bytes.quote(bytes("41")));
        assertThat(quote("\ufffd")).isNotEqualTo(Bytes.quote(bytes("ff")));
    }

    @Test
    void random_bytes_are_always_printable() {
        Random random = new Random(4711);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);

            String quoted = Bytes.quote(bytes);

            assertThat(quoted.codePoints())
                    .allMatch(c -> c == ' '
                            || Character.isLetterOrDigit(c)
                            || !Character.isISOControl(c)
                                    && !Character.isSpaceChar(c)
                                    && Character.isDefined(c)
                                    && Character.getType(c) != Character.FORMAT
                                    && Character.getType(c) != Character.SURROGATE);
            assertThat(quoted).startsWith("\"").endsWith("\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "two\r\nlines\t.", "Grüße 😀"})
    void text_is_text(String text) {
        assertThat(Bytes.isText(text.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "1b5b", "ff", "c0af", "e280ae", "41c241"})
    void anything_else_is_none(String hex) {
        assertThat(Bytes.isText(bytes(hex))).isFalse();
    }

    @Test
    void a_text_that_is_cut_within_a_character_is_still_text() {
        assertThat(Bytes.isText(bytes("41e282"))).isTrue();
    }

    @Test
    void hex_has_a_space_between_bytes() {
        assertThat(Bytes.hex(bytes("004845ff"))).isEqualTo("00 48 45 ff");
        assertThat(Bytes.hex(new byte[0])).isEmpty();
    }

    private static String quote(String text) {
        return Bytes.quote(text.getBytes(UTF_8));
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
