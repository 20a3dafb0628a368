package io.github.loopline.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.Family;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever comes from the wire is read, or refused in one line; nothing else is ever thrown. */
class RandomBytesTests {

    private static final int TRIES = 20_000;

    @Test
    void random_bytes_are_an_ip_packet_or_refused() {
        int read = fuzz(1, IpPacket::parse, IpPacket::toBytes);

        assertThat(read).isPositive();
    }

    @Test
    void random_bytes_are_an_icmp_message_or_refused() {
        assertThat(fuzz(2, bytes -> IcmpMessage.parse(Family.INET, bytes), IcmpMessage::toBytes))
                .isPositive();
        assertThat(fuzz(3, bytes -> IcmpMessage.parse(Family.INET6, bytes), IcmpMessage::toBytes))
                .isPositive();
    }

    @Test
    void random_bytes_are_an_igmp_message_or_refused() {
        assertThat(fuzz(4, IgmpMessage::parse, IgmpMessage::toBytes)).isPositive();
        assertThat(fuzz(5, bytes -> IgmpMessage.parse(bytes).records(), null)).isPositive();
    }

    @Test
    void random_bytes_are_a_udp_datagram_or_refused() {
        assertThat(fuzz(6, UdpPacket::parse, UdpPacket::toBytes)).isPositive();
    }

    @Test
    void errors_with_random_quotes_are_read_or_refused() {
        assertThat(fuzz(7, bytes -> error(Family.INET, 11, bytes).original(), null))
                .isPositive();
        assertThat(fuzz(8, bytes -> error(Family.INET6, 3, bytes).original(), null))
                .isPositive();
    }

    private static IcmpMessage error(Family family, int type, byte[] quoted) {
        return IcmpMessage.of(family, type, 0, 0, quoted);
    }

    /** Gives how often the bytes could be read, each time writing them again to compare. */
    private static <T> int fuzz(long seed, Function<byte[], T> parse, Function<T, byte[]> write) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = bytes(random);
            try {
                T value = parse.apply(bytes);
                read++;
                assertThat(value.toString()).isNotEmpty();
                if (write != null) {
                    assertThat(bytes).startsWith(write.apply(value));
                }
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).endsWith(".").doesNotContain("\n");
            }
        }
        return read;
    }

    /** Half of them begin like something, so that more than the first check sees them. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        if (bytes.length > 8 && random.nextBoolean()) {
            bytes[0] = new byte[] {0x45, 0x46, 0x4f, 0x60, 0x22}[random.nextInt(5)];
            bytes[2] = 0;
            bytes[3] = (byte) random.nextInt(bytes.length);
            bytes[4] = 0;
            bytes[5] = (byte) random.nextInt(bytes.length);
            bytes[6] = 0;
            bytes[7] = (byte) random.nextInt(4);
        }
        return bytes;
    }
}
