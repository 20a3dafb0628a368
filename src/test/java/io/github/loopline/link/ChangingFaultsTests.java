package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static io.github.loopline.fault.StreamFault.slowClose;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Delay;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that come and go while streams move, in one link or in several behind each other, as plain sockets of the JDK see it. */
class ChangingFaultsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static StreamFault harmless(Random random) {
        StreamFault fault = switch (random.nextInt(6)) {
            case 0 -> latency(Delay.uniform(ZERO, ofMillis(3)));
            case 1 -> bandwidth(20_000_000);
            case 2 -> slice(500 + random.nextInt(5000), ZERO);
            case 3 -> coalesce(1 + random.nextInt(60_000), ofMillis(2));
            case 4 -> freeze().lasting(ofMillis(2));
            default -> slowClose(ofMillis(3));
        };
        return switch (random.nextInt(3)) {
            case 0 -> fault.toServer();
            case 1 -> fault.toClient();
            default -> fault;
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_byte_passes_two_links_in_its_order_while_conditions_change(boolean unix) throws Exception {
        Random random = new Random(5);
        StreamServer server = (unix ? net.unixServer() : net.tcpServer()).echo();
        StreamLink near = net.unixLink().to(server);
        StreamLink far = net.tcpLink().to(near.path());
        byte[] data = new byte[3_000_000];
        random.nextBytes(data);
        try (Peer client = Peer.connectTo(far.address())) {
            Background<Peer> writing = Background.call(() -> client.write(data).shutdownOutput());
            Background<byte[]> reading = Background.call(client::readToEnd);
            List<AppliedFault> applied = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                applied.add((random.nextBoolean() ? near : far).apply(harmless(random)));
                if (applied.size() > 4) {
                    applied.remove(random.nextInt(4)).close();
                }
            }
            near.clear();
            far.clear();

            writing.result();
            assertThat(Arrays.equals(reading.result(), data)).isTrue();
        }
        for (StreamLink link : List.of(near, far)) {
            assertThat(link).within(ofSeconds(10)).connection(0).isOver();
            assertThat(link.traffic(TO_SERVER)).isEqualTo(new Traffic(data.length, data.length, 0));
            assertThat(link.traffic(TO_CLIENT)).isEqualTo(new Traffic(data.length, data.length, 0));
        }
    }

    @Test
    void a_reset_passes_a_chain_of_links_behind_the_bytes_before_it() throws Exception {
        StreamServer server = net.tcpServer().greeting("abcdef");
        StreamLink near = net.tcpLink().to(server);
        StreamLink far = net.tcpLink().to(near.address());
        near.apply(reset().afterBytes(3).toClient());
        far.apply(latency(ofMillis(30)));
        try (Peer client = Peer.connectTo(far.address())) {
            assertThat(client.readText(3)).isEqualTo("abc");
            assertThatThrownBy(() -> client.read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(far).within(ofSeconds(10)).connection(0).isOver();
    }

    @ParameterizedTest
    @EnumSource
    void frozen_in_a_half_close_the_other_direction_ends_when_it_is_thawed(Transport transport) throws Exception {
        try (Ends ends = Ends.connect(net, transport)) {
            ends.client().write("question").shutdownOutput();
            assertThat(ends.server().readTextToEnd()).isEqualTo("question");
            ends.server().write("one");
            assertThat(ends.client().readText(3)).isEqualTo("one");
            try (AppliedFault frozen = ends.link().apply(freeze())) {
                ends.server().write("two").shutdownOutput();
                assertNothingComes(ends.client());
                assertThat(frozen).hasStruck();
                assertThat(ends.link().connection(0)).isOpen();
            }
            assertThat(ends.client().readTextToEnd()).isEqualTo("two");
            assertThat(ends.link()).within(ofSeconds(10)).connection(0).isOver();
        }
    }

    @Test
    void a_reset_waits_for_the_thaw_too_and_one_by_the_test_does_not() throws Exception {
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            AppliedFault frozen = ends.link().apply(freeze());
            ends.link().apply(reset());
            assertNothingComes(ends.client());
            frozen.close();
            assertReset(ends.client());
            assertReset(ends.server());
        }
        try (Ends ends = Ends.connect(net, Transport.TCP_IPV4)) {
            ends.link().apply(freeze());
            ends.link().reset();
            assertReset(ends.client());
            assertReset(ends.server());
        }
    }

    private static void assertNothingComes(Peer client) throws IOException {
        client.channel().configureBlocking(false);
        try (Selector selector = Selector.open()) {
            client.channel().register(selector, SelectionKey.OP_READ);
            assertThat(selector.select(100)).isZero();
        }
        client.channel().configureBlocking(true);
    }

    private static void assertReset(Peer peer) {
        assertThatThrownBy(() -> peer.read(1))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }
}
