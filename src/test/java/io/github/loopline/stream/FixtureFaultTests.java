package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static io.github.loopline.fault.StreamFault.slowClose;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Times;
import io.github.loopline.net.FixtureException;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of servers and clients, as plain sockets of the JDK on the other side see them. */
class FixtureFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void awaitClosed(Connection connection) {
        await().atMost(ofSeconds(10)).until(connection::end, End.CLOSED::equals);
    }

    @ParameterizedTest
    @EnumSource
    void a_close_after_some_bytes_is_a_clean_end(Transport transport) throws Exception {
        StreamServer server = transport.server(net).greeting("0123456789");
        AppliedFault fault = server.apply(close().afterBytes(4).toClient());

        for (int i = 0; i < 20; i++) {
            try (Peer client = Peer.connectTo(server).write("question")) {
                assertThat(client.readTextToEnd()).isEqualTo("0123");
            }
            assertThat(server.connection(i).sent()).asString().isEqualTo("0123");
            awaitClosed(server.connection(i));
        }
        assertThat(fault).hasStruck(Times.times(20));
    }

    @Test
    void a_close_after_some_bytes_received_gives_these_to_the_server() throws Exception {
        StreamServer server = net.tcpServer();
        server.apply(close().afterBytes(4).toServer());

        try (Peer client = Peer.connectTo(server).write("0123456789")) {
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(server.connection(0).receivedText()).isEqualTo("0123");
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "TCP_IPV6"})
    void a_reset_after_some_bytes_lets_these_through(Transport transport) throws Exception {
        StreamServer server = transport.server(net).greeting("0123456789");
        server.apply(reset().afterBytes(4).toClient());

        for (int i = 0; i < 20; i++) {
            try (Peer client = Peer.connectTo(server)) {
                assertThat(client.readText(4)).isEqualTo("0123");
                assertThatThrownBy(() -> client.read(1))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
            }
        }
    }

    @Test
    void a_reset_strikes_those_that_are_open() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer client = Peer.connectTo(server)) {
            server.connection(0);
            AppliedFault fault = server.apply(reset());

            assertThatThrownBy(() -> client.read(1)).hasMessage("Connection reset");
            assertThat(fault).hasStruck(Times.times(1));
            awaitClosed(server.connection(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_half_close_leaves_the_other_direction_open(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer client = Peer.connectTo(server)) {
            server.connection(0);
            server.apply(halfClose().toClient());
            assertThat(client.readToEnd()).isEmpty();

            client.write("still here");
            assertThat(server.connection(0).receive(10)).asString().isEqualTo("still here");
            server.connection(0).send("this is lost");
            assertThat(server.connection(0).sent()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void latency_delays_each_way_and_the_end(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        AppliedFault fault = server.apply(latency(ofMillis(60)));
        try (Peer client = Peer.connectTo(server)) {
            long start = System.nanoTime();
            client.write("ping").shutdownOutput();

            assertThat(client.readTextToEnd()).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(120));
            assertThat(fault).hasStruck(Times.times(2));
        }
    }

    @Test
    void slices_come_one_by_one() throws Exception {
        StreamServer server = net.tcpServer();
        server.apply(slice(2, ofMillis(30)).toClient());
        try (Peer client = Peer.connectTo(server)) {
            long start = System.nanoTime();
            server.connection(0).send("abcde");
            assertThat(client.readText(5)).isEqualTo("abcde");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(60));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytes_are_changed_both_ways(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        server.apply(corruptByte(0).toServer());
        server.apply(corruptByte(1).toClient());
        try (Peer client = Peer.connectTo(server).write("abc")) {
            assertThat(client.read(3)).containsExactly(~'a', ~'b', 'c');
        }
        assertThat(server.connection(0).received()).containsExactly(~'a', 'b', 'c');
        assertThat(server.connection(0).sent()).containsExactly(~'a', ~'b', 'c');
    }

    @Test
    void frozen_it_moves_nothing_and_thawed_everything() throws Exception {
        StreamServer server = net.tcpServer().echo();
        try (Peer client = Peer.connectTo(server)) {
            assertThat(client.write("one").readText(3)).isEqualTo("one");
            try (AppliedFault frozen = server.apply(freeze())) {
                client.write("two");
                client.channel().socket().setSoTimeout(100);
                assertThatThrownBy(
                                () -> client.channel().socket().getInputStream().read())
                        .hasMessage("Read timed out");
                assertThat(frozen).hasStruck();
            }
            assertThat(client.readText(3)).isEqualTo("two");
        }
    }

    @Test
    void a_frozen_server_stops_a_writer() throws Exception {
        StreamServer server = net.tcpServer();
        try (AppliedFault frozen = server.apply(freeze().toServer());
                Peer client = Peer.connectTo(server)) {
            long taken = client.fill();
            assertThat(server.connection(0).receivedCount()).isZero();
            frozen.close();
            client.shutdownOutput();
            assertThat(server.connection(0).receiveToEnd()).hasSize((int) taken);
        }
    }

    @Test
    void a_black_hole_takes_all_that_is_sent_and_resets_in_the_end() throws Exception {
        StreamServer server = net.tcpServer();
        try (AppliedFault hole = server.apply(blackhole().toServer());
                Peer client = Peer.connectTo(server)) {
            client.write(new byte[8 << 20]);
            assertThat(hole).within(ofSeconds(10)).hasStruck();
            assertThat(server.connection(0).receivedCount()).isZero();
            hole.close();
            assertThatThrownBy(() -> client.read(1)).hasMessage("Connection reset");
        }
    }

    @Test
    void the_test_closes_through_the_faults() throws Exception {
        StreamServer server = net.tcpServer();
        server.apply(slowClose(ofMillis(100)).toClient());
        try (Peer client = Peer.connectTo(server)) {
            long start = System.nanoTime();
            server.connection(0).send("bye").close();
            assertThat(server.connection(0).end()).isEqualTo(End.CLOSED);
            assertThat(client.readText(3)).isEqualTo("bye");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_stop_does_not_wait_for_what_faults_hold_back() throws Exception {
        StreamServer server = Transport.TCP_IPV4.serverOfItsOwn(net, Options.NONE);
        server.apply(latency(ofSeconds(600)));
        try (Peer client = Peer.connectTo(server)) {
            server.connection(0).send("never").close();
            server.stop();
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_has_faults_too(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        StreamClient client = transport.client(net);
        AppliedFault fault = client.apply(close().afterBytes(3).toServer());
        client.connect(listener.getLocalAddress());
        try (Peer server = Peer.acceptedFrom(listener)) {
            client.send("hello");
            assertThat(server.readTextToEnd()).isEqualTo("hel");
            assertThat(fault).hasStruck(Times.times(1));
        }
        assertThat(client.sent()).asString().isEqualTo("hel");
    }

    @Test
    void what_a_fault_cannot_do_is_told() {
        StreamClient client = net.tcpClient();
        assertThatThrownBy(() -> client.apply(refuse()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refuse has no effect on " + client
                        + ", which does not listen. Apply it to a server or a link.");
        client.close();
        assertThatThrownBy(() -> client.apply(reset()))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot apply reset: " + client + " is closed. Do so before its close.");
        StreamServer server = net.tcpServer();
        server.close();
        assertThatThrownBy(() -> server.apply(reset()))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot apply reset: " + server + " is closed. Do so before its close.");
    }

    @Test
    void a_script_that_a_fault_cuts_off_has_not_failed() throws Exception {
        StreamServer server = net.tcpServer()
                .script(s -> s.expectLine("GET").send("0123456789").expectLine("MORE"));
        server.apply(close().afterBytes(4).toClient());
        try (Peer client = Peer.connectTo(server).write("GET\n")) {
            assertThat(client.readTextToEnd()).isEqualTo("0123");
        }
        server.connection(0).awaitScript();
    }

    @Test
    void faults_are_lifted_one_by_one_or_all() throws Exception {
        StreamServer server = net.tcpServer().echo();
        try (Peer client = Peer.connectTo(server)) {
            AppliedFault one = server.apply(latency(ofMillis(40)).toServer());
            AppliedFault two = server.apply(latency(ofMillis(50)).toServer());
            long start = System.nanoTime();
            assertThat(client.write("a").readText(1)).isEqualTo("a");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(90));
            one.close();
            server.clear();
            assertThat(two).isLifted();
            assertThat(client.write("b").readText(1)).isEqualTo("b");
        }
    }
}
