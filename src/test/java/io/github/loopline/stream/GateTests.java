package io.github.loopline.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Gate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Gates that the test holds and releases, for all connections or for one, as plain sockets see them. */
class GateTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final Gate gate = new Gate("the answer");

    @Test
    void one_connection_is_let_through_and_the_others_wait() throws Exception {
        StreamServer server =
                net.tcpServer().script(s -> s.await(gate).send("go").close());
        try (Peer zero = Peer.connectTo(server);
                Peer one = Peer.connectTo(server)) {
            gate.awaitArrivals(2).release(1);
            assertThat(one.readTextToEnd()).isEqualTo("go");
            assertThat(server.connection(0).sent()).isEmpty();

            gate.release();
            assertThat(zero.readTextToEnd()).isEqualTo("go");
        }
    }

    @Test
    void one_that_comes_later_finds_it_open_for_itself_and_closed_again() throws Exception {
        gate.release(0);
        StreamServer server = net.tcpServer()
                .script(s ->
                        s.repeat(2, r -> r.expect("a").await(gate).send("b")).close());
        try (Peer zero = Peer.connectTo(server).write("a")) {
            assertThat(zero.readText(1)).isEqualTo("b");
            gate.hold();
            zero.write("a");
            gate.awaitArrivals(2);
            assertThat(new String(server.connection(0).sent(), UTF_8)).isEqualTo("b");
            gate.release(0);
            assertThat(zero.readTextToEnd()).isEqualTo("b");
        }
    }

    @Test
    void a_client_stands_at_it_as_well() throws Exception {
        StreamServer echo = net.tcpServer().echo();
        StreamClient client =
                net.connectTo(echo).script(s -> s.await(gate).send("x").expect("x"));
        gate.awaitArrival();
        assertThat(client.connection().sent()).isEmpty();
        gate.release();
        client.awaitScript();
    }

    @Test
    void waiting_for_too_few_and_numbers_that_cannot_be() throws Exception {
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> gate.awaitArrival(ofMillis(20)))
                .withMessage("Waited 20 ms for a script to come to the answer but none came.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate.awaitArrivals(0))
                .withMessage("awaitArrivals must be given 1 script or more but was 0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate.release(-1))
                .withMessage("release must be given 0 or more but was -1. Write release(0) for the first.");
    }
}
