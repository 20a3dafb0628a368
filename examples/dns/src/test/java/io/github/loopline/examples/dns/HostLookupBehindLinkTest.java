package io.github.loopline.examples.dns;

import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.Delay;
import io.github.loopline.fixture.Reply;
import io.github.loopline.junit.UdpLink;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.PortUnreachableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.WireParseException;

class HostLookupBehindLinkTest {

    @UdpPeer
    DatagramPeer dns;

    @UdpLink
    DatagramLink link;

    @BeforeEach
    void hostIsKnown() {
        dns.answer(query -> Answers.address(query.data(), "192.0.2.7"));
        link.to(dns);
    }

    @Test
    void third_of_all_datagrams_is_lost() throws Exception {
        link.apply(loss(0.33));

        var lookup = new HostLookup(link.address(), ofMillis(200), 50);

        for (var i = 0; i < 5; i++) {
            assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        }
    }

    @Test
    void every_try_comes_from_another_port() throws Exception {
        link.apply(loss().onFlow(0));

        var lookup = new HostLookup(link.address(), ofSeconds(2), 5);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(link).hasFlows(2);
    }

    @Test
    void query_comes_twice_and_is_answered_twice() throws Exception {
        link.apply(duplicate());

        var lookup = new HostLookup(link.address(), ofSeconds(5), 1);

        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        assertThat(dns).within(ofSeconds(5)).hasReceivedCount(4);
    }

    @Test
    void answer_that_is_overtaken_is_not_looked_at() throws Exception {
        dns.answer(query -> Reply.bytes(Answers.forged(query.data(), "203.0.113.66"))
                .and(Answers.address(query.data(), "192.0.2.7")));
        var lookup = new HostLookup(link.address(), ofSeconds(5), 1);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(IOException.class);
        link.apply(reorder(1, ofSeconds(5)).onDatagram(0).toClient());
        assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
    }

    @Test
    void answer_that_comes_after_the_timeout_is_for_nobody() {
        link.apply(delay(ofSeconds(2)).toClient());

        var lookup = new HostLookup(link.address(), ofMillis(200), 2);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(IOException.class);
        assertThat(link).hasFlows(2);
    }

    @Test
    void everything_at_once() throws Exception {
        link.apply(loss(0.2));
        link.apply(duplicate().withProbability(0.3));
        link.apply(reorder(1, ofMillis(50)).withProbability(0.3));
        link.apply(delay(Delay.normal(ofMillis(20), ofMillis(10))));

        var lookup = new HostLookup(link.address(), ofMillis(500), 50);

        for (var i = 0; i < 5; i++) {
            assertThat(lookup.addresses("host.test")).containsExactly("192.0.2.7");
        }
    }

    @Test
    void answer_that_is_cut_is_no_message() {
        link.apply(truncate(20).toClient());

        var lookup = new HostLookup(link.address(), ofSeconds(5), 1);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(WireParseException.class);
    }

    @Test
    void name_server_that_is_not_there_is_told_at_once() {
        link.apply(unreachable());

        var lookup = new HostLookup(link.address(), ofSeconds(20), 1);

        assertThatThrownBy(() -> lookup.addresses("host.test")).isInstanceOf(PortUnreachableException.class);
    }
}
