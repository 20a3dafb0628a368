package io.github.loopline.raw;

import static io.github.loopline.raw.Addr.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.raw.IgmpMessage.GroupRecord;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class IgmpMessageTests {

    private static final InetAddress GROUP = Addr.of("239.1.2.3");
    private static final InetAddress ANY = Addr.of("0.0.0.0");

    /** 1164 inverted; 1600 + ef01 + 0203 = 10704, folded 0705; 1700 the same way. */
    @Test
    void messages_of_version_2_are_built_byte_by_byte() {
        assertThat(IgmpMessage.query(ANY, 100).toBytes()).isEqualTo(hex("1164 ee9b 00000000"));
        assertThat(IgmpMessage.report(GROUP).toBytes()).isEqualTo(hex("1600 f8fa ef010203"));
        assertThat(IgmpMessage.leave(GROUP).toBytes()).isEqualTo(hex("1700 f7fa ef010203"));
    }

    /** 2200 + 0001 + 0400 + 0000 + ef01 + 0203 = 11705, folded 1706. */
    @Test
    void report_of_version_3_is_built_byte_by_byte() {
        IgmpMessage report = IgmpMessage.report(List.of(new GroupRecord(4, GROUP, List.of())));

        assertThat(report.toBytes()).isEqualTo(hex("2200 e8f9 0000 0001 04 00 0000 ef010203"));
        assertThat(report).hasToString("IGMPv3 report [type 4 239.1.2.3 sources none]");
    }

    @Test
    void report_of_version_3_survives_writing_and_reading() {
        GroupRecord included = new GroupRecord(1, GROUP, List.of(Addr.of("127.0.0.1"), Addr.of("127.0.0.2")));
        GroupRecord excluded = new GroupRecord(2, Addr.of("239.0.0.9"), List.of());
        IgmpMessage report = IgmpMessage.report(List.of(included, excluded));
        IgmpMessage read = IgmpMessage.parse(report.toBytes());

        assertThat(read).isEqualTo(report).hasSameHashCodeAs(report);
        assertThat(read.records()).containsExactly(included, excluded);
        assertThat(read.hasValidChecksum()).isTrue();
    }

    @Test
    void auxiliary_data_is_read_over() {
        IgmpMessage report = IgmpMessage.parse(
                hex("2200 0000 0000 0002  01 01 0001 ef010203 7f000001 aaaaaaaa  02 00 0000 ef010204"));

        assertThat(report.records())
                .containsExactly(
                        new GroupRecord(1, GROUP, List.of(Addr.of("127.0.0.1"))),
                        new GroupRecord(2, Addr.of("239.1.2.4"), List.of()));
    }

    @Test
    void message_of_version_2_is_read() {
        IgmpMessage query = IgmpMessage.parse(hex("1164 ee9b 00000000"));

        assertThat(query.type()).isEqualTo(IgmpMessage.MEMBERSHIP_QUERY);
        assertThat(query.tenths()).isEqualTo(100);
        assertThat(query.group()).isEqualTo(ANY);
        assertThat(query.checksum()).isEqualTo(0xee9b);
        assertThat(query.hasValidChecksum()).isTrue();
        assertThat(query.withChecksum(1).hasValidChecksum()).isFalse();
        assertThat(query).hasToString("IGMP query for 0.0.0.0");
        assertThat(IgmpMessage.leave(GROUP)).hasToString("IGMP leave of 239.1.2.3");
        assertThat(IgmpMessage.parse(hex("1364 0000 00000000"))).hasToString("IGMP type 0x13");
    }

    @Test
    void packet_carries_it_one_hop() {
        Ipv4Packet packet = IpPacket.of(Addr.of("127.0.0.1"), GROUP, IgmpMessage.report(GROUP));

        assertThat(packet.ttl()).isEqualTo(1);
        assertThat(packet.igmp().group()).isEqualTo(GROUP);
    }

    @Test
    void misuse_is_told_in_one_line() {
        IgmpMessage cut = IgmpMessage.parse(hex("2200 0000 0000 0001 01 00 0002 ef010203 7f000001"));

        refuses(() -> IgmpMessage.parse(new byte[7]), "An IGMP message has at least 8 bytes but there are 7.");
        refuses(() -> IgmpMessage.query(ANY, 256), "tenths must be between 0 and 255 but was 256.");
        refuses(
                () -> IgmpMessage.report(Addr.of("ff02::1")),
                "IGMP has IPv4 addresses only but was given ff02:0:0:0:0:0:0:1.");
        refuses(
                () -> IgmpMessage.report(GROUP).records(),
                "Only an IGMPv3 report has records but this is of type 0x16.");
        refuses(cut::group, "An IGMPv3 report is about several groups. Ask for its records().");
        refuses(cut::records, "A record of an IGMPv3 report says that it has 16 bytes but there are 12.");
        refuses(
                () -> IgmpMessage.parse(hex("2200 0000 0000 0001")).records(),
                "A record of an IGMPv3 report has at least 8 bytes but there are 0.");
        assertThat(cut)
                .hasToString(
                        "IGMPv3 report \"\\x01\\x00\\x00\\x02\\xef\\x01\\x02\\x03\\x7f\\x00\\x00\\x01\" (12 bytes)");
    }

    private static void refuses(Runnable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code::run).withMessage(message);
    }
}
