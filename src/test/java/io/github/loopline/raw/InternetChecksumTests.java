package io.github.loopline.raw;

import static io.github.loopline.raw.Addr.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternetChecksumTests {

    private static final InetAddress V4 = Addr.of("127.0.0.1");
    private static final InetAddress V6 = Addr.of("::1");

    /** The first is the example of RFC 1071: its sum is ddf2. */
    @ParameterizedTest
    @CsvSource({
        "0001f203f4f5f6f7, 220d",
        "450000730000400040110000c0a80001c0a800c7, b861",
        "45000073000040004011b861c0a80001c0a800c7, 0000",
        "'', ffff",
        "00, ffff",
        "ff, 00ff",
        "0100, feff",
        "ffff, 0000",
        "ffffffff, 0000",
        "ffff0001, fffe"
    })
    void sum_of_words_is_folded_and_inverted(String data, String checksum) {
        assertThat(InternetChecksum.of(hex(data))).isEqualTo(Integer.parseInt(checksum, 16));
    }

    @Test
    void pseudo_header_of_ipv4_counts() {
        // 7f00 + 1 + 7f00 + 1 + 11 (UDP) + a (length) + 1 + 2 + a (header) + 6869 ("hi") = 16693, folded 6694
        assertThat(InternetChecksum.of(V4, V4, 17, hex("0001 0002 000a 0000 6869")))
                .isEqualTo(0x996b);
    }

    @Test
    void pseudo_header_of_ipv6_counts() {
        // 1 + 1 + 3a (ICMPv6) + 8 (length) + 8000 + 1 + 1 (header) = 8046
        assertThat(InternetChecksum.of(V6, V6, 58, hex("8000 0000 0001 0001"))).isEqualTo(0x7fb9);
    }

    @Test
    void length_above_sixteen_bits_counts_in_the_pseudo_header_of_ipv6() {
        // 1 + 1 + 11 + 1 + 0 (length 0x10000) = 14
        assertThat(InternetChecksum.of(V6, V6, 17, new byte[0x10000])).isEqualTo(0xffeb);
    }

    @Test
    void checksum_put_into_the_data_gives_zero() {
        Random random = new Random(1071);
        for (int length = 2; length < 600; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            data[0] = 0;
            data[1] = 0;
            int checksum = InternetChecksum.of(data);
            data[0] = (byte) (checksum >> 8);
            data[1] = (byte) checksum;

            assertThat(InternetChecksum.of(data)).as("%d bytes", length).isZero();
        }
    }

    @Test
    void two_families_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InternetChecksum.of(V4, V6, 17, new byte[0]))
                .withMessage("source and destination must be of one family but were 127.0.0.1 and 0:0:0:0:0:0:0:1.");
    }

    @Test
    void protocol_out_of_range_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InternetChecksum.of(V4, V4, 256, new byte[0]))
                .withMessage("protocol must be between 0 and 255 but was 256.");
    }
}
