package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static io.github.loopline.fault.StreamFault.slowClose;
import static io.github.loopline.fault.StreamFault.unresponsive;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Times;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of a stream link, as plain sockets of the JDK on both sides see it. */
class StreamFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    /** A plain client whose reads give up, and a server that sends everything back, with a link between. */
    private record Call(StreamLink link, Socket socket) implements AutoCloseable {

        static Call echo(Loopback net) throws IOException {
            return to(net, net.tcpServer().echo());
        }

        static Call to(Loopback net, StreamServer server) throws IOException {
            StreamLink link = net.tcpLink().to(server);
            Socket socket = new Socket(link.address().getAddress(), link.port());
            socket.setSoTimeout(10_000);
            return new Call(link, socket).settled();
        }

        /** Waits until the link has connected to the server, so that a fault finds an open connection. */
        Call settled() throws IOException {
            link.connection(0);
            send("!");
            link.assertThat().within(ofSeconds(10)).connection(0).hasPassedToServer("!");
            return this;
        }

        Call send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes());
            return this;
        }

        String read(int count) throws IOException {
            return new String(socket.getInputStream().readNBytes(count));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void latency_delays_each_direction_that_is_meant() throws Exception {
        try (Call call = Call.echo(net)) {
            assertThat(call.read(1)).isEqualTo("!");
            long start = System.nanoTime();
            try (AppliedFault both = call.link().apply(latency(ofMillis(60)))) {
                assertThat(call.send("ping").read(4)).isEqualTo("ping");
                assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(120));
                assertThat(both).hasStruck(Times.times(2));
            }
            AppliedFault back = call.link().apply(latency(ofMillis(70)).toClient());
            long second = System.nanoTime();
            assertThat(call.send("ping").read(4)).isEqualTo("ping");
            assertThat(since(second)).isGreaterThanOrEqualTo(ofMillis(70));
            assertThat(back).hasStruck(Times.times(1));
        }
    }

    @Test
    void latency_holds_back_the_end_too() throws Exception {
        try (Call call = Call.echo(net)) {
            assertThat(call.read(1)).isEqualTo("!");
            call.link().apply(latency(ofMillis(80)).toServer());
            long start = System.nanoTime();
            call.socket().shutdownOutput();

            assertThat(call.socket().getInputStream().read()).isEqualTo(-1);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(80));
        }
    }

    @Test
    void bandwidth_takes_its_time() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            AppliedFault slow = call.link().apply(StreamFault.bandwidth(100_000).toServer());
            long start = System.nanoTime();
            call.send("x".repeat(30_000));

            assertThat(server.connection(0).receive(30_001)).hasSize(30_001);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(300));
            assertThat(slow).hasStruck();
        }
    }

    @Test
    void slices_come_one_by_one() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            call.link().apply(slice(2, ofMillis(30)).toClient());
            server.connection(0).send("abcde");
            ByteBuffer buffer = ByteBuffer.allocate(10);
            byte[] piece = new byte[10];

            long start = System.nanoTime();
            int first = call.socket().getInputStream().read(piece);
            assertThat(first).isLessThan(5);
            buffer.put(piece, 0, first);
            buffer.put(call.read(5 - first).getBytes());

            assertThat(new String(buffer.array(), 0, 5)).isEqualTo("abcde");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(30));
        }
    }

    @Test
    void coalescing_waits_for_enough_or_for_the_time() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            call.link().apply(coalesce(6, ofMillis(100)).toClient());
            server.connection(0).send("abc").send("def");
            byte[] piece = new byte[10];
            assertThat(call.socket().getInputStream().read(piece)).isEqualTo(6);

            long start = System.nanoTime();
            server.connection(0).send("gh");
            assertThat(call.read(2)).isEqualTo("gh");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void a_corrupted_byte_is_the_one_that_was_asked_for() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            AppliedFault fault = call.link().apply(corruptByte(3).toClient());
            server.connection(0).send("abcdef");

            assertThat(call.socket().getInputStream().readNBytes(6))
                    .containsExactly('a', 'b', 'c', 'd' ^ 0xff, 'e', 'f');
            assertThat(fault).hasStruck(Times.times(1));
            assertThat(net.transcript().toString()).contains("fault: corrupt byte 3 to the client: 64 to 9b");
            assertThat(call.link().connection(0).arrived(TO_CLIENT)).isEqualTo("abcdef".getBytes());
            assertThat(call.link().connection(0).passed(TO_CLIENT))
                    .containsExactly('a', 'b', 'c', 'd' ^ 0xff, 'e', 'f');
        }
    }

    @Test
    void frozen_it_moves_nothing_and_thawed_everything() throws Exception {
        try (Call call = Call.echo(net)) {
            assertThat(call.read(1)).isEqualTo("!");
            call.socket().setSoTimeout(200);
            try (AppliedFault frozen = call.link().apply(freeze())) {
                call.send("ping");
                assertThatThrownBy(() -> call.read(1))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Read timed out");
                assertThat(frozen).isActive().hasStruck();
            }
            call.socket().setSoTimeout(10_000);
            assertThat(call.read(4)).isEqualTo("ping");
        }
    }

    @Test
    void frozen_it_stops_a_writer() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            try (AppliedFault frozen = ends.link().apply(freeze().toServer())) {
                long taken = ends.client().fill();
                assertThat(taken).isLessThan(32 << 20);
                ends.server().write("the other way");
                assertThat(ends.client().readText(13)).isEqualTo("the other way");
                assertThat(ends.link().traffic(TO_SERVER)).isEqualTo(new Traffic(0, 0, 0));
                frozen.close();
                assertThat(ends.server().read((int) taken)).hasSize((int) taken);
            }
        }
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
    void connects_are_refused_and_then_not() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        try (Peer before = Peer.connectTo(link.address()).write("open")) {
            assertThat(before.readText(4)).isEqualTo("open");
            AppliedFault refused = link.apply(refuse());

            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> Peer.connectTo(link.address()))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Connection refused");
            }
            assertThat(before.write("still").readText(5)).isEqualTo("still");
            refused.close();
            try (Peer after = Peer.connectTo(link.address()).write("back")) {
                assertThat(after.readText(4)).isEqualTo("back");
            }
        }
    }

    @Test
    void connects_are_not_answered_and_get_through_when_they_are_again() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        try (Peer before = Peer.connectTo(link.address()).write("open");
                SocketChannel waiting = SocketChannel.open();
                Selector selector = Selector.open()) {
            assertThat(before.readText(4)).isEqualTo("open");
            AppliedFault unresponsive = link.apply(unresponsive());

            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(link.address(), 200))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("onnect timed out");
            }
            assertThat(before.write("still").readText(5)).isEqualTo("still");
            waiting.configureBlocking(false);
            waiting.connect(link.address());
            SelectionKey key = waiting.register(selector, SelectionKey.OP_CONNECT);
            assertThat(selector.select(200)).isZero();

            unresponsive.close();
            assertThat(selector.select(20_000)).isOne();
            assertThat(waiting.finishConnect()).isTrue();
            key.cancel();
            selector.selectNow();
            waiting.configureBlocking(true);
            assertThat(Peer.of(waiting).write("x").readText(1)).isEqualTo("x");
        }
        assertThat(link).within(ofSeconds(10)).hasConnections(2);
    }

    @Test
    void a_unix_link_leaves_connects_waiting_too() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        AppliedFault unresponsive = link.apply(unresponsive());
        Background<Peer> connecting = Background.call(() -> Peer.connectTo(link.path()));
        assertThat(connecting.isDone()).isFalse();

        unresponsive.close();
        try (Peer client = connecting.result().write("back")) {
            assertThat(client.readText(4)).isEqualTo("back");
        }
    }

    @Test
    void a_unix_path_always_has_a_socket() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        Background<Integer> looking = Background.call(() -> {
            int missing = 0;
            for (int i = 0; i < 100_000; i++) {
                missing += Files.exists(link.path().getPath()) ? 0 : 1;
            }
            return missing;
        });
        while (!looking.isDone()) {
            link.apply(refuse()).close();
        }

        assertThat(looking.result()).isZero();
    }

    @Test
    void refusing_goes_before_not_answering() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        AppliedFault refused = link.apply(refuse());
        AppliedFault unresponsive = link.apply(unresponsive());
        assertThatThrownBy(() -> Peer.connectTo(link.address())).hasMessage("Connection refused");

        refused.close();
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(link.address(), 200)).hasMessageContaining("onnect timed out");
        }
        unresponsive.close();
        try (Peer after = Peer.connectTo(link.address()).write("back")) {
            assertThat(after.readText(4)).isEqualTo("back");
        }
    }

    @Test
    void a_unix_link_refuses_too() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        try (AppliedFault refused = link.apply(refuse())) {
            assertThat(refused).isActive();
            assertThatThrownBy(() -> Peer.connectTo(link.path()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        try (Peer after = Peer.connectTo(link.path()).write("back")) {
            assertThat(after.readText(4)).isEqualTo("back");
        }
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

    private static void assertReset(Peer peer) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> peer.read(1))
                .isInstanceOf(SocketException.class)
                .withMessage("Connection reset");
    }
}
