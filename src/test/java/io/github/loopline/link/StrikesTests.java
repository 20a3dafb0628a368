package io.github.loopline.link;

import static io.github.loopline.fault.StreamFault.corrupt;
import static io.github.loopline.fault.StreamFault.latency;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Times;
import io.github.loopline.internal.Draws;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the transcript tells of faults. */
class StrikesTests {

    private static List<String> told(Loopback net) {
        return net.transcript().events().stream()
                .filter(event -> event.kind() == EventKind.FAULT)
                .map(Object::toString)
                .toList();
    }

    @Test
    void a_thousand_strikes_are_told_one_by_one_and_the_rest_is_counted() throws IOException {
        try (var net = Loopback.open(Options.NONE, Draws.of(7))) {
            StreamServer server = net.tcpServer();
            StreamLink link = net.tcpLink().to(server);
            AppliedFault fault = link.apply(corrupt(1).toServer());
            try (Peer client = Peer.connectTo(link.address())) {
                client.write(new byte[1002]);
                assertThat(server.connection(0).receive(1002)).doesNotContain(0);
            }

            assertThat(fault).hasStruck(Times.times(1002));
            assertThat(told(net)).hasSize(1 + 1000 + 1);
            assertThat(told(net).get(1000)).contains(" fault: corrupt byte 999 to the server: 0 to ");
            assertThat(told(net).get(1001))
                    .isEqualTo(link + " fault: further strikes are counted only: corrupt 1.0 to the server");
        }
    }

    @Test
    void a_fault_is_lifted_once() {
        try (var net = Loopback.open()) {
            StreamLink link = net.tcpLink();
            AppliedFault fault = link.apply(latency(ofMillis(1)));
            fault.close();
            fault.close();
            link.clear();

            assertThat(told(net))
                    .containsExactly(link + " fault: applied: latency 1 ms", link + " fault: lifted: latency 1 ms");
        }
    }
}
