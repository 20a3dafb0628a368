package io.github.loopline.raw;

import static io.github.loopline.raw.Addr.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UdpPacketTests {

    private static final InetAddress V4 = Addr.of("127.0.0.1");
    private static final InetAddress V6 = Addr.of("::1");

    /** The sum by hand is in {@link InternetChecksumTests}. */
    @Test
    void datagram_is_built_byte_by_byte() {
        UdpPacket datagram = UdpPacket.of(1, 2, "hi");

        assertThat(datagram.toBytes()).isEqualTo(hex("0001 0002 000a 0000 6869"));
        assertThat(datagram.withChecksumFor(V4, V4).toBytes()).isEqualTo(hex("0001 0002 000a 996b 6869"));
    }

    @Test
    void sum_of_zero_is_sent_as_ffff() {
        UdpPacket datagram = UdpPacket.of(1, 2, hex("01d5")).withChecksumFor(V4, V4);

        assertThat(datagram.checksum()).isEqualTo(0xffff);
        assertThat(datagram.hasValidChecksum(V4, V4)).isTrue();
    }

    @Test
    void checksum_can_be_left_out_over_ipv4_only() {
        UdpPacket datagram = UdpPacket.of(1, 2, "hi");

        assertThat(datagram.hasValidChecksum(V4, V4)).isTrue();
        assertThat(datagram.hasValidChecksum(V6, V6)).isFalse();
        assertThat(datagram.withChecksumFor(V6, V6).hasValidChecksum(V6, V6)).isTrue();
        assertThat(datagram.withChecksum(0xdead).hasValidChecksum(V4, V4)).isFalse();
    }

    @Test
    void packet_computes_the_checksum() {
        IpPacket packet = IpPacket.of(V6, V6, UdpPacket.of(53, 5353, "hi"));

        assertThat(packet.protocol()).isEqualTo(17);
        assertThat(packet.udp().hasValidChecksum(V6, V6)).isTrue();
    }

    @Test
    void datagram_survives_writing_and_reading() {
        UdpPacket datagram = UdpPacket.of(65_535, 0, "hi").withChecksumFor(V4, V4);
        UdpPacket read = UdpPacket.parse(datagram.toBytes());

        assertThat(read).isEqualTo(datagram).hasSameHashCodeAs(datagram);
        assertThat(read.sourcePort()).isEqualTo(65_535);
        assertThat(read.destinationPort()).isZero();
        assertThat(read.length()).isEqualTo(10);
        assertThat(read.text()).isEqualTo("hi");
        assertThat(read).hasToString("UDP 65535 -> 0 \"hi\" (2 bytes)");
    }

    @Test
    void bytes_behind_the_length_are_left_out() {
        assertThat(UdpPacket.parse(hex("0001 0002 0009 0000 61 62 63")).text()).isEqualTo("a");
    }

    @Test
    void largest_datagram_is_built() {
        assertThat(UdpPacket.of(1, 2, new byte[65_527]).length()).isEqualTo(65_535);
    }

    @Test
    void misuse_is_told_in_one_line() {
        refuses(() -> UdpPacket.of(65_536, 0, ""), "sourcePort must be between 0 and 65535 but was 65536.");
        refuses(() -> UdpPacket.of(0, -1, ""), "destinationPort must be between 0 and 65535 but was -1.");
        refuses(
                () -> UdpPacket.of(0, 0, new byte[65_528]),
                "A UDP datagram carries at most 65527 bytes but this would carry 65528. Send several.");
        refuses(() -> UdpPacket.parse(new byte[7]), "A UDP header has at least 8 bytes but there are 7.");
        refuses(
                () -> UdpPacket.parse(hex("0001 0002 0007 0000")),
                "A UDP datagram has at least 8 bytes but this says that it has 7.");
        refuses(
                () -> UdpPacket.parse(hex("0001 0002 0009 0000")),
                "A UDP datagram says that it has 9 bytes but there are 8.");
        refuses(() -> UdpPacket.of(0, 0, "").withChecksum(-1), "checksum must be between 0 and 65535 but was -1.");
    }

    private static void refuses(Runnable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code::run).withMessage(message);
    }
}
