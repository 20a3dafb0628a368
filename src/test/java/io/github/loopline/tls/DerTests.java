package io.github.loopline.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written, byte by byte; the examples are those of X.690 where it has one. */
class DerTests {

    private static String hex(byte[] der) {
        return HexFormat.of().formatHex(der);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 020100",
        "127, 02017f",
        "128, 02020080",
        "256, 02020100",
        "18446744073709551615, 020900ffffffffffffffff"
    })
    void numbers_have_a_sign_and_no_needless_byte(BigInteger number, String der) {
        assertThat(hex(Der.integer(number))).isEqualTo(der);
    }

    @ParameterizedTest
    @CsvSource({
        "2.5.4.3, 0603550403",
        "2.999.3, 0603883703",
        "1.2.840.10045.4.3.2, 06082a8648ce3d040302",
        "1.2.0, 06022a00",
        "1.2.127.128, 06042a7f8100",
        "1.2.16383.16384, 06062aff7f818000",
        "1.2.2147483647, 06062a87ffffff7f"
    })
    void object_identifiers_are_packed_by_seven_bits(String dotted, String der) {
        assertThat(hex(Der.oid(dotted))).isEqualTo(der);
    }

    @Test
    void lengths_take_as_few_bytes_as_can_be() {
        assertThat(hex(Der.octets(new byte[127]))).startsWith("047f00");
        assertThat(hex(Der.octets(new byte[128]))).startsWith("04818000");
        assertThat(hex(Der.octets(new byte[255]))).startsWith("0481ff00");
        assertThat(hex(Der.octets(new byte[256]))).startsWith("0482010000");
        assertThat(hex(Der.octets(new byte[65_535]))).startsWith("0482ffff00");
        assertThat(hex(Der.octets(new byte[65_536]))).startsWith("048301000000");
    }

    @Test
    void times_have_two_digits_for_the_year_until_2049() {
        assertThat(Der.time(Instant.parse("2049-12-31T23:59:59.9Z")))
                .asHexString()
                .isEqualTo("170D3439313233313233353935395A");
        assertThat(new String(Der.time(Instant.parse("2050-01-01T00:00:00Z")), 2, 15))
                .isEqualTo("20500101000000Z");
    }

    @Test
    void bits_say_how_many_of_the_last_byte_are_unused() {
        assertThat(hex(Der.bits(new byte[] {1, 2}))).isEqualTo("0303000102");
        assertThat(hex(Der.namedBits(0b0000_0110))).isEqualTo("03020106");
        assertThat(hex(Der.namedBits(0b1010_0000))).isEqualTo("030205a0");
    }

    @Test
    void the_other_types() {
        assertThat(hex(Der.yes())).isEqualTo("0101ff");
        assertThat(hex(Der.nothing())).isEqualTo("0500");
        assertThat(hex(Der.text("é"))).isEqualTo("0c02c3a9");
        assertThat(hex(Der.set(Der.sequence(Der.nothing())))).isEqualTo("310430020500");
        assertThat(hex(Der.tagged(3, Der.nothing()))).isEqualTo("a3020500");
        assertThat(hex(Der.taggedString(7, new byte[] {127, 0, 0, 1}))).isEqualTo("87047f000001");
    }
}
