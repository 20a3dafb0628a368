package io.github.loopline.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told before any socket is opened, so that it needs no privilege. */
@NetworkDefaults
class RawSocketSpecTests {

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 256, 65_536})
    void protocol_out_of_range_is_refused(int protocol) {
        refuses(
                () -> RawSocketSpec.create(protocol),
                "protocol must be between 1 and 255 but was " + protocol + ". Write a number such as IpProtocol.ICMP.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void ttl_out_of_range_is_refused(int ttl) {
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMP).ttl(ttl),
                "ttl must be between 1 and 255 but was " + ttl + ". Write 1 for packets that no router passes on.");
    }

    @Test
    void protocol_of_one_family_is_refused_in_the_other() {
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMP).family(Family.INET6),
                "family must be INET for ICMP but was INET6. Write protocol = IpProtocol.ICMPV6 for IPv6.");
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMPV6).host("127.0.0.1"),
                "family must be INET6 for ICMPv6 but was INET. Write protocol = IpProtocol.ICMP for IPv4.");
        refuses(
                () -> RawSocketSpec.create(IpProtocol.IGMP).host("::1"),
                "family must be INET for IGMP but was INET6. Leave the family out.");
        refuses(
                () -> RawSocketSpec.create(IpProtocol.EXPERIMENT).family(Family.UNIX),
                "family must be INET or INET6 here but was UNIX. Use the Unix fixtures.");
    }

    @Test
    void address_beyond_this_machine_is_refused() {
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMP).host("192.0.2.1"),
                "host must be a loopback address in digits but was 192.0.2.1. Write 127.0.0.1, 127.0.0.2 or ::1.");
    }

    @Test
    void attribute_without_meaning_is_refused() {
        Options port = Options.NONE.with(Option.PORT, 80);

        refuses(
                () -> RawSocketSpec.of(IpProtocol.ICMP, port).as(RawPeer.class),
                "port has no effect on RawPeer. Remove it.");
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMP).as(InetAddress.class),
                "must be of type RawPeer but is InetAddress. Write RawPeer.");
        refuses(
                () -> RawSocketSpec.create(IpProtocol.ICMP)
                        .blocking(false)
                        .timeout(Duration.ofSeconds(1))
                        .as(RawPeer.class),
                "timeoutMillis has no effect with blocking = false, which never waits. Remove one of them.");
    }

    private static void refuses(Runnable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code::run).withMessage(message);
    }

    @EnabledIfSocket(family = Family.INET, type = SocketType.RAW, protocol = IpProtocol.EXPERIMENT)
    @Test
    void default_family_does_not_contradict_the_protocol() {
        try (var net = Loopback.open(Options.NONE.with(Option.FAMILY, Family.INET6))) {
            assertThat(net.rawPeer(IpProtocol.ICMP).address().getAddress()).hasSize(4);
            assertThat(net.rawPeer(IpProtocol.EXPERIMENT).address().getAddress())
                    .hasSize(16);
            assertThat(net.rawPeer(IpProtocol.EXPERIMENT, spec -> spec.host("127.0.0.5"))
                            .address())
                    .isEqualTo(Addr.of("127.0.0.5"));
        }
    }

    @EnabledIfSocket(family = Family.INET, type = SocketType.RAW, protocol = IpProtocol.EXPERIMENT)
    @Test
    void every_attribute_has_a_method() {
        try (var net = Loopback.open()) {
            RawPeer peer = net.rawPeer(
                    IpProtocol.EXPERIMENT,
                    spec -> spec.family(Family.INET)
                            .host("127.0.0.6")
                            .timeout(Duration.ofMillis(1500))
                            .ttl(7)
                            .headerIncluded(true)
                            .receiveBufferSize(1)
                            .sendBufferSize(100_000)
                            .recordingLimit(4096));

            peer.send(IpPacket.of(peer.address(), peer.address(), peer.protocol(), new byte[0]));

            assertThat(peer.receive()).hasTtl(64);
            assertThat(net.transcript().toString()).contains("receiveBufferSize asked 1, granted ");
        }
    }
}
