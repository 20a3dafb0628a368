package io.github.loopline.link;

import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Times;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whom faults of a stream link strike and how long, as plain sockets of the JDK see them. */
class StreamFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void faults_strike_whom_they_select() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        AppliedFault first = link.apply(reset().onNext(2));
        AppliedFault fifth = link.apply(reset().onConnection(4));
        AppliedFault third = link.apply(close().onEvery(3));
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            try (Peer client = Peer.connectTo(link.address())) {
                outcomes.append(outcome(client));
            }
        }

        assertThat(outcomes).hasToString("RRF-RF-");
        assertThat(first).hasStruck(Times.times(2));
        assertThat(fifth).hasStruck(Times.times(1));
        assertThat(third).hasStruck(Times.times(2));
    }

    private static String outcome(Peer client) {
        try {
            return client.write("x").read(1).length == 1 ? "-" : "F";
        } catch (IOException e) {
            return "R";
        }
    }

    @Test
    void a_fault_expires_by_itself() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        long start = System.nanoTime();
        AppliedFault frozen = link.apply(freeze().lasting(ofMillis(100)));
        try (Peer client = Peer.connectTo(link.address()).write("ping")) {
            assertThat(client.readText(4)).isEqualTo("ping");
        }
        assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        assertThat(frozen).isLifted();
    }

    @Test
    void faults_add_up_and_are_lifted_one_by_one_or_all() throws Exception {
        try (Call call = Call.echo(net)) {
            assertThat(call.read(1)).isEqualTo("!");
            AppliedFault one = call.link().apply(latency(ofMillis(40)).toServer());
            AppliedFault two = call.link().apply(latency(ofMillis(50)).toServer());
            long start = System.nanoTime();
            assertThat(call.send("ping").read(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(90));

            one.close();
            one.close();
            assertThat(one).isLifted();
            assertThat(two).isActive();
            call.link().clear();
            assertThat(two).isLifted();
        }
    }

    @Test
    void a_frozen_client_does_not_keep_the_link_from_closing() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.link().apply(freeze());
            Background<Long> filling = Background.call(() -> ends.client().fill());
            filling.result();
            long start = System.nanoTime();
            ends.link().close();

            assertThat(since(start)).isLessThan(ofSeconds(2));
        }
    }
}
