package io.github.loopline.examples.dns;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Reply;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HostLookupTest {

    @Test
    void address_is_found(@UdpPeer DatagramPeer dns) throws Exception {
        dns.answer(query -> Answers.address(query.data(), "192.0.2.7"));

        var lookup = new HostLookup(dns.address(), ofSeconds(5), 1);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(dns).hasReceivedCount(1);
    }

    @Test
    void host_is_unknown(@UdpPeer DatagramPeer dns) {
        dns.answer(query -> Answers.noSuchName(query.data()));

        var lookup = new HostLookup(dns.address(), ofSeconds(5), 1);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void lost_answer_is_asked_for_again(@UdpPeer DatagramPeer dns) throws Exception {
        dns.answer(query -> query.index() == 0 ? Reply.none() : Answers.address(query.data(), "192.0.2.7"));

        var lookup = new HostLookup(dns.address(), ofSeconds(1), 3);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(dns).hasReceivedCount(2);
    }

    @Test
    void every_answer_is_lost(@UdpPeer DatagramPeer dns) {
        var lookup = new HostLookup(dns.address(), ofMillis(100), 3);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(IOException.class);
        assertThat(dns).within(ofSeconds(3)).hasReceivedCount(3);
    }

    @Test
    void truncated_answer_is_asked_for_over_tcp(@TcpServer StreamServer tcp, Loopback net) throws Exception {
        var udp = net.udpPeer(spec -> spec.port(tcp.port()));
        udp.answer(query -> Answers.truncated(query.data()));
        tcp.handle(connection -> {
            var query =
                    connection.receive(ByteBuffer.wrap(connection.receive(2)).getShort());
            var answer = Answers.address(query, "192.0.2.7");
            connection.send(new byte[] {(byte) (answer.length >> 8), (byte) answer.length});
            connection.send(answer);
        });

        var lookup = new HostLookup(udp.address(), ofSeconds(5), 1);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(udp).hasReceivedCount(1);
        assertThat(tcp).hasConnections(1);
    }

    @Test
    void forged_answer_is_not_believed(@UdpPeer DatagramPeer dns) throws Exception {
        dns.answer(query -> query.index() == 0
                ? Answers.forged(query.data(), "203.0.113.66")
                : Answers.address(query.data(), "192.0.2.7"));

        var lookup = new HostLookup(dns.address(), ofSeconds(5), 2);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(dns).hasReceivedCount(2);
    }

    @Test
    void answer_from_elsewhere_is_not_believed(@UdpPeer DatagramPeer dns, @UdpPeer DatagramPeer stranger)
            throws Exception {
        dns.answer(query -> {
            stranger.sendTo(query.sender(), Answers.address(query.data(), "203.0.113.66"));
            return Answers.address(query.data(), "192.0.2.7");
        });

        var lookup = new HostLookup(dns.address(), ofSeconds(5), 1);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
    }
}
