package io.github.loopline.raw;

import static io.github.loopline.raw.Addr.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.net.Family;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPacketTests {

    private static final InetAddress A4 = Addr.of("192.168.0.1");
    private static final InetAddress B4 = Addr.of("192.168.0.199");
    private static final InetAddress A6 = Addr.of("2001:db8::1");
    private static final InetAddress B6 = Addr.of("2001:db8::2");

    @Test
    void ipv4_packet_is_built_byte_by_byte() {
        IpPacket packet = Ipv4Packet.of(A4, B4, IpProtocol.UDP, new byte[95]).withDontFragment(true);

        assertThat(packet.toBytes()).hasSize(115).startsWith(hex("45000073 00004000 4011b861 c0a80001 c0a800c7"));
        assertThat(packet.hasValidChecksum()).isTrue();
    }

    @Test
    void a_payload_that_the_kernel_gave_a_header_is_captured_with_one() {
        IpPacket packet = IpPacket.parse(new RawAddress(B4, IpProtocol.EXPERIMENT, A4).packet(hex("cafe")));

        assertThat(packet.source()).isEqualTo(A4);
        assertThat(packet.destination()).isEqualTo(B4);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.EXPERIMENT);
        assertThat(packet.payload()).isEqualTo(hex("cafe"));
        assertThat(new RawAddress(B4, IpProtocol.EXPERIMENT).packet(packet.toBytes()))
                .isEqualTo(packet.toBytes());
    }

    @Test
    void ipv6_packet_is_built_byte_by_byte() {
        Ipv6Packet packet = Ipv6Packet.of(A6, B6, IpProtocol.EXPERIMENT, hex("cafe"))
                .withTtl(1)
                .withTrafficClass(0x2e << 2)
                .withFlowLabel(0xabcde);

        assertThat(packet.toBytes())
                .isEqualTo(hex("6b8abcde 0002fd01 20010db8000000000000000000000001"
                        + "20010db8000000000000000000000002 cafe"));
        assertThat(packet.trafficClass()).isEqualTo(0xb8);
        assertThat(packet.flowLabel()).isEqualTo(0xabcde);
        assertThat(packet.hasValidChecksum()).isTrue();
    }

    @Test
    void every_field_of_ipv4_is_read() {
        Ipv4Packet packet =
                Ipv4Packet.parse(hex("46 b8 001e 1234 2001 07 fd 0000 7f000001 7f000002 01010100 68656c6c6f 21 ff ff"));

        assertThat(packet.family()).isEqualTo(Family.INET);
        assertThat(packet.trafficClass()).isEqualTo(0xb8);
        assertThat(packet.length()).isEqualTo(30);
        assertThat(packet.identification()).isEqualTo(0x1234);
        assertThat(packet.isDontFragment()).isFalse();
        assertThat(packet.isMoreFragments()).isTrue();
        assertThat(packet.fragmentOffset()).isEqualTo(8);
        assertThat(packet.ttl()).isEqualTo(7);
        assertThat(packet.protocol()).isEqualTo(253);
        assertThat(packet.checksum()).isZero();
        assertThat(packet.hasValidChecksum()).isFalse();
        assertThat(packet.source()).isEqualTo(Addr.of("127.0.0.1"));
        assertThat(packet.destination()).isEqualTo(Addr.of("127.0.0.2"));
        assertThat(packet.options()).containsExactly(1, 1, 1, 0);
        assertThat(packet.payload()).asString().isEqualTo("hello!");
        assertThat(packet.isTruncated()).isFalse();
    }

    @Test
    void every_field_of_ipv4_is_written_and_keeps_the_checksum_right() {
        Ipv4Packet packet = Ipv4Packet.of(A4, B4, 253, hex("cafe"))
                .withTtl(255)
                .withTrafficClass(4)
                .withIdentification(65_535)
                .withDontFragment(true)
                .withFragment(65_528, true)
                .withOptions(hex("0101 01"));

        assertThat(packet.hasValidChecksum()).isTrue();
        assertThat(packet.length()).isEqualTo(26);
        assertThat(packet.ttl()).isEqualTo(255);
        assertThat(packet.trafficClass()).isEqualTo(4);
        assertThat(packet.identification()).isEqualTo(65_535);
        assertThat(packet.isDontFragment()).isTrue();
        assertThat(packet.isMoreFragments()).isTrue();
        assertThat(packet.fragmentOffset()).isEqualTo(65_528);
        assertThat(packet.options()).containsExactly(1, 1, 1, 0);
        assertThat(packet.payload()).isEqualTo(hex("cafe"));
        assertThat(packet.withDontFragment(false).isDontFragment()).isFalse();
        assertThat(packet.withOptions(new byte[0]).length()).isEqualTo(22);
        assertThat(IpPacket.parse(packet.toBytes())).isEqualTo(packet).hasSameHashCodeAs(packet);
    }

    @Test
    void wrong_checksum_can_be_had() {
        Ipv4Packet packet = Ipv4Packet.of(A4, B4, 253, new byte[0]).withChecksum(0xdead);

        assertThat(packet.checksum()).isEqualTo(0xdead);
        assertThat(packet.hasValidChecksum()).isFalse();
        assertThat(Ipv4Packet.parse(packet.toBytes())).isEqualTo(packet);
        assertThat(packet.withTtl(3).hasValidChecksum()).isTrue();
    }

    @Test
    void payload_of_the_caller_is_copied_both_ways() {
        byte[] payload = {1, 2, 3};
        IpPacket packet = IpPacket.of(A6, B6, 253, payload);
        payload[0] = 9;
        packet.payload()[1] = 9;
        packet.toBytes()[0] = 9;

        assertThat(packet.payload()).containsExactly(1, 2, 3);
        assertThat(packet.toBytes()[0]).isEqualTo((byte) 0x60);
    }

    @Test
    void mapped_address_stays_one_of_ipv6() throws Exception {
        InetAddress mapped = Inet6Address.getByAddress(null, hex("00000000000000000000ffff7f000001"), -1);
        IpPacket packet = IpPacket.of(mapped, B6, 253, new byte[0]);

        assertThat(packet.source()).isInstanceOf(Inet6Address.class).isEqualTo(mapped);
        assertThat(packet.withTtl(9).source()).isEqualTo(mapped);
    }

    @Test
    void family_follows_the_addresses() {
        assertThat(IpPacket.of(A4, B4, 253, new byte[0])).isInstanceOf(Ipv4Packet.class);
        assertThat(IpPacket.of(A6, B6, 253, new byte[0])).isInstanceOf(Ipv6Packet.class);
        assertThat(IpPacket.of(A6, B6, 253, new byte[0]).family()).isEqualTo(Family.INET6);
    }

    @Test
    void largest_packets_are_built() {
        assertThat(IpPacket.of(A4, B4, 253, new byte[65_515]).length()).isEqualTo(65_535);
        assertThat(IpPacket.of(A6, B6, 253, new byte[65_535]).length()).isEqualTo(65_575);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | An IP packet has at least 1 byte but there are 0.",
                "00 | An IP packet has version 4 or 6 but this has 0.",
                "55 | An IP packet has version 4 or 6 but this has 5.",
                "45 | An IPv4 packet has at least 20 bytes but there are 1.",
                "60 | An IPv6 packet has at least 40 bytes but there are 1.",
                "4400001400000000400100007f0000017f000001"
                        + "| An IPv4 header has at least 20 bytes but this says that it has 16.",
                "4600001400000000400100007f0000017f000001"
                        + "| An IPv4 header says that it has 24 bytes but there are 20.",
                "4500001300000000400100007f0000017f000001 | An IPv4 packet is at least as long as its header of 20"
                        + " bytes but this says that it has 19.",
                "4500001500000000400100007f0000017f000001"
                        + "| An IPv4 packet says that it has 21 bytes but there are 20.",
                "60000000 00013a40 00000000000000000000000000000001 00000000000000000000000000000001"
                        + "| An IPv6 packet says that it has 41 bytes but there are 40.",
            })
    void bytes_that_are_no_packet_are_refused_in_one_line(String bytes, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPacket.parse(hex(bytes)))
                .withMessage(message);
    }

    @Test
    void packet_of_the_other_version_is_refused() {
        byte[] v4 = IpPacket.of(A4, B4, 253, new byte[40]).toBytes();
        byte[] v6 = IpPacket.of(A6, B6, 253, new byte[40]).toBytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ipv6Packet.parse(v4))
                .withMessage("An IPv6 packet has version 6 but this has 4.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ipv4Packet.parse(v6))
                .withMessage("An IPv4 packet has version 4 but this has 6.");
    }

    @Test
    void values_out_of_range_are_refused_in_one_line() {
        Ipv4Packet v4 = Ipv4Packet.of(A4, B4, 253, new byte[0]);
        Ipv6Packet v6 = Ipv6Packet.of(A6, B6, 253, new byte[0]);

        refuses(() -> v4.withTtl(256), "ttl must be between 0 and 255 but was 256.");
        refuses(() -> v6.withTtl(-1), "ttl must be between 0 and 255 but was -1.");
        refuses(() -> v6.withTrafficClass(256), "trafficClass must be between 0 and 255 but was 256.");
        refuses(() -> v4.withIdentification(65_536), "identification must be between 0 and 65535 but was 65536.");
        refuses(() -> v4.withFragment(4, true), "offset must be a multiple of 8 but was 4.");
        refuses(() -> v4.withFragment(65_536, true), "offset must be between 0 and 65528 but was 65536.");
        refuses(() -> v4.withOptions(new byte[41]), "options must have at most 40 bytes but have 41.");
        refuses(() -> v6.withFlowLabel(0x100000), "flowLabel must be between 0 and 1048575 but was 1048576.");
        refuses(() -> IpPacket.of(A4, B4, 256, new byte[0]), "protocol must be between 0 and 255 but was 256.");
        refuses(
                () -> IpPacket.of(A4, B6, 253, new byte[0]),
                "source and destination must be of one family but were 192.168.0.1 and 2001:db8:0:0:0:0:0:2.");
        refuses(
                () -> Ipv4Packet.of(A6, B4, 253, new byte[0]),
                "source must be an IPv4 address but was 2001:db8:0:0:0:0:0:1.");
        refuses(
                () -> Ipv6Packet.of(A6, B4, 253, new byte[0]),
                "destination must be an IPv6 address but was 192.168.0.199.");
        refuses(
                () -> IpPacket.of(A4, B4, 253, new byte[65_516]),
                "An IPv4 packet has at most 65535 bytes but this would have 65536 with its header. Send several.");
        refuses(
                () -> IpPacket.of(A6, B6, 253, new byte[65_536]),
                "An IPv6 packet carries at most 65535 bytes but this would carry 65536. Send several.");
    }

    private static void refuses(Runnable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code::run).withMessage(message);
    }

    @Test
    void packet_is_read_only_as_what_it_carries() {
        IpPacket packet = IpPacket.of(A4, B4, IpProtocol.UDP, new byte[20]);

        assertThatIllegalArgumentException()
                .isThrownBy(packet::icmp)
                .withMessage("A packet must carry ICMP to be read as that but carries UDP.");
        assertThatIllegalArgumentException()
                .isThrownBy(packet::igmp)
                .withMessage("A packet must carry IGMP to be read as that but carries UDP.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPacket.of(A6, B6, 253, new byte[0]).udp())
                .withMessage("A packet must carry UDP to be read as that but carries protocol 253.");
    }

    @Test
    void packet_is_described_by_what_it_carries() {
        assertThat(IpPacket.of(A4, B4, UdpPacket.of(1, 2, "hi")))
                .hasToString("192.168.0.1 -> 192.168.0.199 ttl 64 UDP 1 -> 2 \"hi\" (2 bytes)");
        assertThat(IpPacket.of(A4, B4, IgmpMessage.report(Addr.of("239.1.2.3"))))
                .hasToString("192.168.0.1 -> 192.168.0.199 ttl 1 IGMP report of 239.1.2.3");
        assertThat(IpPacket.of(A4, B4, IpProtocol.UDP, new byte[] {'?'}))
                .hasToString("192.168.0.1 -> 192.168.0.199 ttl 64 UDP \"?\" (1 byte)");
        assertThat(IpPacket.of(A4, B4, 253, new byte[0]))
                .hasToString("192.168.0.1 -> 192.168.0.199 ttl 64 protocol 253 without data");
    }
}
