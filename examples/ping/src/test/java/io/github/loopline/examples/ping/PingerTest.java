package io.github.loopline.examples.ping;

import static io.github.loopline.net.Family.INET;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.RawSocket;
import io.github.loopline.raw.IcmpMessage;
import io.github.loopline.raw.IpPacket;
import io.github.loopline.raw.IpProtocol;
import io.github.loopline.raw.RawPeer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PingerTest {

    private static final InetAddress LOCALHOST = address(1);
    private static final InetAddress ROUTER = address(77);

    @Test
    void request_is_what_a_ping_should_be(@RawSocket(protocol = IpProtocol.ICMP) RawPeer host) throws Exception {
        try (var pinger = new Pinger(4711, 9)) {
            pinger.ping((Inet4Address) host.address(), 1, ofSeconds(5));
        }

        assertThat(host)
                .within(ofSeconds(5))
                .echoRequest(0)
                .hasId(4711)
                .hasSequence(1)
                .hasTtl(9)
                .hasValidChecksums();
    }

    @Test
    void each_request_has_its_sequence(@RawSocket(protocol = IpProtocol.ICMP) RawPeer host) throws Exception {
        try (var pinger = new Pinger(4712, 64)) {
            for (int sequence = 1; sequence <= 3; sequence++) {
                Pong pong = pinger.ping((Inet4Address) host.address(), sequence, ofSeconds(5));

                assertThat(pong.from()).isEqualTo(host.address());
                assertThat(pong.ttl()).isEqualTo(64);
                assertThat(host).within(ofSeconds(5)).hasReceivedEchoRequest(4712, sequence);
            }
        }
    }

    @Test
    void reply_to_somebody_else_is_not_believed(
            @RawSocket(protocol = IpProtocol.ICMP) RawPeer host,
            @RawSocket(protocol = IpProtocol.ICMP, headerIncluded = true) RawPeer forger)
            throws Exception {
        try (var pinger = new Pinger(4713, 64)) {
            forger.send(IpPacket.of(ROUTER, LOCALHOST, IcmpMessage.echoReply(INET, 4700, 1, new byte[8])));
            forger.send(IpPacket.of(ROUTER, LOCALHOST, IcmpMessage.echoReply(INET, 4713, 2, new byte[8])));

            Pong pong = pinger.ping((Inet4Address) host.address(), 1, ofSeconds(5));

            assertThat(pong.from()).isEqualTo(host.address());
        }
    }

    @Test
    void router_that_drops_the_request_is_named(
            @RawSocket(protocol = IpProtocol.ICMP) RawPeer host,
            @RawSocket(protocol = IpProtocol.ICMP, headerIncluded = true) RawPeer router) {
        try (var pinger = new Pinger(4714, 1)) {
            var request = IcmpMessage.echoRequest(INET, 4714, 1, new byte[8]);
            var dropped = IpPacket.of(LOCALHOST, host.address(), request).withTtl(1);
            router.send(IpPacket.of(ROUTER, LOCALHOST, IcmpMessage.timeExceeded(dropped)));

            assertThatThrownBy(() -> pinger.ping((Inet4Address) host.address(), 1, ofSeconds(5)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Time exceeded, says 127.0.0.77");
        }
    }

    @Test
    void jdk_pings_too(@RawSocket(protocol = IpProtocol.ICMP) RawPeer host) throws Exception {
        assertThat(host.address().isReachable(null, 9, 5000)).isTrue();

        assertThat(host).within(ofSeconds(5)).echoRequest(0).hasSequence(1).hasTtl(9);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
