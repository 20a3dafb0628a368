package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.corrupt;
import static io.github.loopline.fault.StreamFault.garbage;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.unresponsive;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Delay;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.FixtureException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Further faults of a server itself, as plain sockets of the JDK on the other side see them. */
class FixtureShapingTests {

    @AutoClose
    private final Loopback net = Loopback.open(Options.NONE, Draws.of(1));

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @ParameterizedTest
    @EnumSource
    void a_bandwidth_takes_its_time(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        server.apply(bandwidth(100_000).toClient());
        try (Peer client = Peer.connectTo(server)) {
            long start = System.nanoTime();
            server.connection(0).send(new byte[20_000]);
            assertThat(client.read(20_000)).hasSize(20_000);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(190));
        }
    }

    @ParameterizedTest
    @EnumSource
    void coalesced_writes_come_as_one(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        server.apply(coalesce(6, ofSeconds(600)).toClient());
        try (Peer client = Peer.connectTo(server)) {
            server.connection(0).send("abc");
            server.connection(0).send("def");
            ByteBuffer piece = ByteBuffer.allocate(10);
            assertThat(client.channel().read(piece)).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void corrupted_bytes_have_one_bit_inverted(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        AppliedFault fault = server.apply(corrupt(0.01).toClient());
        try (Peer client = Peer.connectTo(server)) {
            server.connection(0).send(new byte[10_000]);
            byte[] read = client.read(10_000);
            long hit = 0;
            for (byte each : read) {
                assertThat(Integer.bitCount(each & 0xff)).isLessThanOrEqualTo(1);
                hit += each == 0 ? 0 : 1;
            }
            assertThat(hit).isBetween(50L, 150L);
            assertThat(fault).hasStruck();
            assertThat(Arrays.equals(server.connection(0).sent(), read)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbage_comes_before_what_was_sent(Transport transport) throws Exception {
        StreamServer server = transport.server(net).greeting("hello");
        server.apply(garbage(8).onConnect().toClient());
        try (Peer client = Peer.connectTo(server)) {
            assertThat(client.read(13)).hasSize(13).endsWith('h', 'e', 'l', 'l', 'o');
        }
    }

    @Test
    void jitter_keeps_the_order() throws Exception {
        StreamServer server = net.tcpServer().echo();
        server.apply(latency(Delay.uniform(ofMillis(0), ofMillis(40))));
        try (Peer client = Peer.connectTo(server)) {
            for (int i = 0; i < 10; i++) {
                client.write(String.valueOf(i));
            }
            assertThat(client.readText(10)).isEqualTo("0123456789");
        }
    }

    @Test
    void a_step_of_a_script_applies_a_fault() throws Exception {
        StreamServer server = net.tcpServer();
        server.script(
                0,
                s -> s.expectLine("GET")
                        .run(() -> server.apply(close().afterBytes(4).toClient()))
                        .send("0123456789"));
        try (Peer client = Peer.connectTo(server).write("GET\n")) {
            assertThat(client.readTextToEnd()).isEqualTo("0123");
        }
        server.connection(0).awaitScript();
    }

    @Test
    void a_step_of_a_script_makes_its_server_refuse_the_next() throws Exception {
        StreamServer server = net.tcpServer();
        server.script(
                0,
                s -> s.expectLine("GET")
                        .run(() -> server.apply(refuse().lasting(ofSeconds(600))))
                        .send("OK\n"));
        try (Peer client = Peer.connectTo(server).write("GET\n")) {
            assertThat(client.readText(3)).isEqualTo("OK\n");
            assertThatThrownBy(() -> Peer.connectTo(server).close())
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        server.connection(0).awaitScript();
    }

    /** Its connections would keep the next socket from being bound, and it would go on accepting. */
    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void a_server_that_shares_no_address_cannot_refuse_and_says_so(Transport transport) throws Exception {
        StreamServer server = transport
                .server(net, Options.NONE.with(Option.REUSE_ADDRESS, false))
                .echo();
        for (StreamFault fault : List.of(refuse(), unresponsive().lasting(ofSeconds(1)))) {
            assertThatThrownBy(() -> server.apply(fault))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(fault.effect() + " needs a port that can change hands but " + server
                            + " has reuseAddress = false. Remove that, or apply the fault to a link.");
        }
        server.apply(latency(ofMillis(1)));
        try (Peer client = Peer.connectTo(server)) {
            assertThat(client.write("hi").readText(2)).isEqualTo("hi");
        }
    }

    @Test
    void a_server_that_shares_its_port_refuses_while_connections_are_open() throws Exception {
        StreamServer server = Transport.TCP_IPV4
                .server(net, Options.NONE.with(Option.REUSE_ADDRESS, false).with(Option.REUSE_PORT, true))
                .echo();
        try (Peer open = Peer.connectTo(server)) {
            server.connection(0);
            for (int i = 0; i < 3; i++) {
                try (AppliedFault refused = server.apply(refuse())) {
                    assertThatThrownBy(() -> Peer.connectTo(server).close()).hasMessage("Connection refused");
                    assertThat(open.write("on").readText(2)).isEqualTo("on");
                    assertThat(refused).isActive();
                }
                try (Peer client = Peer.connectTo(server)) {
                    assertThat(client.write("hi").readText(2)).isEqualTo("hi");
                }
            }
        }
    }

    @Test
    void a_server_that_is_closed_has_none_left() {
        StreamServer server = net.tcpServer();
        AppliedFault before = server.apply(latency(ofMillis(1)));
        server.close();
        assertThatThrownBy(() -> server.apply(refuse()))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot apply refuse: " + server + " is closed. Do so before its close.");
        before.close();
        server.clear();
        assertThat(before).isLifted();

        StreamClient client = net.tcpClient();
        AppliedFault its = client.apply(latency(ofMillis(1)));
        client.close();
        its.close();
        client.clear();
        assertThat(its).isLifted();
    }
}
