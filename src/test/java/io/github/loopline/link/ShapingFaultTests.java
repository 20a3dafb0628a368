package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.slice;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Times;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Faults that delay, cut, gather or change what passes, as plain sockets of the JDK on both sides see them. */
class ShapingFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

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
    void slices_end_at_multiples_of_their_size_from_the_first_byte() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            server.connection(0).send("ab");
            assertThat(call.read(2)).isEqualTo("ab");
            call.link().apply(slice(4, Duration.ofMinutes(30)).toClient());
            server.connection(0).send("cdefgh");

            assertThat(call.read(2)).isEqualTo("cd");
            call.socket().setSoTimeout(100);
            assertThatThrownBy(() -> call.read(1))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
    }

    @Test
    void coalescing_waits_for_enough() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            call.link().apply(coalesce(6, ofMinutes(10)).toClient());
            server.connection(0).send("abc").send("def");
            byte[] piece = new byte[10];
            assertThat(call.socket().getInputStream().read(piece)).isEqualTo(6);
        }
    }

    @Test
    void coalescing_waits_no_longer_than_for_the_time() throws Exception {
        StreamServer server = net.tcpServer();
        try (Call call = Call.to(net, server)) {
            call.link().apply(coalesce(6, ofMillis(100)).toClient());
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
}
