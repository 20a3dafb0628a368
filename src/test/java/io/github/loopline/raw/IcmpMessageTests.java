package io.github.loopline.raw;

import static io.github.loopline.net.Family.INET;
import static io.github.loopline.net.Family.INET6;
import static io.github.loopline.raw.Addr.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IcmpMessageTests {

    private static final byte[] NONE = {};
    private static final byte[] ABCD = "abcd".getBytes(StandardCharsets.UTF_8);
    private static final InetAddress V4 = Addr.of("127.0.0.1");
    private static final InetAddress V6 = Addr.of("::1");

    /** 0800 + 0001 + 0001 + 6162 + 6364 = ccc8. */
    @Test
    void echo_request_of_ipv4_is_built_byte_by_byte() {
        assertThat(IcmpMessage.echoRequest(INET, 1, 1, ABCD).toBytes()).isEqualTo(hex("0800 3337 0001 0001 61626364"));
    }

    @Test
    void echo_request_of_ipv6_gets_its_checksum_with_the_addresses() {
        IcmpMessage request = IcmpMessage.echoRequest(INET6, 1, 1, NONE);

        assertThat(request.toBytes()).isEqualTo(hex("8000 0000 0001 0001"));
        assertThat(request.withChecksumFor(V6, V6).toBytes()).isEqualTo(hex("8000 7fb9 0001 0001"));
        assertThat(request.hasValidChecksum(V6, V6)).isFalse();
        assertThat(request.withChecksumFor(V6, V6).hasValidChecksum(V6, V6)).isTrue();
        assertThat(request.withChecksumFor(V6, V6).hasValidChecksum(V6, Addr.of("::2")))
                .isFalse();
    }

    @Test
    void echo_reply_mirrors_the_request() {
        IcmpMessage reply = IcmpMessage.echoReply(INET, 65_535, 65_534, ABCD);

        assertThat(reply.type()).isZero();
        assertThat(reply.is(IcmpType.ECHO_REPLY)).isTrue();
        assertThat(reply.is(IcmpType.ECHO_REQUEST)).isFalse();
        assertThat(reply.id()).isEqualTo(65_535);
        assertThat(reply.sequence()).isEqualTo(65_534);
        assertThat(reply.text()).isEqualTo("abcd");
        assertThat(IcmpMessage.echoReply(INET6, 1, 2, NONE).type()).isEqualTo(129);
    }

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"INET", "INET6"})
    void message_survives_writing_and_reading(Family family) {
        IcmpMessage message = IcmpMessage.of(family, 200, 100, 0xdeadbeef, ABCD);
        IcmpMessage read = IcmpMessage.parse(family, message.toBytes());

        assertThat(read).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(read.type()).isEqualTo(200);
        assertThat(read.code()).isEqualTo(100);
        assertThat(read.rest()).isEqualTo(0xdeadbeef);
        assertThat(read.data()).isEqualTo(ABCD);
        assertThat(read.checksum()).isEqualTo(message.checksum());
    }

    @Test
    void messages_of_two_families_differ() {
        byte[] bytes = hex("0000 0000 0001 0001");

        assertThat(IcmpMessage.parse(INET, bytes)).isNotEqualTo(IcmpMessage.parse(INET6, bytes));
    }

    @Test
    void wrong_checksum_can_be_had() {
        IcmpMessage wrong = IcmpMessage.echoRequest(INET, 1, 1, ABCD).withChecksum(0xdead);

        assertThat(wrong.checksum()).isEqualTo(0xdead);
        assertThat(wrong.hasValidChecksum(V4, V4)).isFalse();
        assertThat(wrong.withChecksumFor(V4, V4).checksum()).isEqualTo(0x3337);
    }

    @Test
    void error_over_ipv4_quotes_the_header_and_eight_bytes() {
        IpPacket original = IpPacket.of(V4, Addr.of("127.0.0.9"), UdpPacket.of(7, 9, "a long payload"));
        IcmpMessage error = IcmpMessage.timeExceeded(original);

        assertThat(error.type()).isEqualTo(11);
        assertThat(error.data()).hasSize(28);
        assertThat(error.original().destination()).isEqualTo(Addr.of("127.0.0.9"));
        assertThat(error.original().isTruncated()).isTrue();
        assertThat(error.original().length()).isEqualTo(42);
        assertThat(error.original().payload()).hasSize(8).startsWith(0, 7, 0, 9);
        assertThat(error).hasToString("ICMP time exceeded code 0 about 127.0.0.1 -> 127.0.0.9 UDP");
        assertThat(error.hasValidChecksum(V4, V4)).isTrue();
    }

    @Test
    void error_over_ipv6_fits_the_smallest_mtu() {
        IpPacket original = IpPacket.of(V6, V6, 253, new byte[5000]);
        IcmpMessage error = IcmpMessage.destinationUnreachable(4, original);

        assertThat(error.type()).isEqualTo(1);
        assertThat(error.code()).isEqualTo(4);
        assertThat(IpPacket.of(V6, V6, error).length()).isEqualTo(1280);
        assertThat(error.original().length()).isEqualTo(5040);
        assertThat(error.original().isTruncated()).isTrue();
        assertThat(IcmpMessage.timeExceeded(original).type()).isEqualTo(3);
    }

    @Test
    void small_packets_are_quoted_whole() {
        IpPacket v4 = IpPacket.of(V4, V4, 253, new byte[] {1});
        IpPacket v6 = IpPacket.of(V6, V6, 253, new byte[] {1});

        assertThat(IcmpMessage.destinationUnreachable(3, v4).original()).isEqualTo(v4);
        assertThat(IcmpMessage.destinationUnreachable(3, v6).original()).isEqualTo(v6);
        assertThat(IcmpMessage.destinationUnreachable(3, v4).original().isTruncated())
                .isFalse();
    }

    @Test
    void packet_too_big_is_a_code_in_ipv4_and_a_type_in_ipv6() {
        IcmpMessage v4 = IcmpMessage.packetTooBig(1400, IpPacket.of(V4, V4, 253, NONE));
        IcmpMessage v6 = IcmpMessage.packetTooBig(1400, IpPacket.of(V6, V6, 253, NONE));

        assertThat(v4.toBytes()).startsWith(3, 4);
        assertThat(v4.rest()).isEqualTo(1400);
        assertThat(v6.toBytes()).startsWith(2, 0);
        assertThat(v6.rest()).isEqualTo(1400);
    }

    @Test
    void types_have_the_numbers_of_their_family() {
        assertThat(IcmpType.ECHO_REQUEST.number(INET)).isEqualTo(8);
        assertThat(IcmpType.ECHO_REQUEST.number(INET6)).isEqualTo(128);
        assertThat(IcmpType.REDIRECT.number(INET6)).isEqualTo(137);
        refuses(() -> IcmpType.PACKET_TOO_BIG.number(INET), "ICMP has no packet too big. Use the other family.");
        refuses(
                () -> IcmpType.TIMESTAMP_REQUEST.number(INET6),
                "ICMPv6 has no timestamp request. Use the other family.");
        refuses(() -> IcmpType.REDIRECT.number(Family.UNIX), "family must be INET or INET6 but was UNIX.");
    }

    @Test
    void misuse_is_told_in_one_line() {
        refuses(() -> IcmpMessage.parse(INET, new byte[7]), "An ICMP message has at least 8 bytes but there are 7.");
        refuses(() -> IcmpMessage.parse(INET6, NONE), "An ICMPv6 message has at least 8 bytes but there are 0.");
        refuses(() -> IcmpMessage.of(INET, 256, 0, 0, NONE), "type must be between 0 and 255 but was 256.");
        refuses(() -> IcmpMessage.of(INET, 0, -1, 0, NONE), "code must be between 0 and 255 but was -1.");
        refuses(() -> IcmpMessage.echoRequest(INET, 65_536, 0, NONE), "id must be between 0 and 65535 but was 65536.");
        refuses(
                () -> IcmpMessage.echoRequest(INET, 0, 65_536, NONE),
                "sequence must be between 0 and 65535 but was 65536.");
        refuses(
                () -> IcmpMessage.of(INET, 0, 0, 0, NONE).withChecksum(65_536),
                "checksum must be between 0 and 65535 but was 65536.");
        refuses(
                () -> IcmpMessage.echoRequest(INET, 1, 2, ABCD).original(),
                "Only an ICMP error quotes a packet but this is ICMP echo request id 1 sequence 2 \"abcd\" (4 bytes).");
        refuses(
                () -> IcmpMessage.echoRequest(INET6, 1, 2, ABCD).withChecksumFor(V4, V4),
                "An ICMPv6 message goes between addresses of INET6 but source was 127.0.0.1.");
    }

    private static void refuses(Runnable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code::run).withMessage(message);
    }

    @Test
    void message_is_described() {
        assertThat(IcmpMessage.echoRequest(INET, 7, 8, NONE))
                .hasToString("ICMP echo request id 7 sequence 8 without data");
        assertThat(IcmpMessage.of(INET6, 200, 1, 0, ABCD)).hasToString("ICMPv6 type 200 code 1 \"abcd\" (4 bytes)");
        assertThat(IcmpMessage.of(INET, 3, 1, 0, ABCD))
                .hasToString("ICMP destination unreachable code 1 \"abcd\" (4 bytes)");
    }
}
