package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slowClose;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Times;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that end connections or take their bytes, as plain sockets of the JDK on both sides see them. */
class EndingFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void a_black_hole_takes_everything_and_resets_when_it_is_healed() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            byte[] much = new byte[50_000_000];
            try (AppliedFault hole = ends.link().apply(blackhole().toServer())) {
                ends.client().write(much);
                ends.server().write("the other way");
                assertThat(ends.client().readText(13)).isEqualTo("the other way");
                assertThat(hole).within(ofSeconds(10)).hasStruck();
            }
            assertReset(ends.server());
            assertReset(ends.client());
            Traffic traffic = ends.link().traffic(TO_SERVER);
            assertThat(traffic.passed()).isZero();
            assertThat(traffic.lost()).isEqualTo(traffic.arrived()).isPositive();
        }
    }

    @Test
    void a_failure_tells_what_was_lost_and_what_is_under_way() throws Exception {
        try (Call call = Call.to(net, net.tcpServer())) {
            LinkedConnection connection = call.link().connection(0);
            call.link().apply(blackhole().toServer());
            call.send("abc");
            await().until(() -> connection.traffic(TO_SERVER).lost() == 3);
            assertThatThrownBy(() -> connection.assertThat().hasPassedToServer("abc"))
                    .hasMessageContaining(", connection open, 3 bytes lost\n");
            call.link().clear();
        }
        try (Call call = Call.to(net, net.tcpServer())) {
            LinkedConnection connection = call.link().connection(0);
            call.link().apply(latency(Duration.ofMinutes(30)).toServer());
            call.send("abcd");
            await().until(() -> connection.traffic(TO_SERVER).arrived() == 5);
            assertThatThrownBy(() -> connection.assertThat().hasPassedToServer("abc"))
                    .hasMessageContaining(", connection open, 4 bytes under way\n");
        }
    }

    @Test
    void a_black_hole_that_took_nothing_is_healed_without_a_trace() throws Exception {
        try (Call call = Call.echo(net)) {
            assertThat(call.read(1)).isEqualTo("!");
            call.link().apply(blackhole()).close();

            assertThat(call.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void a_black_hole_takes_the_end_too() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            AppliedFault hole = ends.link().apply(blackhole().toServer());
            ends.client().shutdownOutput();
            assertThat(hole).within(ofSeconds(10)).hasStruck();

            ends.server().write("still here");
            assertThat(ends.client().readText(10)).isEqualTo("still here");
            ends.link().clear();
            assertReset(ends.server());
        }
    }

    @Test
    void a_slow_close_comes_after_the_bytes() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.link().apply(slowClose(ofMillis(100)).toClient());
            long start = System.nanoTime();
            ends.server().write("bye").close();

            assertThat(ends.client().readText(3)).isEqualTo("bye");
            assertThat(ends.client().readToEnd()).isEmpty();
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_reset_strikes_both_sides_at_once() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.client().write("x");
            assertThat(ends.server().readText(1)).isEqualTo("x");
            AppliedFault fault = ends.link().apply(reset());

            assertReset(ends.client());
            assertReset(ends.server());
            assertThat(fault).hasStruck(Times.times(1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void a_reset_after_some_bytes_lets_these_through(Transport transport) throws Exception {
        StreamLink link = (transport == Transport.TCP_IPV4 ? net.tcpLink() : net.tcpLink(s -> s.host("::1")))
                .to(transport.server(net).greeting("0123456789"));
        AppliedFault fault = link.apply(reset().afterBytes(4).toClient());

        for (int i = 0; i < 20; i++) {
            try (Peer client = Peer.connectTo(link.address())) {
                assertThat(client.readText(4)).isEqualTo("0123");
                assertReset(client);
            }
            assertThat(link.connection(i).traffic(TO_CLIENT)).isEqualTo(new Traffic(10, 4, 6));
        }
        assertThat(fault).hasStruck(Times.times(20));
    }

    @Test
    void a_close_after_some_bytes_is_a_clean_end() throws Exception {
        StreamServer server = net.tcpServer().greeting("0123456789");
        StreamLink link = net.tcpLink().to(server);
        link.apply(close().afterBytes(4).toClient());
        for (int i = 0; i < 20; i++) {
            try (Peer client = Peer.connectTo(link.address()).write("question")) {
                assertThat(client.readTextToEnd()).isEqualTo("0123");
            }
            server.connection(i).receiveToEnd();
        }
    }

    @Test
    void an_end_on_the_first_byte_lets_nothing_through() throws Exception {
        StreamServer server = net.tcpServer();
        StreamLink link = net.tcpLink().to(server);
        link.apply(reset().afterBytes(0).toServer());
        try (Peer client = Peer.connectTo(link.address())) {
            server.connection(0).send("welcome");
            assertThat(client.readText(7)).isEqualTo("welcome");
            client.write("x");

            assertReset(client);
            server.connection(0).expectRst();
            assertThat(server.connection(0)).hasReceivedNothing();
        }
    }

    @Test
    void a_half_close_leaves_the_other_direction_open() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.link().apply(halfClose().afterBytes(2).toServer());
            ends.client().write("abcd");
            assertThat(ends.server().readTextToEnd()).isEqualTo("ab");

            ends.server().write("still here");
            assertThat(ends.client().readText(10)).isEqualTo("still here");
        }
    }

    @Test
    void a_connection_is_ended_alone() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        try (Peer one = Peer.connectTo(link.address()).write("1");
                Peer two = Peer.connectTo(link.address()).write("2");
                Peer three = Peer.connectTo(link.address()).write("3")) {
            assertThat(one.readText(1) + two.readText(1) + three.readText(1)).isEqualTo("123");
            link.connection(0).reset();
            link.connection(1).close();

            assertReset(one);
            assertThat(two.readToEnd()).isEmpty();
            assertThat(three.write("4").readText(1)).isEqualTo("4");
            link.reset();
            assertReset(three);
        }
    }

    @Test
    void what_is_sent_behind_a_close_is_dropped_and_blocks_nobody() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.client().write("kept");
            assertThat(ends.server().readText(4)).isEqualTo("kept");
            LinkedConnection connection = ends.link().connection(0);
            connection.close();

            ends.client().write(new byte[20_000_000]).shutdownOutput();
            assertThat(ends.server().readToEnd()).isEmpty();
            assertThat(ends.client().readToEnd()).isEmpty();
            ends.server().close();
            assertThat(connection).within(ofSeconds(10)).isOver();
            assertThat(connection.traffic(TO_SERVER)).isEqualTo(new Traffic(20_000_004, 4, 20_000_000));
        }
    }

    private static void assertReset(Peer peer) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> peer.read(1))
                .isInstanceOf(SocketException.class)
                .withMessage("Connection reset");
    }
}
